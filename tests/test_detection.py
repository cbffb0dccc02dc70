"""**For authors.** Laws, a case worked out by hand, and a library as oracle of detection."""

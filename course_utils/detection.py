"""**For authors.** Say in one line what this module is for, then write a function."""

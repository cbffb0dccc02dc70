"""The package behind the course *Computer Vision by Hand*."""

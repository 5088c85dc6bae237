"""A scripted annotator for LensGrains, on Python's standard library alone."""

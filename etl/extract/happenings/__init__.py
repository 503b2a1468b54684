"""Happenings: which figures and event words belong together, when and where it was, and over what span of time."""

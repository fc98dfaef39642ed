"""Forms of the candidate area, one file a page family."""

"""What is typed in the recruiter area, one file a page family."""

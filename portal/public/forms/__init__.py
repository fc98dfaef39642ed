"""Forms of people who have no session."""

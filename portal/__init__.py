"""Rekindle: the portal for what happens after a hiring decision."""

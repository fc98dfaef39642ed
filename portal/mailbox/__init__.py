"""The built-in mailbox of the embedded run: takes every message, passes none on, shows them."""

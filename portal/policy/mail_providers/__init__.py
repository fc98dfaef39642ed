"""Mail providers that call us when something became of a message, each in its own form."""

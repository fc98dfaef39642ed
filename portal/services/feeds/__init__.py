"""What events of other systems change here: first their words are kept, then settled."""

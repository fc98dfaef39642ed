"""What another system says, as values: from the body of an event to a word that can be kept."""

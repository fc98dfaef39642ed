"""How fast it is, next to a ceiling measured in the same run on the same machine."""

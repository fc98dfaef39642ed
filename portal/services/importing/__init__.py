"""What an import does with the rows of its file: a batch is one transaction."""

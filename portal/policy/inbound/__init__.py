"""Messages to us, understood: values in, a verdict out."""

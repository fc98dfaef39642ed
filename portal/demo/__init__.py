"""A believable organisation to try things with: Northlight Studio, a design company."""

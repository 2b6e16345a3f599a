"""What is allowed around a dispute, in plain Python."""

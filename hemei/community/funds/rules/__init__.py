"""What holds for the maintenance fund: plain Python."""

"""What holds for the owners' books: plain Python."""

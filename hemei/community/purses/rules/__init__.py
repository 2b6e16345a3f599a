"""What holds for joint accounts: plain Python."""

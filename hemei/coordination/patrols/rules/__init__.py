"""What patrols decide, in plain Python."""

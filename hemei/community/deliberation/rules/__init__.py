"""What holds for topics, conclusions, small matters and the mechanism: plain Python."""

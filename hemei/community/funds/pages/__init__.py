"""Pages of the maintenance fund."""

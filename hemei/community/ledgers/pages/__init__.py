"""Pages of the owners' books."""

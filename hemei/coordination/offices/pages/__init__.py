"""Pages of offices and staff."""

"""Pages of companies, by subject."""

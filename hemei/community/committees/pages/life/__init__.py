"""Pages of a committee's life."""

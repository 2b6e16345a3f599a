"""The readers of a committee's life."""

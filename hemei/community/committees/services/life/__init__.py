"""The writers of a committee's life."""

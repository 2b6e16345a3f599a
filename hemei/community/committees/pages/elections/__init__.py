"""Pages of elections: the list, one election with all its steps, a candidate, an owner's own."""

"""Pages of mediation: thin, one query or service a view."""

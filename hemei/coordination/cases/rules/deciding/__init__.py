"""What each act makes of a case, grouped by business; reached through `rules.decide`."""

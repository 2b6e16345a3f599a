"""Pages of the cockpit: the board of a place with its figures and lists, and the map of its estates."""

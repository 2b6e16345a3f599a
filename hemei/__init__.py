"""Hemei (和美): how a city governs its residential estates, as software."""

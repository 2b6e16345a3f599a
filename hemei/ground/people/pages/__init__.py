"""Pages of people: sign-in, one's own account, the three administrations."""

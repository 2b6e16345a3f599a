"""What holds for reporting members, volunteers, lists, hours and pairings."""

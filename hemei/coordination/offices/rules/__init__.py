"""Who may record what of offices and staff, and what a record must keep. Plain Python."""

"""The writers of the registers of places, a batch at a time."""

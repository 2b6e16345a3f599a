"""The readers of renewal; pages and other apps enter here."""

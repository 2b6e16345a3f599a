"""The writers of renewal; pages and other apps enter here."""

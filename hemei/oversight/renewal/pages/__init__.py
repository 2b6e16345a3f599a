"""The pages of renewal."""

"""The rules of committees."""

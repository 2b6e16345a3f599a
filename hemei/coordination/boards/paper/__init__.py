"""Boards on paper, A3."""

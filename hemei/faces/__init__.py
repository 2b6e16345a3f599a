"""Faces: what the world sees."""

"""Registers of companies taken in from files."""

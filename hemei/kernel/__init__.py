"""Kernel: plain Python that every chapter stands on. No Django, no database, no clock."""

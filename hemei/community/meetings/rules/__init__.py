"""The rules of meetings: plain Python over frozen facts."""

"""Printed ballots: how they are set, and how a picture of one is read. Nothing here knows the database."""

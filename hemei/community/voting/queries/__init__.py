"""Readers of voting; other apps enter here."""

from hemei.community.voting.queries.rolls import RollEntry, RollRow, roll_entries, roll_units, rolls
from hemei.community.voting.queries.sums import VoteSums, vote_sums

__all__ = ["RollEntry", "RollRow", "VoteSums", "roll_entries", "roll_units", "rolls", "vote_sums"]

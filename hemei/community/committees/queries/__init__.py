"""The readers of committees; other apps enter here."""

from hemei.community.committees.queries.figures import elected_committees, party_halves

__all__ = ["elected_committees", "party_halves"]

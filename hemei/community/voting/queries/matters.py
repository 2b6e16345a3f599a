"""What owners decide together, by the document of a day."""

from __future__ import annotations

from datetime import date

from hemei.community.voting.rules.standards import Matter, OwnerMatters
from hemei.ground.records import queries as record


def matters_on(day: date) -> tuple[Matter, ...]:
    """Return the matters of a day with their shares and clauses."""
    return record.standards().find("owner-matters", OwnerMatters, on=day).matter

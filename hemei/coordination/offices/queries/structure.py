"""The structure of streets and communities in force on a day."""

from __future__ import annotations

from datetime import date

from hemei.coordination.offices.rules.standards import StreetStructure
from hemei.ground.records.queries import standards


def structure_on(day: date) -> StreetStructure:
    """Return the document `street-structure` of a day.

    Raises:
        NoStandard: the city has none for that day.
    """
    return standards().find("street-structure", StreetStructure, on=day)

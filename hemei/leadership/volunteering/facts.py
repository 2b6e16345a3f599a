"""Load what a decision must know: the documents of a day."""

from __future__ import annotations

from datetime import date

from hemei.ground.records import queries as records
from hemei.kernel.standards import NoStandard
from hemei.leadership.volunteering.rules.standards import FourLinks, ServiceHours


def hours_rules(day: date) -> ServiceHours:
    """Return what may be recorded as hours on a day."""
    return records.standards().find("service-hours", ServiceHours, on=day)


def four_links(day: date) -> FourLinks | None:
    """Return the items of the yearly agreement on a day; a city without the document has none."""
    try:
        return records.standards().find("four-links", FourLinks, on=day)
    except NoStandard:
        return None

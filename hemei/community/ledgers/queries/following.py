"""What tells that somebody else serves an estate or speaks for its owners, and of which estate it tells."""

from __future__ import annotations

from typing import Any

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor

COMING = (
    "companies.project_begun",
    "companies.project_corrected",
    "people.term_registered",
    "people.term_corrected",
    "committees.stand_in_formed",
)
"""Events by which a company, a committee or a body that stands in may begin."""
GOING = ("companies.project_ended", "people.term_ended", "committees.stand_in_ended")
"""Events by which one ends."""


def estate_changed(event: dict[str, Any], *, actor: Actor) -> int | None:
    """Return the estate whose company, committee or body that stands in an event tells of; None where it is gone."""
    number = int(event["stream"].rsplit(":", 1)[1])
    if event["payload"]["type"].startswith("companies."):
        project = companies.project_dates(number, actor=actor)
        return project.estate_id if project else None
    return people.estate_of_body(number)

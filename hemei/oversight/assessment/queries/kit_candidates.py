"""The projects a round may draw from, as they stand on a day, with what their strata are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.oversight.assessment.rules.sample import Candidate

_ALL = 1_000_000
_COUNTY = 1
"""Where the county stands in a path: after the city."""


@dataclass(frozen=True, slots=True)
class ListedCandidate:
    """A project with what the draw needs of it."""

    project_id: int
    candidate: Candidate


def candidates(*, actor: Actor, path: str, on: date) -> list[ListedCandidate]:
    """Return the running projects under a path; the key names the estate by its code and the project by its number."""
    rows = companies.projects(actor=actor, on=on, limit=_ALL)
    estates = places.estates_by_id([row.estate_id for row in rows], actor=actor)
    counties = {int(estate.scope.split(".")[_COUNTY]) for estate in estates.values()}
    names = places.names_of(counties)
    found = []
    for row in rows:
        estate = estates.get(row.estate_id)
        if estate is None or not estate.scope.startswith(path):
            continue
        county = names.get(int(estate.scope.split(".")[_COUNTY]), "")
        key = f"{estate.code}-{row.id}"
        found.append(ListedCandidate(row.id, Candidate(key, county, row.contract.value, estate.households)))
    return found

"""The projects a round may draw from, as they stand on a day, with what their strata are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on
from hemei.oversight.assessment.models import SampledProject
from hemei.oversight.assessment.queries.following import check_frequencies
from hemei.oversight.assessment.rules.sample import Candidate, Must, must_of

_ALL = 1_000_000
_COUNTY = 1
"""Where the county stands in a path: after the city."""


@dataclass(frozen=True, slots=True)
class ListedCandidate:
    """A project with what the draw needs of it."""

    project_id: int
    candidate: Candidate


def candidates(*, actor: Actor, path: str, on: date, today: date) -> list[ListedCandidate]:
    """Return the running projects under a path; the key names the estate by its code and the project by its number.

    Those that must be looked at `today` say why. The caller has opened the city: a company's frequency lies there.
    """
    rows = companies.projects(actor=actor, on=on, limit=_ALL)
    estates = places.estates_by_id([row.estate_id for row in rows], actor=actor)
    counties = {int(estate.scope.split(".")[_COUNTY]) for estate in estates.values()}
    names = places.names_of(counties)
    musts = _musts(rows, today)
    found = []
    for row in rows:
        estate = estates.get(row.estate_id)
        if estate is None or not estate.scope.startswith(path):
            continue
        county = names.get(int(estate.scope.split(".")[_COUNTY]), "")
        key = f"{estate.code}-{row.id}"
        candidate = Candidate(key, county, row.contract.value, estate.households, musts.get(row.id))
        found.append(ListedCandidate(row.id, candidate))
    return found


def _musts(rows: Sequence[companies.ProjectRow], today: date) -> dict[int, Must]:
    """Return why each project must be looked at today, by how often it or its company is to be checked."""
    of_company = check_frequencies("company", (row.company_id for row in rows), today)
    of_project = check_frequencies("project", (row.id for row in rows), today)
    rules, found = rules_on(today), {}
    asked = {
        row.id: [Must(one.every, one.reason) for one in (of_company.get(row.company_id), of_project.get(row.id)) if one]
        for row in rows
        if row.company_id in of_company or row.id in of_project
    }  # fmt: skip
    last = _last_drawn(asked)
    for number, wanted in asked.items():
        must = must_of(wanted, last.get(number), today, rules)
        if must is not None:
            found[number] = must
    return found


def _last_drawn(project_ids: Iterable[int]) -> dict[int, date]:
    """Return on which day each project was last drawn into a round that was not called off."""
    rows = SampledProject.objects.filter(project_id__in=list(project_ids), drawn=True)
    rows = rows.filter(sample__round__cancelled_at=None)
    found = rows.values_list("project_id").annotate(at=Max("sample__drawn_at"))
    return {number: shanghai_day(at) for number, at in found if at is not None}

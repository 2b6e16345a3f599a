"""What is exchanged with other departments: the answer about a company, the lists by level, who asked about whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.standards import NoStandard
from hemei.oversight.credit.models import ExchangeEntry
from hemei.oversight.credit.queries.published import (
    PublicFilter,
    PublicLevel,
    public_levels,
    public_levels_of,
)
from hemei.oversight.credit.queries.scores import score
from hemei.oversight.credit.queries.standards import catalogue_on
from hemei.oversight.credit.rules.acts import Act, may
from hemei.oversight.credit.rules.exchange import CreditExchange


def exchange_on(day: date) -> CreditExchange:
    """Return with whom credit is exchanged on a day."""
    return records.standards().find("credit-exchange", CreditExchange, on=day)


def answer_about(company: companies.CompanyRow, on: date) -> dict[str, Any]:
    """Return what another department is told of a company: what is published, and nothing of a person.

    The score is that of the day, replayed; its level that of the last year that was settled. Each line that counts is
    told with its clause; what waits, is objected to, was repaired or has run out is not told.
    """
    level = next(iter(public_levels_of([company.id])), None)
    lists = exchange_on(on).lists_of(level.level) if level else ()
    return {
        "subject": company.uscc,
        "name": company.name,
        "on": on.isoformat(),
        "level": level.level if level else None,
        "level_year": level.year if level else None,
        "lists": [one.code for one in lists],
        **_score(company.id, on),
    }


def _score(company_id: int, on: date) -> dict[str, Any]:
    actor = system_actor(places.city().path)
    try:
        with opened(actor, places.city().path):
            found = score("company", company_id, on)
    except NoStandard:
        return {"score": None, "lines": []}
    lines = []
    for line in found.lines:
        row = catalogue_on(line.happened_on).of(line.behaviour)
        if line.counted and row is not None:
            lines.append(
                {
                    "behaviour": line.behaviour,
                    "name": row.name,
                    "points": line.points,
                    "happened_on": line.happened_on.isoformat(),
                    "clause": row.warrant.reference.clause,
                }
            )
    return {"score": found.total, "lines": lines}


def listed(
    code: str, on: date, *, text: str = "", after: tuple[int, int] = (0, 0), limit: int = 50
) -> list[PublicLevel]:
    """Return the companies on a list by level, by rank; empty where there is no such list. One statement.

    `after` is place and company of the last row of the page before.
    """
    found = next((one for one in exchange_on(on).list if one.code == code), None)
    if found is None:
        return []
    return public_levels(on=on, only=PublicFilter(text, found.levels), after=after, limit=limit)


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """A message of another department, and what came of it; `outcome` is empty where it was answered."""

    id: int
    kind: str
    department: str
    purpose: str
    basis: str
    company_id: int | None
    company: str
    asked_at: datetime
    outcome: str
    line_id: int | None


_FIELDS = (
    "id", "kind", "department", "purpose", "basis", "company_id", "company__name", "asked_at", "outcome", "line_id",
)  # fmt: skip


def exchanged(*, actor: Actor, before: int | None = None, limit: int = 50) -> list[ExchangeRow]:
    """Return what other departments asked and brought, the latest first: all for the city, its own for a company."""
    if not may(actor.role, Act.SEE).allowed:
        return []
    rows = ExchangeEntry.objects.filter(records.seen_by(actor))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = rows.order_by("-id").values_list(*_FIELDS)[:limit]
    return [
        ExchangeRow(number, kind, department, purpose, basis, company_id, company or "", asked, outcome, line)
        for number, kind, department, purpose, basis, company_id, company, asked, outcome, line in found
    ]

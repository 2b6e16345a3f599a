"""What waits for a person around credit: decisions with their clocks, lines to confirm, the company's own filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.ground.companies import queries as companies
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role
from hemei.oversight.credit.models import BasicFiling
from hemei.oversight.credit.queries.standards import catalogue_if_any
from hemei.oversight.credit.rules.acts import Act, may
from hemei.oversight.credit.rules.words import ClockKind, LineState

_INBOX = """
select d.id, d.kind, d.due_at, d.provisional, l.id, c.name, l.behaviour, l.happened_on
from clocks_deadline d join credit_conductline l on l.stream = d.stream join companies_company c on c.id = l.company_id
where d.body_id = %(body)s and d.state in ('running', 'paused') and d.kind = any(%(kinds)s)
  and (%(after_at)s::timestamptz is null or (d.due_at, d.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
order by d.due_at, d.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class CreditTodo:
    """A decision that waits for the actor's body, with the line it is about."""

    deadline_id: int
    kind: ClockKind
    due_at: datetime
    provisional: bool
    line_id: int
    company: str
    behaviour: str


def inbox(*, actor: Actor, after: tuple[datetime, int] | None = None, limit: int = 50) -> list[CreditTodo]:
    """Return the objections and requests for repair the actor's body decides, the next to end first; one statement."""
    if actor.body_id is None or not may(actor.role, Act.DECIDE).allowed:
        return []
    values: dict[str, Any] = {
        "body": actor.body_id,
        "kinds": [ClockKind.OBJECTION.value, ClockKind.REPAIR.value],
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INBOX, values)
        return [
            CreditTodo(number, ClockKind(kind), due, provisional, line, company, _name(code, day))
            for number, kind, due, provisional, line, company, code, day in cursor.fetchall()
        ]


def _name(code: str, day: date) -> str:
    catalogue = catalogue_if_any(day)
    found = catalogue.of(code) if catalogue else None
    return found.name if found else code


_UNCONFIRMED = """
select count(*), count(*) filter (where d.due_at < %(now)s), min(d.due_at)
from credit_conductline l
left join clocks_deadline d on d.stream = l.stream and d.kind = %(kind)s and d.state in ('running', 'paused')
where l.state = %(state)s and (%(city)s::text is null or l.scope = %(city)s::text)
  and exists (select from unnest(%(lows)s::text[], %(highs)s::text[]) as p(low, high)
              where l.scope >= p.low and l.scope < p.high)
"""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """How many lines wait to be confirmed, how many of them too long, and by when the first is due."""

    count: int
    late: int
    due_at: datetime | None


def to_confirm(*, actor: Actor, now: datetime) -> Unconfirmed:
    """Return the proposed lines the actor confirms: a county those of its projects, the city those of companies.

    The city may confirm any; what a county has before it is the county's to do. One statement.
    """
    if not may(actor.role, Act.CONFIRM).allowed:
        return Unconfirmed(0, 0, None)
    values: dict[str, Any] = {
        "kind": ClockKind.CONFIRMATION.value, "state": LineState.PROPOSED.value, "now": now,
        "lows": [place.lower for place in actor.places], "highs": [place.upper for place in actor.places],
        "city": places.city().path if actor.role is Role.CITY_BUREAU else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_UNCONFIRMED, values)
        return Unconfirmed(*cursor.fetchone())


def filing_due(*, actor: Actor, on: date) -> date | None:
    """Return the last day on which the actor's company files its basic information, None once it did; two statements.

    Filed later it is kept and brings no points, so it is owed to the end of the year.
    """
    if not may(actor.role, Act.FILE_BASIC).allowed or actor.body_id is None:
        return None
    company, catalogue = companies.company_of_body(actor.body_id), catalogue_if_any(on)
    if company is None or catalogue is None:
        return None
    if BasicFiling.objects.filter(company_id=company.id, year=on.year).exists():
        return None
    return date(on.year, catalogue.filing.month, catalogue.filing.day)

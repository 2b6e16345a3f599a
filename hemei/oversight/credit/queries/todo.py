"""What waits for a person around credit: decisions with their clocks, lines to confirm, the company's own filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
from hemei.oversight.credit.queries.standards import catalogue_if_any
from hemei.oversight.credit.rules.acts import Act, may
from hemei.oversight.credit.rules.words import ClockKind, LineState

_INBOX = """
select d.id, d.kind, d.due_at, d.provisional, l.id as line_id, c.name, l.behaviour, l.happened_on
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


def inbox(
    *, actor: Actor, after: tuple[datetime, int] | None = None, limit: int = 50
) -> records.Lines[CreditTodo]:
    """Return the objections and requests for repair the actor's body decides, the next to end first; one statement."""
    if actor.body_id is None or not may(actor.role, Act.DECIDE).allowed:
        return records.Lines()
    values: dict[str, Any] = {
        "body": actor.body_id,
        "kinds": [ClockKind.OBJECTION.value, ClockKind.REPAIR.value],
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "limit": limit,
    }
    return records.lines(_INBOX, values, _todo)


def _todo(number: int, kind: str, due: str, *rest: Any) -> CreditTodo:
    provisional, line, company, code, day = rest
    name = _name(code, date.fromisoformat(day))
    return CreditTodo(number, ClockKind(kind), datetime.fromisoformat(due), provisional, line, company, name)


def _name(code: str, day: date) -> str:
    catalogue = catalogue_if_any(day)
    found = catalogue.of(code) if catalogue else None
    return found.name if found else code


_UNCONFIRMED = """
select count(*) as count, count(*) filter (where d.due_at < %(now)s) as late, min(d.due_at) as due_at
from credit_conductline l
left join clocks_deadline d on d.stream = l.stream and d.kind = %(kind)s and d.state in ('running', 'paused')
where l.state = %(state)s and (%(city)s::text is null or l.scope = %(city)s::text)
  and exists (select from unnest(%(lows)s::text[], %(highs)s::text[]) as p(low, high)
              where l.scope >= p.low and l.scope < p.high)
having count(*) > 0
"""
_UNFILED = """
select c.id from companies_company c
where c.body_id = %(body)s
  and not exists (select from credit_basicfiling f where f.company_id = c.id and f.year = %(year)s)
"""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """How many lines wait to be confirmed, how many of them too long, and by when the first is due."""

    count: int
    late: int
    due_at: datetime | None


def to_confirm(*, actor: Actor, now: datetime) -> records.Lines[Unconfirmed]:
    """Return the proposed lines the actor confirms: a county those of its projects, the city those of companies.

    In one line, none where nothing waits. The city may confirm any; what a county has before it is the county's to do.
    """
    if not may(actor.role, Act.CONFIRM).allowed:
        return records.Lines()
    values: dict[str, Any] = {
        "kind": ClockKind.CONFIRMATION.value, "state": LineState.PROPOSED.value, "now": now,
        "lows": [place.lower for place in actor.places], "highs": [place.upper for place in actor.places],
        "city": places.city().path if actor.role is Role.CITY_BUREAU else None,
    }  # fmt: skip
    return records.lines(_UNCONFIRMED, values, _unconfirmed)


def _unconfirmed(count: int, late: int, due: str | None) -> Unconfirmed:
    return Unconfirmed(count, late, datetime.fromisoformat(due) if due else None)


def filing_due(*, actor: Actor, on: date) -> records.Lines[date]:
    """Return the last day on which the actor's company files its basic information, none once it did.

    Filed later it is kept and brings no points, so it is owed to the end of the year.
    """
    catalogue = catalogue_if_any(on) if may(actor.role, Act.FILE_BASIC).allowed else None
    if catalogue is None or actor.body_id is None:
        return records.Lines()
    day = date(on.year, catalogue.filing.month, catalogue.filing.day)
    return records.lines(_UNFILED, {"body": actor.body_id, "year": on.year}, lambda _company: day)

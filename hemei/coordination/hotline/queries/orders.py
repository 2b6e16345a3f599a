"""Readers of orders by what their source system says: its limit and its reminders; security applies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.coordination.cases import queries as cases
from hemei.kernel.actor import Actor

_OVER = (cases.State.AWAITING.value, cases.State.REFUSED.value, cases.State.ENDED.value)
"""Where a case has its result: the source system's limit is met or missed by then, and nobody hurries any more.

One that was joined into an earlier case has its result when that one has."""
_OF_CASE = f"""
select o.source, o.number, o.received_at, o.due_at, o.reminders, s.state = any(%(over)s), o.file_id
from cases_case c join hotline_order o on o.case_id = c.id {cases.STANDS}
where c.number = %(number)s
"""


@dataclass(frozen=True, slots=True)
class OrderOfCase:
    """The order a case comes from, as its page shows it: what its system asks for, and whether that is over."""

    source: str
    number: str
    received_at: datetime
    due_at: datetime | None
    reminders: int
    over: bool
    file_id: int


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An order without a result yet, with the source system's limit; `case` is the one it is in hand with."""

    id: int
    source: str
    number: str
    case: str
    estate: str
    state: str
    body: int
    due_at: datetime
    reminders: int


@dataclass(frozen=True, slots=True)
class NearOrder:
    """An order whose limit comes near: the stream of its case, and which bodies have it in hand."""

    id: int
    stream: str
    due_at: datetime
    bodies: tuple[int, ...]


def order_of(case_number: str) -> OrderOfCase | None:
    """Return the order of a case; None where it has none, or the case is not the viewer's. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASE, {"over": list(_OVER), "number": case_number})
        row = cursor.fetchone()
    return OrderOfCase(*row) if row else None


_DUE = """
select o.id, o.source, o.number, s.number, c.estate_name, s.state, s.accountable_body_id, o.due_at, o.reminders
from hotline_order o join cases_case c on c.id = o.case_id {stands}
where not (s.state = any(%(over)s)) and o.due_at is not null and ({ranges})
  and (%(until)s::timestamptz is null or o.due_at <= %(until)s)
  and (%(since)s::timestamptz is null or o.due_at > %(since)s)
  and (%(after_at)s::timestamptz is null or (o.due_at, o.id) > (%(after_at)s, %(after_id)s))
order by o.due_at, o.id limit %(limit)s
"""


def due_orders(
    *,
    actor: Actor,
    since: datetime | None = None,
    until: datetime | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[DueOrder]:
    """Return the orders of the actor's places that still wait, by their system's limit; one statement.

    `since` is excluded and `until` included; `after` is the limit and the id of the last row of the page before.
    """
    if not actor.places:
        return []
    ranges = " or ".join(
        f"o.scope >= %(low{place})s and o.scope < %(high{place})s" for place, _ in enumerate(actor.places)
    )
    values: dict[str, Any] = {
        "over": list(_OVER), "since": since, "until": until, "limit": limit,
        "after_at": after[0] if after else None, "after_id": after[1] if after else 0,
    }  # fmt: skip
    for number, place in enumerate(actor.places):
        values |= {f"low{number}": place.lower, f"high{number}": place.upper}
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(ranges=ranges, stands=cases.STANDS), values)
        return [DueOrder(*row) for row in cursor.fetchall()]


_NEAR = f"""
select o.id, o.stream, o.due_at, s.home_body_id, s.accountable_body_id
from hotline_order o join cases_case c on c.id = o.case_id {cases.STANDS}
where o.due_at > %(since)s and o.due_at <= %(until)s and not (s.state = any(%(over)s))
order by o.due_at, o.id
"""


def orders_near(*, since: datetime, until: datetime) -> Iterator[NearOrder]:
    """Yield the orders whose limit lies between, with who has their case in hand; the wall applies. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"over": list(_OVER), "since": since, "until": until})
        for number, stream, due_at, home, accountable in cursor.fetchall():
            yield NearOrder(number, stream, due_at, tuple({home, accountable}))

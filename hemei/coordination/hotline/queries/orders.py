"""Readers of orders by what their source system says: its limit and its reminders; security applies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.models import Order
from hemei.kernel.actor import Actor

_OVER = (cases.State.AWAITING.value, cases.State.REFUSED.value, cases.State.ENDED.value)
"""Where a case has its result: the source system's limit is met or missed by then, and nobody hurries any more."""


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
    """An order whose case has no result yet, with the source system's limit."""

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
    fields = ("source", "number", "received_at", "due_at", "reminders", "case__state", "file_id")
    row = Order.objects.filter(case__number=case_number).values_list(*fields).first()
    if row is None:
        return None
    source, number, received_at, due_at, reminders, state, file_id = row
    return OrderOfCase(source, number, received_at, due_at, reminders, state in _OVER, file_id)


_DUE = """
select o.id, o.source, o.number, c.number, c.estate_name, c.state, c.accountable_body_id, o.due_at, o.reminders
from hotline_order o join cases_case c on c.id = o.case_id
where not (c.state = any(%(over)s)) and o.due_at is not null and ({ranges})
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
        cursor.execute(_DUE.format(ranges=ranges), values)
        return [DueOrder(*row) for row in cursor.fetchall()]


def orders_near(*, since: datetime, until: datetime) -> Iterator[NearOrder]:
    """Yield the orders whose limit lies between, with who has their case in hand; the wall applies. One statement."""
    rows = Order.objects.filter(due_at__gt=since, due_at__lte=until).exclude(case__state__in=_OVER)
    fields = ("id", "stream", "due_at", "case__home_body_id", "case__accountable_body_id")
    for number, stream, due_at, home, accountable in rows.order_by("due_at", "id").values_list(*fields):
        yield NearOrder(number, stream, due_at, tuple({home, accountable}))

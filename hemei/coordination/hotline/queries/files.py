"""Readers of files of orders: the list, and what became of the orders of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.models import Order
from hemei.coordination.hotline.queries.systems import register_of, system_of, systems_named
from hemei.ground.records import queries as records
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor

TAKEN = "hotline.answers_taken"
_OVER_STATES = frozenset({cases.State.AWAITING, cases.State.REFUSED, cases.State.ENDED})
_OVER = Q(case__state__in=[state.value for state in _OVER_STATES])
_WITHDRAWN = Q(case__ended=cases.Ending.WITHDRAWN.value) | Q(
    case__ended=cases.Ending.LEFT.value, case__outcome=None
)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many orders a file opened; how many of their cases have a result, were refused or withdrawn, how many ended.

    Refused and withdrawn cases have no result: they are over, and not closed.
    """

    orders: int = 0
    closed: int = 0
    refused: int = 0
    withdrawn: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with the case it opened and who answers for it now."""

    id: int
    number: str
    case: str
    estate: str
    state: cases.State
    body: int
    reminders: int
    due_at: datetime | None

    @property
    def over(self) -> bool:
        """Whether its case has a result, so that no limit of the source system runs."""
        return self.state in _OVER_STATES


@dataclass(frozen=True, slots=True)
class Taking:
    """When the answers were taken, by whom, and how many were closed then."""

    at: datetime
    body: int | None
    orders: int
    closed: int


def order_files(*, actor: Actor, before: int | None = None, limit: int = 20) -> list[record.ImportRow]:
    """Return the files of orders the actor may see, the newest first, those before an id."""
    registers = [register_of(one.code) for one in systems_named()]
    return record.imports(actor=actor, before=before, registers=registers, limit=limit)


def order_file(import_id: int, *, actor: Actor) -> record.ImportRow | None:
    """Return one; None where it is not there, not his or no file of orders."""
    row = record.import_by_id(import_id, actor=actor)
    return row if row is not None and system_of(row.register) else None


def orders_counted(import_ids: Iterable[int]) -> dict[int, Counted]:
    """Return what became of the orders that files opened; security applies. One statement."""
    rows = Order.objects.filter(file_id__in=list(import_ids)).order_by().values("file_id")
    found = rows.annotate(
        orders=Count("*"),
        closed=Count("pk", filter=_OVER & Q(case__outcome__isnull=False)),
        refused=Count("pk", filter=_OVER & Q(case__outcome__isnull=True) & ~_WITHDRAWN),
        withdrawn=Count("pk", filter=_WITHDRAWN),
        ended=Count("pk", filter=Q(case__state=cases.State.ENDED.value)),
    )
    return {
        row["file_id"]: Counted(row["orders"], row["closed"], row["refused"], row["withdrawn"], row["ended"])
        for row in found
    }


def orders_of(import_id: int, *, after: int = 0, limit: int = 50) -> list[OrderRow]:
    """Return the orders a file opened, in the file's order, those after an id; security applies. One statement."""
    rows = Order.objects.filter(file_id=import_id, pk__gt=after).order_by("id")
    fields = (
        "id", "number", "case__number", "case__estate_name", "case__state", "case__accountable_body_id", "reminders",
        "due_at",
    )  # fmt: skip
    return [
        OrderRow(number, order, case, estate, cases.State(state), body, reminders, due_at)
        for number, order, case, estate, state, body, reminders, due_at in rows.values_list(*fields)[:limit]
    ]


def takings(import_id: int) -> list[Taking]:
    """Return when answers of a file were taken, the last first; security applies."""
    events = records.history(stream=f"records.import:{import_id}")
    return [
        Taking(event.at, event.actor.get("body"), event.data["orders"], event.data["closed"])
        for event in reversed(events)
        if event.type == TAKEN
    ]

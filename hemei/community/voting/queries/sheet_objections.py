"""Objections of owners to what came in for their units: counted for the workbench, listed, and of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hemei.community.voting.models import SheetObjection
from hemei.community.voting.queries.disputed import SheetInDispute, sheets_in_dispute
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ObjectedSheets:
    """An objection that waits, with the sheets of the unit of which somebody has to say whose they were."""

    id: int
    estate: str
    unit: str
    objected_at: datetime
    text_id: int
    closes_at: datetime
    sheets: tuple[SheetInDispute, ...]


def objected_sheets_count(*, actor: Actor) -> record.Lines[tuple[int]]:
    """Return how many objections to sheets wait for the actor; one statement, none for who settles none."""
    return record.counted(_waiting(actor)) if actor.role in roles_for(Act.BIND) else record.Lines()


def objected_sheets(*, actor: Actor, after: int = 0, limit: int = 50) -> list[ObjectedSheets]:
    """Return the objections to sheets that wait for the actor, the oldest first; two statements."""
    if actor.role not in roles_for(Act.BIND):
        return []
    fields = (
        "pk", "roll_unit__roll__estate_name", "roll_unit__code", "objected_at", "text_id",
        "roll_unit__roll__closes_at", "roll_unit_id",
    )  # fmt: skip
    rows = list(_waiting(actor).filter(pk__gt=after).order_by("pk").values_list(*fields)[:limit])
    sheets = sheets_in_dispute([row[-1] for row in rows])
    return [ObjectedSheets(*(*row, tuple(sheets.get(unit, ())))) for *row, unit in rows]


def sheets_objected_of(roll_unit_id: int, *, actor: Actor) -> bool | None:
    """Return whether an objection to sheets of a unit waits; None where nothing came in to object to."""
    rows = SheetObjection.objects.filter(record.seen_by(actor), roll_unit=roll_unit_id, settled_at=None)
    if rows.exists():
        return True
    return False if sheets_in_dispute([roll_unit_id]).get(roll_unit_id) else None


def _waiting(actor: Actor) -> QuerySet[SheetObjection]:
    return SheetObjection.objects.filter(record.seen_by(actor), settled_at=None)

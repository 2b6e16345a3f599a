"""Objections of owners to what came in for their units: counted for the workbench, listed, and of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hemei.community.voting.models import SheetObjection
from hemei.community.voting.queries.disputed import PaperInDispute, SheetInDispute, sheets_in_dispute
from hemei.community.voting.queries.settling import HandsOn, counted_for, hands_on_sheets, settles, theirs
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason


@dataclass(frozen=True, slots=True)
class ObjectedSheets:
    """An objection that waits, with the sheets of the unit of which somebody has to say whose they were.

    `barred` is why the reader may not.
    """

    id: int
    estate: str
    unit: str
    objected_at: datetime
    text_id: int
    closes_at: datetime
    sheets: tuple[PaperInDispute | SheetInDispute, ...]
    barred: Reason | None


def objected_sheets_count(*, actor: Actor, now: datetime) -> record.Lines[tuple[int]]:
    """Return how many objections to sheets wait for the actor; one statement where none does."""
    return counted_for(actor, now, _waiting(actor), hands_on_sheets, settles)


def objected_sheets(*, actor: Actor, now: datetime, after: int = 0, limit: int = 50) -> list[ObjectedSheets]:
    """Return the objections to sheets that wait for the actor, the oldest first; as many statements for any number."""
    rows = theirs(actor, now, _waiting(actor), hands_on_sheets)
    rows = rows.filter(pk__gt=after).order_by("pk").select_related("roll_unit__roll")
    found = list(rows[:limit])
    hands = hands_on_sheets(found)
    said = settles(actor, now, found, hands)
    return [_row(row, hands[row.pk], said[row.pk]) for row in found]


def _row(row: SheetObjection, on: HandsOn, settling: Decision) -> ObjectedSheets:
    unit = row.roll_unit
    return ObjectedSheets(
        row.pk, unit.roll.estate_name, unit.code, row.objected_at, row.text_id, unit.roll.closes_at, on.sheets,
        next(iter(settling.reasons), None),
    )  # fmt: skip


def sheets_objected_of(roll_unit_id: int, *, actor: Actor) -> bool | None:
    """Return whether an objection to sheets of a unit waits; None where nothing came in to object to."""
    rows = SheetObjection.objects.filter(record.seen_by(actor), roll_unit=roll_unit_id, settled_at=None)
    if rows.exists():
        return True
    return False if sheets_in_dispute([roll_unit_id]).get(roll_unit_id) else None


def _waiting(actor: Actor) -> QuerySet[SheetObjection]:
    return SheetObjection.objects.filter(record.seen_by(actor), settled_at=None)

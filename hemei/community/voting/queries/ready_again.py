"""Ballots that were not ready when their batch was confirmed, and are now: they count once it is confirmed anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from hemei.community.voting.models import PrintedSheet, Proxy, Roll, Scan, ScanBatch
from hemei.community.voting.queries.bound import owners_on, proxies_with_paper, standing_bindings, standing_on
from hemei.community.voting.queries.paper import put_sheets, reading_of
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.batches import SheetState
from hemei.community.voting.rules.voters import waits_for_binding
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def ready_again(*, actor: Actor) -> record.Lines[tuple[int, int]]:
    """Return the batches with ballots left by a confirmation that wait for nothing more, each with how many.

    Left by it were those of a confirmed batch, and those whose proxy was looked at or that waited for somebody to be
    bound: their batch may have held nothing else. One statement where there are none.
    """
    if actor.role not in roles_for(Act.CAST):
        return record.Lines()
    rolls = Roll.objects.filter(record.seen_by(actor), closed_at=None)
    looked_at = Exists(Proxy.objects.filter(sheet=OuterRef("sheet"), settled_at__isnull=False))
    left = Scan.objects.filter(
        Q(batch__confirmed_at__isnull=False) | ~Q(sheet__signed_as="") | looked_at, batch__roll__in=rolls,
        set_aside_at=None, sheet__isnull=False, sheet__entered_at=None, sheet__voided_at=None,
    )  # fmt: skip
    once = left.order_by("sheet", "batch").distinct("sheet")
    return record.lines_of(once, ["sheet", "batch"], lambda *row: row).then(_ready)


def _ready(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    brought = dict(found)
    batches = ScanBatch.objects.filter(pk__in=set(brought.values())).select_related("roll").in_bulk()
    by_roll: dict[Roll, list[int]] = {}
    for sheet, batch in brought.items():
        by_roll.setdefault(batches[batch].roll, []).append(sheet)
    ready = [
        one.sheet
        for roll, sheets in by_roll.items()
        for one in put_sheets(sheets, reading_of(roll))
        if one.state is SheetState.READY
    ]
    held = _held(ready, {sheet: shanghai_day(batches[brought[sheet]].received_at) for sheet in ready})
    return sorted(Counter(brought[sheet] for sheet in ready if sheet not in held).items())


def _held(sheets: Collection[int], days: Mapping[int, date]) -> frozenset[int]:
    """Return the sheets that wait for what is said of their proxy, or for who signed to be bound on their days."""
    came = proxies_with_paper(sheets)
    held = came.of("waits", "unsaid")
    rest = set(sheets) - held - came.of("holder", "anothers")
    rows = PrintedSheet.objects.filter(pk__in=rest).select_related("roll_unit")
    bound = standing_bindings(row.roll_unit.unit_id for row in rows)
    return held | {
        row.pk
        for row in rows
        if waits_for_binding(
            row.signed_as,
            owners_on(row.roll_unit),
            standing_on(bound.get(row.roll_unit.unit_id), days[row.pk]),
        )
    }

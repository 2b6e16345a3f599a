"""Paper of a vote that came in and neither counts nor was left out: it stands in the way of sealing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hemei.community.voting.models import PrintedSheet, Roll, Scan, ScanFile
from hemei.community.voting.rules.sealing import NO_BALLOT, Unsettled
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


def unsettled(roll_id: int, *, actor: Actor) -> Unsettled:
    """Return what waits of a roll the actor may see; nothing of another."""
    seen = Roll.objects.filter(record.seen_by(actor), pk=roll_id).exists()
    return unsettled_of(roll_id) if seen else Unsettled()


def left_in(batches: Sequence[int]) -> dict[int, int]:
    """Return of batches how many ballots and pages of no known ballot wait, in one statement; those with none are not.

    A ballot whose pages came with several batches waits in each.
    """
    waiting = Q(sheet__entered_at=None, sheet__voided_at=None, sheet__isnull=False)
    loose = Q(sheet=None) & ~Q(problem__in=NO_BALLOT)
    rows = Scan.objects.filter(waiting | loose, batch__in=batches, set_aside_at=None).values("batch")
    counted = rows.annotate(sheets=Count("sheet", distinct=True), pages=Count("id", filter=Q(sheet=None)))
    return {row["batch"]: row["sheets"] + row["pages"] for row in counted.order_by("batch")}


def unsettled_of(roll_id: int) -> Unsettled:
    """Return what waits of a roll, in three statements. Row-level security applies."""
    files = ScanFile.objects.filter(batch__roll_id=roll_id, read_at=None)
    pages = Scan.objects.filter(batch__roll_id=roll_id, sheet=None, set_aside_at=None)
    sheets = unsettled_sheets(roll_id).count()
    return Unsettled(files.count(), pages.exclude(problem__in=NO_BALLOT).count(), sheets)


def unsettled_sheets(roll_id: int) -> QuerySet[PrintedSheet]:
    """Return the ballots of a roll that were taken or scanned, and are neither in the count nor void."""
    scanned = Exists(Scan.objects.filter(sheet=OuterRef("pk"), set_aside_at=None))
    good = PrintedSheet.objects.filter(run__roll_id=roll_id, entered_at=None, voided_at=None)
    return good.filter(Q(handed_at__isnull=False) | scanned)

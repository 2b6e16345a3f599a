"""A page is left out of the count: by one hand where nothing is lost by it, else by two, as an unsure one is judged."""

from __future__ import annotations

from datetime import datetime

from hemei.community.voting.models import Scan
from hemei.community.voting.rules.batches import aside_takes_two, may_agree
from hemei.community.voting.services.judging import clerk_of, locked_scan
from hemei.community.voting.services.scanning import tell_batch
from hemei.community.voting.services.telling import sealed
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@records.whole
def set_aside(*, actor: Actor, now: datetime, scan_id: int, reason: str) -> bool:
    """Leave a page out: a second picture of the same page, a copy, or nothing that belongs here.

    Where it may be a ballot that then does not count, it waits for a second person, and its sheet for him. Returns
    whether the page is out.

    Raises:
        Refused: the actor may not, no reason is given, or it waits already.
    """
    scan, batch = locked_scan(actor, scan_id)
    if scan.aside_asked_at is not None:
        raise Refused.because(
            mark("这一页已经有人提出搁置"),
            remedy=mark("请由另一名工作人员确认或者不同意"),
            field="scan",
            code="waits",
        )
    text = sealed(batch, reason)
    if aside_takes_two(
        has_sheet=scan.sheet is not None, voided=_voided(scan), problem=scan.problem, same=_same(scan)
    ):
        scan.aside_asked_by, scan.aside_asked_at = clerk_of(actor), now
        scan.save(update_fields=["aside_asked_by", "aside_asked_at"])
        tell_batch(actor, now, batch, "voting.page_aside_asked", scan=scan_id, texts={"reason": text})
        return False
    scan.set_aside_at = now
    scan.save(update_fields=["set_aside_at"])
    tell_batch(actor, now, batch, "voting.page_set_aside", scan=scan_id, texts={"reason": text})
    return True


@records.whole
def answer_aside(*, actor: Actor, now: datetime, scan_id: int, agrees: bool) -> None:
    """Say as the second person whether a page is to be left out; if not, its sheet stands as before.

    Raises:
        Refused: the actor may not, nobody asked for it, or he asked himself.
    """
    scan, batch = locked_scan(actor, scan_id)
    if scan.aside_asked_by is None:
        raise Refused.because(mark("没有人提出搁置这一页"), field="scan", code="not_asked")
    asked_by = scan.aside_asked_by
    demand(may_agree(clerk_of(actor), asked_by))
    if agrees:
        scan.set_aside_at, scan.set_aside_by = now, actor.person_id
        scan.save(update_fields=["set_aside_at", "set_aside_by"])
        tell_batch(actor, now, batch, "voting.page_set_aside", scan=scan_id, asked_by=asked_by)
        return
    scan.aside_asked_by = scan.aside_asked_at = None
    scan.save(update_fields=["aside_asked_by", "aside_asked_at"])
    tell_batch(actor, now, batch, "voting.page_kept", scan=scan_id, asked_by=asked_by)


def _voided(scan: Scan) -> bool:
    return scan.sheet is not None and scan.sheet.voided_at is not None


def _same(scan: Scan) -> bool:
    """Whether another picture of the same page, which nobody wants out, says the same of every item."""
    if scan.sheet is None:
        return False
    twins = Scan.objects.filter(sheet=scan.sheet, page=scan.page, set_aside_at=None, aside_asked_at=None)
    words = _words(scan)
    return any(_words(twin) == words for twin in twins.exclude(pk=scan.pk).select_for_update())


def _words(scan: Scan) -> dict[int, str | None]:
    return {row[0]: row[1] for row in scan.rows}

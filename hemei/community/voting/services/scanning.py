"""Paper that came back is brought in: photos and scans are kept as evidence, opened by the worker, and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.db.models import Q

from hemei.community.voting.models import PrintedSheet, Scan, ScanBatch, ScanFile
from hemei.community.voting.queries.paper import reading_of, titles_of
from hemei.community.voting.rules.handing import Handed, may_hand
from hemei.community.voting.rules.sheets import pages_from
from hemei.community.voting.rules.standards import Boxes, Signature
from hemei.community.voting.rules.uploads import MOST_BYTES, MOST_FILES, kind_of
from hemei.community.voting.services.printing import DEAD_AFTER, PAPER_TASK, SYSTEM, Clock, locked_roll
from hemei.community.voting.services.telling import demand_in_time, demand_unsealed
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark

_MEGABYTE = 1_000_000


@records.whole
def open_batch(
    *, actor: Actor, now: datetime, roll_id: int, handed_from: datetime, received_at: datetime, key: str
) -> int:
    """Open a batch of ballots that were handed in from one moment to another, and return it. The same key opens once.

    Raises:
        Refused: the actor may not, or a moment lies outside the time of the vote, or before the other.
    """
    roll = locked_roll(actor, roll_id)
    known = ScanBatch.objects.filter(key=key, roll=roll).values_list("id", flat=True).first()
    if known is not None:
        return known
    demand(may_hand(Handed(handed_from, received_at)))
    demand_in_time(roll, received_at, now)
    demand_in_time(roll, handed_from, now)
    [number] = records.next_ids("voting_scanbatch", 1)
    batch = ScanBatch(
        id=number, stream=f"voting.scan_batch:{number}", scope=roll.scope, roll=roll, key=key,
        handed_from=handed_from, received_at=received_at, opened_at=now,
    )  # fmt: skip
    batch.save(force_insert=True)
    told = {"handed_from": handed_from.isoformat(), "received_at": received_at.isoformat()}
    tell_batch(actor, now, batch, "voting.batch_opened", roll=roll_id, **told)
    return number


@records.whole
def add_scans(*, actor: Actor, now: datetime, batch_id: int, uploads: Sequence[tuple[str, BinaryIO]]) -> int:
    """Keep photos and scanned files of a batch for the worker to read; return how many are new.

    The very same file is kept once, whichever batch of the roll brought it first.

    Raises:
        Refused: the batch is confirmed, the roll sealed, or a file is no JPEG, PNG or PDF or too large; then none is
            kept.
    """
    batch = locked_batch(actor, batch_id)
    if batch.confirmed_at is not None:
        raise Refused.because(
            mark("这一批已经确认"), remedy=mark("请另开一批"), field="batch", code="confirmed"
        )
    if not uploads or len(uploads) > MOST_FILES:
        raise Refused.because(mark("请选择一至{most}个文件"), field="files", code="files", most=MOST_FILES)
    contents = [_checked(name, upload) for name, upload in uploads]
    digests = [records.digest_of(content) for content, _ in contents]
    roll = ScanFile.objects.filter(batch__roll_id=batch.roll_id, digest__in=digests)
    known = set(roll.values_list("digest", flat=True))
    fresh = 0
    for (content, kind), digest in zip(contents, digests, strict=True):
        if digest in known:
            continue
        known.add(digest)
        fresh += 1
        kept = records.keep_file(
            content=content, media_type=kind, stream=batch.stream, scope=batch.scope, purpose="ballot_scan", now=now
        )  # fmt: skip
        ScanFile.objects.create(batch=batch, file=kept, digest=digest, scope=batch.scope, stream=batch.stream)
    tell_batch(actor, now, batch, "voting.scans_added", files=len(digests), known=len(digests) - fresh)
    records.wake(PAPER_TASK, now)
    return fresh


def locked_batch(actor: Actor, batch_id: int) -> ScanBatch:
    """Lock a batch whose paper the actor may handle, and its roll first; what it holds is settled until that is sealed.

    A confirmed one too: what waited for a clerk when it was confirmed is a ballot that came in time.
    """
    roll_id = (
        ScanBatch.objects.filter(record.seen_by(actor), pk=batch_id).values_list("roll_id", flat=True).first()
    )
    demand_unsealed(locked_roll(actor, roll_id or 0))
    return ScanBatch.objects.select_for_update().get(pk=batch_id)


def tell_batch(actor: Actor, now: datetime, batch: ScanBatch, event: str, **data: Any) -> None:
    """Record an act on the stream of a batch; never a choice."""
    records.record_event(
        stream=batch.stream, type=event, actor=actor, at=now, scope=batch.scope, data=data,
        references=tuple(rule.warrant.reference for rule in _rules(batch, event)),
    )  # fmt: skip


def _rules(batch: ScanBatch, event: str) -> tuple[Boxes | Signature, ...]:
    reading = reading_of(batch.roll)
    return (reading.boxes, reading.signature) if event == "voting.batch_confirmed" else (reading.boxes,)


def _checked(name: str, upload: BinaryIO) -> tuple[bytes, str]:
    shown = name.replace("\x00", "")[-40:]
    kind = kind_of(upload.read(1_024))
    if kind is None:
        raise Refused(Decision.no(Reason(
            mark("“{name}”不是 JPEG、PNG 或 PDF。"), {"name": shown},
            mark("请重新拍照或扫描；没有一个文件被收下。"), "files", "unknown_file",
        )))  # fmt: skip
    upload.seek(0)
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(Decision.no(Reason(
            mark("“{name}”超过 {most} MB。"), {"name": shown, "most": MOST_BYTES // _MEGABYTE},
            mark("请分成几个文件再上传；没有一个文件被收下。"), "files", "too_large",
        )))  # fmt: skip
    return content, kind


def read_waiting_scans(*, clock: Clock, moved: Callable[[], None] = lambda: None) -> int:
    """Read the files that wait, oldest first; return how many. For the worker, which may be killed at any page."""
    from hemei.community.voting.paper.reading import Reader  # noqa: PLC0415 - large libraries, worker only

    done, reader = 0, Reader()
    while (waiting := _claimed(clock())) is not None:
        problem = ""
        with records.acting(SYSTEM):
            raw = record.stored_bytes(waiting.digest)
            places_known = set(Scan.objects.filter(source=waiting).values_list("place", flat=True))
        for place, seen in enumerate(reader.seen(raw), start=1):
            if seen is None:
                problem = "unreadable"
                break
            if place not in places_known:
                with records.acting(SYSTEM):
                    _keep(waiting, place, seen, reader, clock())
        with records.acting(SYSTEM):
            ScanFile.objects.filter(pk=waiting.pk).update(read_at=clock(), problem=problem)
        done += 1
        moved()
    return done


def _claimed(now: datetime) -> ScanFile | None:
    quiet = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    with records.acting(SYSTEM):
        rows = ScanFile.objects.filter(quiet, read_at=None).order_by("id")
        waiting = rows.select_for_update(skip_locked=True, of=("self",)).select_related("batch__roll").first()
        if waiting is not None:
            waiting.beat_at = now
            waiting.save(update_fields=["beat_at"])
        return waiting


def _keep(waiting: ScanFile, place: int, seen: Any, reader: Any, now: datetime) -> None:
    """Keep a page: what it is, what it says, its picture. A page of another roll or of no sheet says so."""
    batch = waiting.batch
    sheet = (
        PrintedSheet.objects.filter(token=seen.token).select_related("run").first() if seen.token else None
    )
    problem, rows = seen.problem or "", []
    if sheet is not None and sheet.run.roll_id != batch.roll_id:
        sheet, problem = None, "other_vote"
    elif seen.token and sheet is None:
        problem = "unknown_code"
    elif sheet is not None and seen.page > len(sheet.run.pages):
        sheet, problem = None, "unknown_code"
    if sheet is not None:
        page = pages_from(sheet.run.pages, dict(titles_of(batch.roll)))[seen.page - 1]
        rows = reader.rows(seen, page, reading_of(batch.roll))
    kept = records.keep_file(
        content=seen.jpeg, media_type="image/jpeg", stream=waiting.stream, scope=waiting.scope,
        purpose="ballot_page", now=now,
    )  # fmt: skip
    Scan.objects.create(
        source=waiting, place=place, batch=batch, sheet=sheet, page=seen.page if sheet else 0, problem=problem,
        rows=rows, picture=kept, scope=waiting.scope, stream=waiting.stream,
    )  # fmt: skip
    ScanFile.objects.filter(pk=waiting.pk).update(beat_at=now)

"""Persons judge what a machine left to them, and confirm a batch: only then is it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.models import Entry, PrintedSheet, Scan, ScanBatch, Vote
from hemei.community.voting.queries.law import counting_of
from hemei.community.voting.queries.paper import entered_for, put_of, reading_of
from hemei.community.voting.queries.settling import objection_to_page
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.batches import Put, SheetState
from hemei.community.voting.rules.casting import Channel
from hemei.community.voting.rules.entries import WORDS, Word, may_enter
from hemei.community.voting.rules.handing import counted_at
from hemei.community.voting.rules.sheets import read_serial
from hemei.community.voting.services.rights import SheetDraft
from hemei.community.voting.services.scanning import locked_batch, tell_batch
from hemei.community.voting.services.sheets import enter_sheets
from hemei.community.voting.services.signing import Signed, SignedDraft, handed_of, signed_as_said
from hemei.community.voting.services.telling import sealed
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark

CHANNEL: Channel = "paper"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many sheets of a batch went into the count, and how many stayed out, by how they stand."""

    entered: int
    left: dict[str, int]


@records.whole
def enter_words(*, actor: Actor, now: datetime, scan_id: int, words: Mapping[int, Word]) -> None:
    """Enter what one clerk sees for items of a page that a machine left open; nobody sees the other's words.

    Raises:
        Refused: the actor may not, has judged the item before, it needs no judging, or the word is none.
    """
    scan, batch = locked_scan(actor, scan_id)
    reading, clerk = reading_of(batch.roll), clerk_of(actor)
    left = {item for item, choice, *_ in scan.rows if choice is None}
    if not words or not set(words) <= left or not set(words.values()) <= set(WORDS):
        raise Refused.because(mark("请对每一项选择一个判断"), field="choice", code="no_word")
    before = entered_for([scan.pk])
    for item in words:
        demand(may_enter(clerk, before.get((scan.pk, item), ()), reading))
    Entry.objects.bulk_create(
        Entry(
            scan=scan, item=item, word=word, clerk=clerk, entered_at=now, scope=scan.scope, stream=scan.stream
        )
        for item, word in words.items()
    )
    tell_batch(actor, now, batch, "voting.page_judged", scan=scan_id, items=sorted(words))


@records.whole
def doubt_reading(*, actor: Actor, now: datetime, scan_id: int) -> None:
    """Leave all items of a page to persons, where somebody holds that the machine misread it."""
    scan, batch = locked_scan(actor, scan_id)
    if scan.sheet_id is None or all(row[1] is None for row in scan.rows):
        raise Refused.because(mark("这一页本来就由人判断"), field="scan", code="open_already")
    scan.rows = [[item, None, 0, "doubted"] for item, *_ in scan.rows]
    scan.save(update_fields=["rows"])
    tell_batch(actor, now, batch, "voting.reading_doubted", scan=scan_id)


@records.whole
def open_page(*, actor: Actor, now: datetime, scan_id: int, reason: str) -> None:
    """Record that somebody opens a page he does not judge, and why, before he sees picture and choices.

    Also after the batch is confirmed: paper is evidence. Who judges a page sees it without this. The street and the
    county open what they have to say of whose it was.

    Raises:
        Refused: the actor may not handle the paper nor settles an objection to it, or no reason is given.
    """
    rows = Scan.objects.filter(record.seen_by(actor), pk=scan_id).select_related("batch__roll")
    scan = rows.first()
    if scan is None:
        raise Refused.because(mark("没有这一页"), field="scan", code="not_found")
    if not objection_to_page(scan_id, actor=actor, now=now):
        demand(may(actor, Act.CAST, scan.scope))
    demand(gives_reason(mark("没有写明查看的事由。"), reason))
    tell_batch(
        actor,
        now,
        scan.batch,
        "voting.page_opened",
        scan=scan_id,
        texts={"reason": sealed(scan.batch, reason)},
    )


@records.whole
def name_sheet(*, actor: Actor, now: datetime, scan_id: int, serial: str, page: int) -> None:
    """Say by the number printed on it which ballot a page is whose code could not be read; persons judge all of it.

    Raises:
        Refused: the page is known already, or no ballot of this vote has that number.
    """
    scan, batch = locked_scan(actor, scan_id)
    if scan.sheet_id is not None:
        raise Refused.because(mark("这一页已经认出是哪张票"), field="serial", code="known")
    run, number = read_serial(serial) or (0, 0)
    rows = PrintedSheet.objects.filter(run__roll_id=batch.roll_id, run__number=run, number=number)
    sheet = rows.select_related("run").first()
    if sheet is None or not 1 <= page <= len(sheet.run.pages):
        raise Refused.because(
            mark("没有这个票号"), remedy=mark("票号印在房号下面，如 1-0023"), field="serial", code="no_serial"
        )
    scan.sheet, scan.page = sheet, page
    scan.rows = [[item, None, 0, "not_found"] for item, _top, _height in sheet.run.pages[page - 1]]
    scan.save(update_fields=["sheet", "page", "rows"])
    tell_batch(actor, now, batch, "voting.page_named", scan=scan_id, sheet=sheet.pk)


@records.whole
def confirm_batch(
    *, actor: Actor, now: datetime, batch_id: int, ready: int, signed: SignedDraft
) -> Confirmed:
    """Enter the ready sheets of a batch into the count; `ready` is how many the person saw who confirms.

    What is not ready stays open to be judged, named or set aside; once it is ready, the batch is confirmed again.
    A sheet that was taken at the counter counts by its own moment, any other by the period of the batch.
    He says whose signatures he saw: one without any is entered as not valid (guidance rules art. 22), one signed by
    the holder of a written proxy rests on the proxy, of any other he says in what capacity it was signed. That of a
    guardian or delegate who is not bound waits until he is, one whose proxy came with it until a second person has
    looked at that and, where he refused it, until a person has said who signed; nothing else waits for them.

    Raises:
        Refused: the actor may not, the roll is sealed, files are still being read, since the page was opened another
            number of sheets is ready, or the signatures are not stated.
    """
    batch = locked_batch(actor, batch_id)
    if batch.files.filter(read_at=None).exists():
        raise Refused.because(
            mark("还有文件没有读完"), remedy=mark("请等读完再确认"), field="batch", code="reading"
        )
    sheets = put_of(batch, reading_of(batch.roll))
    entering = [one for one in sheets if one.state is SheetState.READY]
    if len(entering) != ready or not entering:
        raise Refused.because(
            mark("可以计入的票现在是{count}张"), remedy=mark("请核对后再确认"), field="batch", code="changed",
            count=len(entering),
        )  # fmt: skip
    stated = signed_as_said(batch, {one.sheet for one in entering}, signed)
    _let_wait(actor, now, batch, stated)
    left = Counter(one.state.value for one in sheets if one.state is not SheetState.READY)
    left["unbound"], left["unconfirmed"] = len(stated.waiting), len(stated.unconfirmed)
    left["unsaid"] = len(stated.unsaid)
    entering = [one for one in entering if one.sheet not in stated.held]
    if not entering:
        return Confirmed(0, dict(+left))
    _enter(actor, now, batch, entering, stated)
    PrintedSheet.objects.filter(pk__in=[one.sheet for one in entering]).update(entered_at=now)
    if batch.confirmed_at is None:
        batch.confirmed_at = now
        batch.save(update_fields=["confirmed_at"])
    tell_batch(
        actor, now, batch, "voting.batch_confirmed", sheets=len(entering), left=dict(+left),
        unsigned=sorted(stated.unsigned), by_proxy=sorted(stated.proxies),
    )  # fmt: skip
    return Confirmed(len(entering), dict(+left))


def _let_wait(actor: Actor, now: datetime, batch: ScanBatch, stated: Signed) -> None:
    """Keep as what sheets were signed whose guardian or delegate is not bound yet; each is told of once."""
    rows = PrintedSheet.objects.filter(pk__in=stated.waiting).order_by("pk").select_for_update()
    fresh = [row for row in rows if row.signed_as != stated.waiting[row.pk]]
    for row in fresh:
        row.signed_as = stated.waiting[row.pk].value
        row.save(update_fields=["signed_as"])
    if fresh:
        waiting = {str(row.pk): row.signed_as for row in fresh}
        tell_batch(actor, now, batch, "voting.sheets_await_binding", sheets=waiting)


def _enter(actor: Actor, now: datetime, batch: ScanBatch, sheets: Sequence[Put], signed: Signed) -> None:
    votes = dict(Vote.objects.filter(roll_id=batch.roll_id).values_list("number", "id"))
    rows = PrintedSheet.objects.filter(pk__in=[one.sheet for one in sheets])
    known = {row.pk: row for row in rows.select_for_update()}
    counts = counting_of(batch.roll).double_ballots.counts
    handed = {number: handed_of(batch, row) for number, row in known.items()}
    drafts = [
        SheetDraft(
            roll_unit_id=known[one.sheet].roll_unit_id,
            choices={votes[item]: word for item, word in one.words.items() if word != "spoiled"},
            spoiled=frozenset(
                votes[item]
                for item, word in one.words.items()
                if word == "spoiled" or one.sheet in signed.unsigned
            ),
            unsigned=one.sheet in signed.unsigned,
            proxy_id=signed.proxies.get(one.sheet),
            capacity=signed.of(one.sheet).capacity,
            evidence=signed.of(one.sheet).evidence,
            channel=CHANNEL,
            received_at=counted_at(handed[one.sheet], counts),
            handed=handed[one.sheet] if handed[one.sheet].since < handed[one.sheet].until else None,
        )
        for one in sheets
    ]
    enter_sheets(actor=actor, now=now, roll_id=batch.roll_id, sheets=drafts, source=batch.stream)


def clerk_of(actor: Actor) -> int:
    """Return the person who judges; two accounts of one person are one clerk."""
    if actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号判断"), field="choice", code="no_person")
    return actor.person_id


def locked_scan(actor: Actor, scan_id: int) -> tuple[Scan, ScanBatch]:
    """Lock a page that may still come to count: of a sheet not entered, of a roll not sealed, whatever its batch."""
    batch_id = (
        Scan.objects.filter(record.seen_by(actor), pk=scan_id).values_list("batch_id", flat=True).first()
    )
    batch = locked_batch(actor, batch_id or 0)
    scan = Scan.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=scan_id)
    if scan.sheet is not None and scan.sheet.entered_at is not None:
        raise Refused.because(mark("这张票已经计入，不能再改"), field="scan", code="entered")
    if scan.set_aside_at is not None:
        raise Refused.because(mark("这一页已经搁置"), field="scan", code="aside")
    return scan, batch

"""Readers of paper: print runs, batches with their sheets, what a clerk still has to judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import Count, Q, QuerySet

from hemei.community.voting.models import Entry, PrintedSheet, PrintRun, Roll, Scan, ScanBatch, ScanFile, Vote
from hemei.community.voting.queries.bound import owners_on, standing_bindings, standing_on
from hemei.community.voting.queries.law import paper_by
from hemei.community.voting.queries.unsettled import left_in
from hemei.community.voting.rules.assemblies import worded
from hemei.community.voting.rules.batches import PageScan, Put, SheetFacts, SheetState, put_together
from hemei.community.voting.rules.entries import Entered, Word, may_enter, settled
from hemei.community.voting.rules.marks import RowReading
from hemei.community.voting.rules.own_rules import own_of
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.rules.standards import MatterCode, OwnerMatters, PaperBallots, Signature
from hemei.community.voting.rules.voters import Capacity, waits_for_binding
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class RunRow:
    """A print run."""

    id: int
    number: int
    sheets: int
    set: int
    asked_at: datetime
    printed_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of a roll, with how many files it has and how many are read.

    `left` is how many of its ballots, and of its pages of no known ballot, neither count nor were left out.
    """

    id: int
    handed_from: datetime | None
    received_at: datetime
    opened_at: datetime
    confirmed_at: datetime | None
    files: int
    read: int
    left: int


@dataclass(frozen=True, slots=True)
class PaperCounts:
    """How many ballots of a roll are printed and good, how many of them are in the count.

    `taken` were handed in at the counter and wait to be read.
    """

    units: int
    good: int
    entered: int
    taken: int = 0


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet as a batch shows it: its printed number, its unit, how it stands.

    `signed_as` is what was said of its signature, `waits` as what somebody has to be bound before a ready one counts.
    """

    put: Put
    serial: str
    unit: str
    roll_unit_id: int
    signed_as: str
    waits: Capacity | None


@dataclass(frozen=True, slots=True)
class LoosePage:
    """A page that belongs to no known sheet of this vote, or was set aside, or is `asked` to be."""

    id: int
    problem: str
    aside: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Everything of a batch: its sheets, pages that are none, files that could not be opened."""

    row: BatchRow
    roll_id: int
    estate: str
    closes_at: datetime
    titles: dict[int, str]
    sheets: tuple[SheetLine, ...]
    loose: tuple[LoosePage, ...]
    unreadable: int
    open_for: tuple[int, ...]
    sealed: bool


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page as it was read; `items` are those this clerk is to judge, `doubts` why. Nobody else's words are here.

    `asked` says that somebody wants it set aside, `mine` that it was this clerk: another has to agree.

    `shown` says that he sees its picture: he judges it, or has to say which ballot it is. `words` are what stands for
    each item; nobody is shown them but who opens the page with a reason.
    """

    scan_id: int
    batch_id: int
    serial: str
    unit: str
    problem: str
    aside: bool
    asked: bool
    mine: bool
    open: bool
    entered: bool
    read: bool
    shown: bool
    items: tuple[int, ...]
    titles: dict[int, str]
    doubts: dict[int, str]
    words: dict[int, Word | None]


@dataclass(frozen=True, slots=True)
class PaperRoll:
    """A vote whose paper is handled; with its assembly, where it is one's."""

    id: int
    estate_id: int
    estate: str
    assembly_id: int | None
    title: str | None
    closes_at: datetime
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A printed ballot."""

    id: int
    serial: str
    unit: str
    voided_at: datetime | None
    entered_at: datetime | None
    roll_unit_id: int
    handed_at: datetime | None


def paper_roll(roll_id: int, *, actor: Actor) -> PaperRoll | None:
    """Return a vote whose paper the actor may see."""
    rows = Roll.objects.filter(record.seen_by(actor), pk=roll_id)
    fields = ("id", "estate_id", "estate__name", "assembly__id", "assembly__title", "closes_at", "opens_at")
    line = rows.values_list(*fields).first()
    return PaperRoll(*line) if line else None


def print_runs(roll_id: int, *, actor: Actor, after: int | None = None, limit: int = 50) -> list[RunRow]:
    """Return the print runs of a roll the actor may see, the newest first, those before an id."""
    rows = PrintRun.objects.filter(record.seen_by(actor), roll_id=roll_id, **_before(after))
    fields = ("id", "number", "sheets_total", "sheets_set", "asked_at", "printed_at")
    return [RunRow(*values) for values in rows.order_by("-id").values_list(*fields)[:limit]]


def print_run(run_id: int, *, actor: Actor) -> RunRow | None:
    """Return a print run the actor may see."""
    roll = PrintRun.objects.filter(record.seen_by(actor), pk=run_id).values_list("roll_id", flat=True).first()
    return (
        next((row for row in print_runs(roll, actor=actor, after=run_id + 1, limit=1)), None)
        if roll
        else None
    )


def batches(roll_id: int, *, actor: Actor, after: int | None = None, limit: int = 50) -> list[BatchRow]:
    """Return the batches of a roll the actor may see, the newest first, those before an id."""
    rows = ScanBatch.objects.filter(record.seen_by(actor), roll_id=roll_id, **_before(after))
    return _batch_rows(rows.order_by("-id")[:limit])


def paper_counts(roll_id: int, *, actor: Actor) -> PaperCounts:
    """Return how far the paper of a roll is."""
    seen = PrintedSheet.objects.filter(record.seen_by(actor), run__roll_id=roll_id)
    found = seen.aggregate(
        good=Count("id", filter=Q(voided_at=None)),
        entered=Count("id", filter=Q(entered_at__isnull=False)),
        taken=Count("id", filter=Q(entered_at=None, handed_at__isnull=False)),
    )
    roll = Roll.objects.filter(record.seen_by(actor), pk=roll_id).annotate(number=Count("units")).first()
    return PaperCounts(roll.number if roll else 0, found["good"], found["entered"], found["taken"])


def printed_sheets(
    roll_id: int, *, actor: Actor, text: str = "", after: int = 0, limit: int = 50
) -> list[PrintedRow]:
    """Return a roll's printed ballots the actor may see, those of units that hold a text, those after an id."""
    rows = PrintedSheet.objects.filter(record.seen_by(actor), run__roll_id=roll_id, pk__gt=after)
    if text:
        rows = rows.filter(roll_unit__code__contains=text)
    fields = (
        "id", "run__number", "number", "roll_unit__code", "voided_at", "entered_at", "roll_unit_id", "handed_at",
    )  # fmt: skip
    return [
        PrintedRow(number, serial_of(run, place), unit, *rest)
        for number, run, place, unit, *rest in rows.order_by("id").values_list(*fields)[:limit]
    ]


def batch(batch_id: int, *, actor: Actor) -> BatchPage | None:
    """Return a batch the actor may see, with its sheets; as many statements whatever its size."""
    rows = ScanBatch.objects.filter(record.seen_by(actor), pk=batch_id).select_related("roll__estate")
    found = rows.first()
    if found is None:
        return None
    reading = reading_of(found.roll)
    sheets = put_of(found, reading)
    loose = Scan.objects.filter(batch=found).filter(Q(sheet=None) | Q(set_aside_at__isnull=False))
    pages = loose.order_by("id").values_list("id", "problem", "set_aside_at", "aside_asked_at")
    clerk = actor.person_id or 0
    return BatchPage(
        _batch_rows(rows)[0], found.roll_id, found.roll.estate.name, found.roll.closes_at, dict(titles_of(found.roll)),
        tuple(_lines(sheets, shanghai_day(found.received_at))),
        tuple(
            LoosePage(number, problem, aside is not None, aside is None and asked is not None)
            for number, problem, aside, asked in pages
        ),
        ScanFile.objects.filter(batch=found).exclude(problem="").count(),
        tuple(
            scan.id
            for one in sheets
            for scan in one.scans
            if found.roll.closed_at is None
            and one.state is not SheetState.ENTERED
            and _open_items(scan, clerk, reading)
        ),
        found.roll.closed_at is not None,
    )  # fmt: skip


def _lines(sheets: Sequence[Put], day: date) -> Iterator[SheetLine]:
    rows = PrintedSheet.objects.filter(pk__in=[one.sheet for one in sheets])
    known = {row.pk: row for row in rows.select_related("run", "roll_unit")}
    bound = standing_bindings(row.roll_unit.unit_id for row in known.values())
    for one in sheets:
        row, unit = known[one.sheet], known[one.sheet].roll_unit
        waits = None
        if one.state is SheetState.READY:
            binding = standing_on(bound.get(unit.unit_id), day)
            waits = waits_for_binding(row.signed_as, owners_on(unit), binding)
        yield SheetLine(one, serial_of(row.run.number, row.number), unit.code, unit.pk, row.signed_as, waits)


def scanned_page(scan_id: int, *, actor: Actor) -> ScannedPage | None:
    """Return a page the actor may see, with what he may judge on it."""
    rows = Scan.objects.filter(record.seen_by(actor), pk=scan_id)
    scan = rows.select_related("batch__roll", "sheet__run", "sheet__roll_unit").first()
    if scan is None:
        return None
    entered = scan.sheet is not None and scan.sheet.entered_at is not None
    is_open = scan.batch.roll.closed_at is None and scan.set_aside_at is None and not entered
    page = _page(scan, entered_for([scan.pk]))
    reading = reading_of(scan.batch.roll)
    items = _open_items(page, actor.person_id or 0, reading) if is_open else ()
    sheet = scan.sheet
    asked = is_open and scan.aside_asked_at is not None
    mine = asked and actor.person_id is not None and scan.aside_asked_by == actor.person_id
    return ScannedPage(
        scan.pk, scan.batch_id,
        serial_of(sheet.run.number, sheet.number) if sheet else "", sheet.roll_unit.code if sheet else "",
        scan.problem, scan.set_aside_at is not None, asked, mine, is_open, entered,
        any(row.choice is not None for row in page.rows),
        is_open and bool(items or sheet is None or (asked and not mine)),
        items, dict(titles_of(scan.batch.roll)), {row.item: row.doubt for row in page.rows if row.doubt},
        page.words(reading),
    )  # fmt: skip


def picture_of(scan_id: int, *, actor: Actor) -> bytes | None:
    """Return the picture of a page to who judges it, None to anybody else."""
    page = scanned_page(scan_id, actor=actor)
    return opened_picture(scan_id, actor=actor) if page is not None and page.shown else None


def opened_picture(scan_id: int, *, actor: Actor) -> bytes | None:
    """Return the picture of a page the actor may see and has opened with a reason."""
    rows = Scan.objects.filter(record.seen_by(actor), pk=scan_id)
    digest = rows.values_list("picture__digest", flat=True).first()
    return record.stored_bytes(digest) if digest else None


def printed_pdf(run_id: int, *, actor: Actor) -> bytes | None:
    """Return the PDF of a print run the actor may see, None while it is being set."""
    rows = PrintRun.objects.filter(record.seen_by(actor), pk=run_id)
    digest = rows.values_list("file__digest", flat=True).first()
    return record.stored_bytes(digest) if digest else None


def put_of(batch: ScanBatch, reading: PaperBallots) -> list[Put]:
    """Put the pages of a batch together, with pages of the same sheets that other batches brought."""
    mine = Scan.objects.filter(batch=batch, set_aside_at=None, sheet__isnull=False)
    return put_sheets(set(mine.values_list("sheet_id", flat=True)), reading)


def put_sheets(wanted: Collection[int], reading: PaperBallots) -> list[Put]:
    """Put the pages of sheets together, whatever batches brought them."""
    seen = Scan.objects.filter(sheet_id__in=wanted, set_aside_at=None)
    scans = list(seen.order_by("sheet_id", "page", "id"))
    entries = entered_for([scan.pk for scan in scans])
    rows = PrintedSheet.objects.filter(pk__in=wanted).select_related("run").order_by("id")
    facts = [
        SheetFacts(row.pk, len(row.run.pages), row.voided_at is not None, row.entered_at is not None)
        for row in rows
    ]
    return put_together(facts, [_page(scan, entries) for scan in scans], reading)


def entered_for(scans: Iterable[int]) -> dict[tuple[int, int], list[Entered]]:
    """Return what clerks entered, by page and item, in the order it came."""
    found: dict[tuple[int, int], list[Entered]] = {}
    for scan, item, clerk, word in (
        Entry.objects.filter(scan_id__in=list(scans))
        .order_by("id")
        .values_list("scan_id", "item", "clerk", "word")
    ):
        found.setdefault((scan, item), []).append(Entered(clerk, word))  # type: ignore[arg-type]
    return found


def _page(scan: Scan, entries: dict[tuple[int, int], list[Entered]]) -> PageScan:
    rows = tuple(RowReading(*row) for row in scan.rows)
    mine: dict[int, Sequence[Entered]] = {row.item: entries.get((scan.pk, row.item), ()) for row in rows}
    asked = scan.aside_asked_at is not None
    return PageScan(scan.pk, scan.batch_id, scan.sheet_id or 0, scan.page, rows, mine, asked)


def _open_items(page: PageScan, clerk: int, reading: PaperBallots) -> tuple[int, ...]:
    return tuple(
        row.item
        for row in page.rows
        if row.choice is None
        and settled(page.entries.get(row.item, ()), reading) is None
        and may_enter(clerk, page.entries.get(row.item, ()), reading).allowed
    )


def titles_of(roll: Roll) -> list[tuple[int, str]]:
    """Return number and words of each item put to the vote; who stands or is to be recalled is there by name."""
    listed = record.standards().find("owner-matters", OwnerMatters, on=roll.noticed_on)
    rows = list(Vote.objects.filter(roll=roll).order_by("number"))
    persons = {row.number: row.candidate_id or row.recalled_id for row in rows}
    names = people.whole_names(person for person in persons.values() if person is not None)
    return [
        (
            row.number,
            worded(row.title, names.get(persons[row.number] or 0, ""))
            or listed.of(cast("MatterCode", row.matter)).name,
        )
        for row in rows
    ]


def signature_rule(roll_id: int) -> Signature:
    """Return the rule that the papers of a roll are signed, by the day of its notice."""
    return reading_of(Roll.objects.get(pk=roll_id)).signature


def reading_of(roll: Roll) -> PaperBallots:
    """Return how paper ballots of a roll are read and called back: by the day of the notice and the estate's rules."""
    return paper_by(own_of(roll.own), roll.noticed_on)


def _batch_rows(rows: QuerySet[ScanBatch]) -> list[BatchRow]:
    counted = rows.annotate(
        file_count=Count("files"), read_count=Count("files", filter=Q(files__read_at__isnull=False))
    )
    fields = ("id", "handed_from", "received_at", "opened_at", "confirmed_at", "file_count", "read_count")
    listed = list(counted.values_list(*fields))
    left = left_in([row[0] for row in listed])
    return [BatchRow(*(*row, left.get(row[0], 0))) for row in listed]


def _before(after: int | None) -> dict[str, int]:
    return {"pk__lt": after} if after is not None else {}

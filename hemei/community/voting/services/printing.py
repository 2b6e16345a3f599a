"""Ballots are printed: a run for all units without one, or one anew for a ballot that is lost or spoiled."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Max, Q, QuerySet

from hemei.community.voting.models import LetterRun, PrintedSheet, PrintRun, Roll, RollUnit
from hemei.community.voting.paper.printing import Run, Sheet, pdf_of_run
from hemei.community.voting.queries.paper import titles_of
from hemei.community.voting.queries.rolls import published_check
from hemei.community.voting.rules.acts import Act, may, still_open
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.sheets import kept_pages, pages_from, pages_of, serial_of
from hemei.community.voting.rules.uploads import PDF
from hemei.community.voting.services.telling import sealed
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day

PAPER_TASK = "hemei.voting.work_on_paper"
TOKEN_BYTES = 10
DEAD_AFTER = timedelta(seconds=60)
SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
Clock = Callable[[], datetime]
AnyRun = TypeVar("AnyRun", PrintRun, LetterRun)
_TITLE = "业主大会表决票"
_NOTES = (
    "请用黑色或蓝色的笔，在方框里打 √ 或 ×。每一项只选一格。",
    "没选、选了两格以上或看不清的，由两名工作人员分别判断，不一致的由第三人判断。",
    "写错了可以换票，原票作废。请签名，并在{at}以前交回。",
)


@records.whole
def start_print_run(
    *, actor: Actor, now: datetime, roll_id: int, key: str, buildings: Sequence[str] = ()
) -> int:
    """Ask for a ballot for each unit of a roll that has no good one, and return the run. The same key asks once.

    Raises:
        Refused: the actor may not, the vote is closed, or every unit has its ballot.
    """
    roll = locked_roll(actor, roll_id)
    known = PrintRun.objects.filter(key=key, roll=roll).values_list("id", flat=True).first()
    if known is not None:
        return known
    demand(
        still_open(now, roll.closes_at, mark("截止以后收到的票不能计入，不用再印；已经收到的请扫描、确认"))
    )
    units = RollUnit.objects.filter(roll=roll).exclude(printed__voided_at=None, printed__isnull=False)
    if buildings:
        units = units.filter(building__in=buildings)
    wanted = list(units.order_by("building", "id").values_list("id", flat=True))
    if not wanted:
        raise Refused.because(
            mark("每一户都已经有票"), remedy=mark("丢失或写坏的，请换票"), field="roll", code="printed"
        )
    run = _new_run(actor, now, roll, key, wanted)
    _tell(actor, now, run, "voting.ballots_printed")
    return run.pk


@records.whole
def reprint_sheet(*, actor: Actor, now: datetime, sheet_id: int, reason: str, key: str) -> int:
    """Print one ballot anew; the earlier one is void from now on, also where it is handed in later.

    Raises:
        Refused: the actor may not, the vote is closed, the ballot is void already, or it was taken at the counter,
            scanned or entered: what was cast is not taken back by printing another.
    """
    roll_id = PrintRun.objects.filter(record.seen_by(actor), sheets__pk=sheet_id).values_list(
        "roll_id", flat=True
    )
    roll = locked_roll(actor, roll_id.first() or 0)
    known = PrintRun.objects.filter(key=key, roll=roll).values_list("id", flat=True).first()
    if known is not None:
        return known
    demand(
        still_open(now, roll.closes_at, mark("截止以后收到的票不能计入，不用再换；已经收到的请扫描、确认"))
    )
    # Who confirms a batch at the same moment holds or awaits the row.
    sheet = PrintedSheet.objects.select_related("run").select_for_update(of=("self",)).get(pk=sheet_id)
    if sheet.voided_at is not None:
        raise Refused.because(mark("这张票已经作废"), field="sheet", code="voided")
    if sheet.entered_at is not None:
        raise Refused.because(
            mark("这张票已经计入，不能作废"),
            remedy=mark("业主要改选的，可以用手机或者到窗口再投一张，先后两张按规则计一张"),
            field="sheet", code="entered",
        )  # fmt: skip
    if sheet.handed_at is not None:
        raise Refused.because(
            mark("这张票已经在窗口收下，不能作废"),
            remedy=mark("业主要改选的，可以用手机或者到窗口再投一张，先后两张按规则计一张"),
            field="sheet", code="taken",
        )  # fmt: skip
    if sheet.scans.filter(set_aside_at=None).exists():
        raise Refused.because(
            mark("这张票已经交回、读入，不能作废"),
            remedy=mark("请先判断、确认计入或者搁置；业主要改选的，可以用手机或者到窗口再投一张"),
            field="sheet", code="scanned",
        )  # fmt: skip
    text = sealed(sheet.run, reason)
    PrintedSheet.objects.filter(pk=sheet_id).update(voided_at=now)
    run = _new_run(actor, now, roll, key, [sheet.roll_unit_id])
    _tell(actor, now, run, "voting.sheet_reprinted", voided=sheet_id, texts={"reason": text})
    return run.pk


def locked_roll(actor: Actor, roll_id: int, act: Act = Act.CAST) -> Roll:
    """Lock a roll whose paper the actor may handle, or of which he may do another act."""
    roll = Roll.objects.filter(record.seen_by(actor), pk=roll_id).select_for_update().first()
    if roll is None:
        raise Refused.because(mark("没有这份名册"), field="roll", code="not_found")
    demand(may(actor, act, roll.scope))
    return roll


def _new_run(actor: Actor, now: datetime, roll: Roll, key: str, units: Sequence[int]) -> PrintRun:
    estate = places.estate(roll.estate_id, actor=actor)
    last = PrintRun.objects.filter(roll=roll).aggregate(last=Max("number"))["last"] or 0
    [number] = records.next_ids("voting_printrun", 1)
    run = PrintRun(
        id=number,
        stream=f"voting.print_run:{number}",
        scope=roll.scope,
        roll=roll,
        key=key,
        number=last + 1,
        pages=kept_pages(pages_of(titles_of(roll))),
        wording={
            "title": _TITLE,
            "estate": estate.name if estate else "",
            "closes": moment_words(roll.closes_at),
            "check": published_check(roll),
        },
        sheets_total=len(units),
        asked_at=now,
    )
    run.save(force_insert=True)
    records.insert_rows(
        [
            PrintedSheet(run=run, roll_unit_id=unit, number=place, token=_token(), scope=run.scope, stream=run.stream)
            for place, unit in enumerate(units, start=1)
        ]
    )  # fmt: skip
    records.wake(PAPER_TASK, now)
    return run


def _token() -> str:
    return b32encode(secrets.token_bytes(TOKEN_BYTES)).decode()


def moment_words(at: datetime) -> str:
    """Return a moment as a printed page says it, Shanghai time."""
    there = at.astimezone(SHANGHAI)
    return f"{there.year}年{there.month}月{there.day}日{there.hour}时{there.minute:02}分"


def _tell(actor: Actor, now: datetime, run: PrintRun, event: str, **more: object) -> None:
    records.record_event(
        stream=run.stream,
        type=event,
        actor=actor,
        at=now,
        scope=run.scope,
        data={"roll": run.roll_id, "sheets": run.sheets_total, "pages": len(run.pages), **more},
    )


def set_waiting_runs(*, clock: Clock, moved: Callable[[PrintRun], None] = lambda _: None) -> int:
    """Set the runs that wait, oldest first; return how many. A run that died is taken up again, the tokens stay."""
    done = 0
    while (run := claimed(PrintRun.objects.filter(printed_at=None), clock())) is not None:
        _set(run, clock, moved)
        done += 1
    return done


def claimed(waiting: QuerySet[AnyRun], now: datetime) -> AnyRun | None:
    """Take the oldest run that waits and on which nobody works."""
    quiet = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    with records.acting(SYSTEM):
        run = waiting.filter(quiet).order_by("id").select_for_update(skip_locked=True).first()
        if run is not None:
            run.beat_at = now
            run.save(update_fields=["beat_at"])
        return run


def _set(run: PrintRun, clock: Clock, moved: Callable[[PrintRun], None]) -> None:
    with records.acting(SYSTEM):
        said = _run(run)
        sheets = [_sheet(row, run) for row in run.sheets.select_related("roll_unit").order_by("number")]

    def tell(done: int) -> None:
        with records.acting(SYSTEM):
            run.sheets_set, run.beat_at = done, clock()
            run.save(update_fields=["sheets_set", "beat_at"])
        moved(run)

    content = pdf_of_run(said, sheets, moved=tell)
    with records.acting(SYSTEM):
        now = clock()
        run.file_id = records.keep_file(
            content=content, media_type=PDF, stream=run.stream, scope=run.scope, purpose="ballots", now=now
        ).pk  # fmt: skip
        run.printed_at = now
        run.save(update_fields=["file", "printed_at"])


def _run(run: PrintRun) -> Run:
    wording = run.wording
    notes = tuple(note.format(at=wording["closes"]) for note in _NOTES)
    pages = pages_from(run.pages, dict(titles_of(run.roll)))
    return Run(
        wording["title"], wording["estate"], wording["estate"], shanghai_day(run.asked_at), notes, pages,
        wording.get("check", ""),
    )  # fmt: skip


def _sheet(row: PrintedSheet, run: PrintRun) -> Sheet:
    unit = row.roll_unit
    area = f"{square_metres(unit.area_dm2)} 平方米"
    return Sheet(row.token, serial_of(run.number, row.number), unit.building, unit.code, area)

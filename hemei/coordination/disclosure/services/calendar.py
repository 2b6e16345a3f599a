"""Estates enter the calendar; periods that are over become disclosures that somebody owes, drafted by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe

from hemei.coordination.disclosure.facts import calendar_on, demand_documents
from hemei.coordination.disclosure.models import CalendarEntry, Disclosure, Version
from hemei.coordination.disclosure.queries.material import documented, lines_of
from hemei.coordination.disclosure.queries.owing import there_on
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.calendar import (
    Period,
    due_on,
    may_correct_start,
    may_start,
    periods_over,
)
from hemei.coordination.disclosure.rules.lines import Json
from hemei.coordination.disclosure.rules.owing import owed_by
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar
from hemei.coordination.disclosure.rules.words import SUBJECT_TEXTS, State, Subject
from hemei.coordination.disclosure.services.shared import missing, stream_of, tell
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.limits import Limit
from hemei.kernel.periods import said
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

TOKEN_BYTES = 9
CHUNK = 500


def start_calendar(*, actor: Actor, now: datetime, estate_ids: Sequence[int], since: date) -> int:
    """Enter estates of the actor on the calendar from a day on and return how many are new; the same twice is one.

    Raises:
        Refused: an estate is not the actor's, the day lies before the documents that say what is owed, or too far off.
    """
    demand(may(actor, Act.START))
    demand(may_start(since=since, today=shanghai_day(now)))
    demand_documents(since)
    with records.acting(actor):
        found = places.estates_by_id(estate_ids, actor=actor)
        if set(estate_ids) - set(found):
            raise missing()
        known = set(CalendarEntry.objects.filter(estate_id__in=found).values_list("estate_id", flat=True))
        fresh = [row for number, row in found.items() if number not in known]
        ids = records.next_ids("disclosure_calendarentry", len(fresh)) if fresh else []
        rows = [
            CalendarEntry(
                id=number, stream=f"disclosure.calendar:{number}", scope=one.scope, estate_id=one.id,
                since=since, entered_at=now,
            )
            for number, one in zip(ids, fresh, strict=True)
        ]  # fmt: skip
        records.insert_rows(rows)
        records.record_many(
            (
                records.EventDraft(
                    row.stream, "disclosure.calendar_started", now, row.scope,
                    {"estate": row.estate_id, "since": since.isoformat()},
                ),
                actor,
            )
            for row in rows
        )  # fmt: skip
        return len(rows)


@records.whole
def correct_start(*, actor: Actor, now: datetime, estate_id: int, since: date) -> None:
    """Put right from which day on an estate is on the calendar, where no document says what was owed on the first one.

    Raises:
        Refused: the estate is not the actor's, can be opened as it stands, or the day is no better.
    """
    demand(may(actor, Act.START))
    rows = CalendarEntry.objects.select_for_update().filter(record.seen_by(actor), estate_id=estate_id)
    row = rows.first()
    if row is None:
        raise missing()
    demand(may_correct_start(was=row.since, undocumented=row.undocumented_on is not None, since=since))
    demand(may_start(since=since, today=shanghai_day(now)))
    demand_documents(since)
    _begin(actor, now, row, since)


@records.whole
def owe_from(*, actor: Actor, now: datetime, estate_ids: Sequence[int], since: date) -> int:
    """Let estates owe from a day on, whoever put them down for a later one; returns how many are new. May be repeated.

    Raises:
        Refused: as `start_calendar`.
    """
    new = start_calendar(actor=actor, now=now, estate_ids=estate_ids, since=since)
    with records.acting(actor):
        later = CalendarEntry.objects.select_for_update().filter(estate_id__in=estate_ids, since__gt=since)
        for row in later.order_by("id"):
            _begin(actor, now, row, since)
    return new


def _begin(actor: Actor, now: datetime, row: CalendarEntry, since: date) -> None:
    was, row.since, row.undocumented_on = row.since, since, None
    row.save(update_fields=["since", "undocumented_on"])
    data = {"estate": row.estate_id, "since": since.isoformat(), "was": was.isoformat()}
    tell(actor, now, row, "disclosure.start_corrected", data)


def open_periods(*, actor: Actor, now: datetime) -> int:
    """Open and draft what is owed by now and is not open yet; returns how many. For the schedule; may be repeated."""
    today, opened = shanghai_day(now), 0
    after = 0
    while True:
        entries = list(
            CalendarEntry.objects.filter(id__gt=after)
            .order_by("id")
            .values_list("id", "estate_id", "since")[:CHUNK]
        )
        if not entries:
            return opened
        after = entries[-1][0]
        opened += _open(actor, now, today, {estate: since for _, estate, since in entries})


def _open(actor: Actor, now: datetime, today: date, since: Mapping[int, date]) -> int:
    """Open what is over of some estates; a period of whose days no document says how stands as such on its estates."""
    calendar = calendar_on(today)
    known = set(Disclosure.objects.filter(estate_id__in=since).values_list("estate_id", "subject", "since"))
    wanted: dict[tuple[Subject, Period, bool], list[int]] = defaultdict(list)
    for estate, first in since.items():
        for subject in Subject:
            repeat = calendar.timing_of(subject).repeat
            for period in periods_over(repeat, since=first, day=today):
                if (estate, subject.value, period.since) not in known:
                    wanted[subject, period, period.since < first].append(estate)
    opened, without = 0, dict[int, date]()
    for (subject, period, begun), estates in wanted.items():
        if documented(subject, period):
            opened += open_disclosures(
                actor=actor, now=now, subject=subject, period=period, estate_ids=estates, begun=begun
            )
            continue
        for estate in estates:
            without[estate] = min(period.since, without.get(estate, period.since))
    _keep_undocumented(since, without)
    return opened


def _keep_undocumented(estates: Iterable[int], without: Mapping[int, date]) -> None:
    for row in CalendarEntry.objects.filter(estate_id__in=estates):
        if row.undocumented_on != without.get(row.estate_id):
            row.undocumented_on = without.get(row.estate_id)
            row.save(update_fields=["undocumented_on"])


@dataclass(frozen=True, slots=True)
class Owes:
    """Who owes a disclosure, and the community that sets his duty; where none may, who stands above him does."""

    body: int
    community: int | None


@dataclass(frozen=True, slots=True)
class _Made:
    row: Disclosure
    estate: str
    lines: list[Json] | None
    owes: Owes
    reference: Reference


def open_disclosures(
    *, actor: Actor, now: datetime, subject: Subject, period: Period, estate_ids: Sequence[int], owing: bool = True,
    begun: bool = False,
) -> int:  # fmt: skip
    """Open one period of a subject for estates, draft it where there is material, and let its duties be owed.

    `begun` says that it had when they came onto the calendar.
    """
    today = shanghai_day(now)
    calendar = calendar_on(period.until)
    estates = places.shapes_of(estate_ids)
    bodies = _owing(calendar, subject, period, estates, today)
    working = clocks.working_time(now=now)
    due = due_on(calendar.timing_of(subject), period, working, begun_opened_on=today if begun else None)
    estates = [one for one in estates if one.id in bodies]
    if not estates:
        return 0
    lines = lines_of(subject, period, estates, calendar)
    ids = records.next_ids("disclosure_disclosure", len(estates))
    made = []
    for number, one in zip(ids, estates, strict=True):
        owes, reference = bodies[one.id]
        drafted = one.id in lines
        row = Disclosure(
            id=number, stream=stream_of(number), scope=one.scope, estate_id=one.id, subject=subject.value,
            since=period.since, until=period.until, due_on=due, body_id=owes.body,
            state=(State.DRAFTED if drafted else State.DUE).value, drafted_at=now if drafted else None,
            opened_at=now,
        )  # fmt: skip
        made.append(_Made(row, one.name, lines.get(one.id), owes, reference))
    _write(actor, now, made, calendar.timing_of(subject).warrant.reference)
    if owing:
        _owe(actor, now, made)
    return len(made)


def _owing(
    calendar: DisclosureCalendar,
    subject: Subject,
    period: Period,
    estates: Sequence[places.EstateShape],
    today: date,
) -> dict[int, tuple[Owes, Reference]]:
    """Return by estate who owes a subject, and by which clause; an estate where nobody is there has none."""
    found = {}
    for estate, there in there_on({one.id: one.scope for one in estates}, today).items():
        owes = owed_by(there.in_order(calendar, subject, period.until))
        if owes is not None:
            reference = there.says(calendar, subject, period.until).warrant.reference
            found[estate] = Owes(owes, there.sets(owes)), reference
    return found


def _write(actor: Actor, now: datetime, made: Sequence[_Made], due: Reference) -> None:
    records.insert_many(
        "records_access",
        {"stream": "text", "body_id": "bigint"},
        ((one.row.stream, one.row.body_id) for one in made),
    )
    records.insert_rows([one.row for one in made])
    records.insert_rows([version_of(one.row, 1, one.lines, now) for one in made if one.lines is not None])
    records.record_many(
        (
            records.EventDraft(
                one.row.stream, "disclosure.opened", now, one.row.scope,
                {
                    "estate": one.row.estate_id, "subject": one.row.subject, "since": one.row.since.isoformat(),
                    "until": one.row.until.isoformat(), "due_on": one.row.due_on.isoformat(),
                    "body": one.row.body_id, "drafted": one.lines is not None,
                },
                (one.reference, due),
            ),
            actor,
        )
        for one in made
    )  # fmt: skip


def version_of(
    row: Disclosure, number: int, lines: Sequence[Json], now: datetime, because: str = ""
) -> Version:
    """Return a version to be kept."""
    return Version(
        disclosure=row, stream=row.stream, scope=row.scope, number=number, token=token_urlsafe(TOKEN_BYTES),
        lines=list(lines), because=because, drafted_at=now,
    )  # fmt: skip


def named(row: Disclosure, estate: str) -> str:
    """Return what is disclosed, as lists of duties name it: who has many estates must read which."""
    return f"{estate}{said(Period(row.since, row.until).name())}{SUBJECT_TEXTS[Subject(row.subject)]}"


def _owe(actor: Actor, now: datetime, made: Iterable[_Made]) -> None:
    today = shanghai_day(now)
    drafts = [duty_of(one.row, one.estate, one.owes, today, key=f"{one.row.stream}:publish") for one in made]
    if duties.are_kept(today):
        duties.set_duties(actor=actor, now=now, drafts=drafts)


def duty_of(row: Disclosure, estate: str, owes: Owes, today: date, *, key: str) -> duties.DutyDraft:
    """Return the duty of a body to publish the disclosure of an estate, named, by its day."""
    reference = calendar_on(row.until).timing_of(Subject(row.subject)).warrant.reference
    return duties.DutyDraft(
        key=key, origin=duties.Origin.DISCLOSURE, origin_stream=row.stream, origin_item="publish",
        title=f"公布{named(row, estate)}", owner=owes.body, setter=owes.community or owes.body,
        limit=Limit(max(1, (row.due_on - today).days), "days"), references=(reference,),
    )  # fmt: skip


def redraft(*, actor: Actor, row: Disclosure) -> list[Json]:
    """Return the lines of a disclosure from the records as they stand now; raises Refused where there are none."""
    subject, period = Subject(row.subject), Period(row.since, row.until)
    with opened(actor, row.scope):  # a company sees the cases it was called to only; the counts are of all
        found = lines_of(subject, period, places.shapes_of([row.estate_id]), calendar_on(row.until))
    if row.estate_id not in found:
        if subject is Subject.FUND:
            raise Refused.because(
                mark("维修资金还没有在平台建立分户账，起草不出{subject}。"),
                remedy=mark("请先由主管部门建账并转入期初余额。"), code="no_fund", subject=SUBJECT_TEXTS[subject],
            )  # fmt: skip
        raise Refused.because(
            mark("这个小区还没有建账，起草不出{subject}。"), remedy=mark("请先由社区为小区建账。"),
            code="no_books", subject=SUBJECT_TEXTS[subject],
        )  # fmt: skip
    return found[row.estate_id]

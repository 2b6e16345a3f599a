"""What stands in a person's calendar: the deadlines, joint visits and meetings of the offices he holds today.

No title, place or text of a matter is in it, only what it is, its number and when: a calendar program, and whoever
runs it, reads along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemei.community.meetings import queries as meetings
from hemei.coordination.cases import queries as cases
from hemei.faces.notices.rules.acts import Act, may
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day

_MOST = 200
_MEETS = timedelta(hours=1)
_BEHIND = timedelta(days=30)
CASE, DUTY = "cases.case:", "duties.duty:"
WHAT = {
    CASE: mark("案件{number}：{clock}"),
    DUTY: mark("任务{number}时限"),
    "": mark("时限到期"),
    "visit": mark("联合执法（案件{number}）"),
    "meeting": mark("会议（编号{number}）"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a stable name, what it is in words with its number, when; `page` and `arg` say where to look.

    A deadline is a moment and has no end.
    """

    key: str
    what: str
    number: str
    begins_at: datetime
    ends_at: datetime | None
    page: str
    arg: str | int
    provisional: bool = False
    clock: str = ""


def calendar_of(*, person_id: int, now: datetime) -> list[Entry] | None:
    """Return the entries of a person's offices, by time; None for who holds none any more."""
    day = shanghai_day(now)
    offices = [
        office
        for office in people.appointments_on(day, person_id=person_id)
        if may(Role(office.role), Act.FEED).allowed
    ]
    if not offices:
        return None
    found: dict[str, Entry] = {}
    for office in offices:
        actor = people.actor_in_office(office, day)
        with records.acting(actor):
            for entry in (*_deadlines(actor), *_visits(actor, now), *_meetings(actor, now)):
                found.setdefault(entry.key, entry)
    return sorted(found.values(), key=lambda entry: (entry.begins_at, entry.key))


def _deadlines(actor: Actor) -> Iterator[Entry]:
    """Yield the open deadlines of the body, the next to end first."""
    if actor.body_id is None:
        return
    rows = clocks.running_deadlines(actor=actor, body_id=actor.body_id, limit=_MOST)
    numbers = cases.numbers_of(row.stream for row in rows if row.stream.startswith(CASE))
    for row in rows:
        kind = next((one for one in (CASE, DUTY) if row.stream.startswith(one)), "")
        number = (
            numbers.get(row.stream, "") if kind == CASE else row.stream.removeprefix(DUTY) if kind else ""
        )
        page, arg = {CASE: ("cases:case", number), DUTY: ("duties:duty", number)}.get(
            kind, ("cases:work", "")
        )
        clock = cases.CLOCK_TEXTS[cases.ClockKind(row.kind)] if kind == CASE else ""
        yield Entry(
            f"clock-{row.pk}",
            WHAT[kind],
            number,
            row.due_at,
            None,
            page,
            arg,
            bool(row.provisional),
            clock,
        )


def _visits(actor: Actor, now: datetime) -> Iterator[Entry]:
    for visit in cases.visit_list(actor=actor, limit=_MOST):
        if visit.held is None and visit.meets_at > now - _BEHIND:
            until = visit.meets_at + _MEETS
            yield Entry(
                f"visit-{visit.id}",
                WHAT["visit"],
                visit.case,
                visit.meets_at,
                until,
                "cases:visits_of",
                visit.case,
            )


def _meetings(actor: Actor, now: datetime) -> Iterator[Entry]:
    """Yield the meetings that were noticed where he is in office, and are not over for long."""
    for row in meetings.meetings(actor=actor, now=now, limit=_MOST):
        ahead = row.starts_at is not None and row.starts_at > now - _BEHIND
        if ahead and row.starts_at is not None and row.state is meetings.State.NOTICED:
            number, until = str(row.id), row.starts_at + _MEETS
            yield Entry(
                f"meeting-{row.id}", WHAT["meeting"], number, row.starts_at, until, "meetings:meeting", row.id
            )

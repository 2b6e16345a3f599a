"""What the writers of meetings share: the locked meeting, who is there, sealed texts, clocks, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from hemei.community.meetings.facts import kind_on
from hemei.community.meetings.models import Meeting, MeetingSide
from hemei.community.meetings.queries.lists import home_of, near
from hemei.community.meetings.queries.signed import presents
from hemei.community.meetings.rules.acts import Act, holds, may
from hemei.community.meetings.rules.holding import Present
from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SideCode
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day

LONGEST_TEXT = 5_000
CALLING, POSTING, ANSWERING = "meetings.calling", "meetings.posting", "meetings.answering"
"""The kinds of clocks that run here."""


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这个会议"), code="not_found")


def locked(actor: Actor, meeting_id: int, act: Act = Act.RUN) -> tuple[Meeting, Kind]:
    """Lock a meeting of the actor's places for an act of those who hold it; raises Refused."""
    row = Meeting.objects.select_for_update().filter(record.seen_by(actor), pk=meeting_id).first()
    if row is None:
        raise missing()
    demand(may(actor.role, act, covered=holds(actor, scope=row.scope, body_id=row.body_id)))
    return row, kind_of(row)


@contextmanager
def at_home(
    actor: Actor, meeting_id: int, act: Act, now: datetime
) -> Iterator[tuple[Meeting, Kind, people.Home]]:
    """Lock a meeting of an estate or community where the actor owns or lives, for his own act; raises Refused."""
    demand(may(actor.role, act))
    homes = people.own_homes(actor, on=shanghai_day(now))
    with opened(actor, places.city().path):
        row = Meeting.objects.select_for_update().filter(near(homes), pk=meeting_id).first()
        if row is None or row.noticed_at is None:
            raise missing()
        yield row, kind_of(row), home_of(row, homes)


def kind_of(row: Meeting) -> Kind:
    """Return the kind of a meeting by the document that holds for it."""
    return kind_on(row.kind, row.rules_on)


def sides_of(row: Meeting) -> dict[str, MeetingSide]:
    """Return the invited sides by code."""
    return {side.code: side for side in MeetingSide.objects.filter(meeting=row)}


def side_of(sides: Mapping[str, MeetingSide], code: SideCode) -> MeetingSide:
    """Return an invited side; raises Refused."""
    if code not in sides:
        raise Refused.because(mark("没有邀请这一方"), field="side", code="side")
    return sides[code]


def present(row: Meeting) -> list[Present]:
    """Count who is there, side by side; two statements."""
    return presents([row.pk])[row.pk]


def written(text: str, field: str = "text") -> str:
    """Return a text as it is kept; raises Refused where there is none, or too much."""
    short = text.strip()
    if not short or len(short) > LONGEST_TEXT:
        raise Refused.because(mark("请用不超过{most}个字写明"), field=field, code="text", most=LONGEST_TEXT)
    return short


def sealed(row: Meeting, field: str, text: str, person_id: int | None = None) -> records.Sealed:
    """Seal a text of a meeting."""
    return records.seal(stream=row.stream, scope=row.scope, field=field, text=text, person_id=person_id)


def committed(**texts: records.Sealed) -> dict[str, Any]:
    """Return what an event carries of sealed texts."""
    return {
        "texts": {name: {"vault": one.vault_id, "commitment": one.commitment} for name, one in texts.items()}
    }


def start_clock(
    row: Meeting, now: datetime, *, key: str, kind: str, limit: Limit, reference: Reference
) -> datetime:
    """Start a clock of whoever called the meeting, and return when it ends."""
    subject = clocks.Subject(row.stream, row.scope, key, kind, row.body_id)
    course = clocks.Course(now, (str(limit),))
    line = clocks.deadline_row(subject, course, clock_queries.working_time(now=now), reference)
    clocks.write_deadlines([line])
    return line.due.at


def stop_clock(
    row: Meeting,
    now: datetime,
    *,
    key: str,
    kind: str,
    since: datetime,
    limit: Limit,
    cancelled: bool = False,
) -> None:
    """Stop a clock: in time or late, by the moment alone; cancelled where nothing is owed any more."""
    subject = clocks.Subject(row.stream, row.scope, key, kind, row.body_id)
    course = clocks.Course(since, (str(limit),), settled_at=now, cancelled=cancelled)
    clocks.write_deadlines([clocks.deadline_row(subject, course, clock_queries.working_time(now=now))])


def tell(
    actor: Actor,
    now: datetime,
    row: Meeting,
    name: str,
    data: Mapping[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:
    """Record an event of a meeting."""
    tell_all(actor, now, row, name, [data], references)


def tell_all(
    actor: Actor, now: datetime, row: Meeting, name: str, told: Sequence[Mapping[str, Any]],
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    """Record an event of one kind for each of what was done at once."""
    drafts = [records.EventDraft(row.stream, name, now, row.scope, data, references) for data in told]
    records.record_events(actor=actor, drafts=drafts)

"""Three-in-one meetings of a community or on an estate, and one with its agenda."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.community.deliberation.models import AgendaItem, Sitting, Topic
from hemei.community.deliberation.rules.acts import Act, may
from hemei.community.deliberation.rules.words import (
    ConclusionKind,
    OwnersSide,
    Purpose,
    SittingState,
    TopicState,
)
from hemei.community.meetings import queries as meetings
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One line of a list."""

    id: int
    community_id: int
    community: str
    estate_id: int | None
    estate: str | None
    meeting_id: int
    owners_side: OwnersSide
    extra: bool
    state: SittingState
    called_at: datetime
    held_on: date | None
    scope: str


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A topic on the agenda; `taken` is what the meeting decided on it, once it ended."""

    item_id: int
    topic_id: int
    title: str
    purpose: Purpose
    state: TopicState
    matter: str
    kind: str
    taken: str
    conclusion: str

    @property
    def to_conclude(self) -> bool:
        """Whether every side agreed and nothing is written down yet."""
        return (
            self.purpose is Purpose.DISCUSS
            and self.state is TopicState.ON_AGENDA
            and self.taken == meetings.Outcome.ADOPTED
        )

    @property
    def to_drop(self) -> bool:
        """Whether the sides rejected it and it waits for the next meeting: it may be said to be talked over no more."""
        rejected = self.purpose is Purpose.DISCUSS and self.taken == meetings.Outcome.REJECTED
        return rejected and self.state is TopicState.WAITING and not self.conclusion


@dataclass(frozen=True, slots=True)
class SittingPage:
    """A three-in-one meeting with its agenda and the meeting's own page."""

    row: SittingRow
    agenda: tuple[AgendaRow, ...]
    meeting: meetings.MeetingPage | None
    runs_it: bool


_FIELDS = (
    "id", "community_id", "community__name", "estate_id", "estate__name", "meeting_id", "owners_side", "extra", "state",
    "called_at", "held_on", "scope",
)  # fmt: skip


def sittings(
    *, actor: Actor, community_id: int | None = None, after: int | None = None, limit: int = 50
) -> list[SittingRow]:
    """Return three-in-one meetings the actor may see, the latest first."""
    if not may(actor.role, Act.SEE).allowed:
        return []
    rows = Sitting.objects.filter(records.seen_by(actor))
    if community_id is not None:
        rows = rows.filter(community_id=community_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(*values) for values in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


def _row(*values: object) -> SittingRow:
    fields = list(values)
    fields[6], fields[8] = OwnersSide(str(fields[6])), SittingState(str(fields[8]))
    return SittingRow(*fields)  # type: ignore[arg-type]  # the order is that of the columns


def sitting(*, actor: Actor, now: datetime, sitting_id: int) -> SittingPage | None:
    """Return a meeting with its agenda; None where it is not there or not the actor's."""
    if not may(actor.role, Act.SEE).allowed:
        return None
    found = Sitting.objects.filter(records.seen_by(actor), pk=sitting_id).values_list(*_FIELDS).first()
    if found is None:
        return None
    row = _row(*found)
    meeting = meetings.meeting(actor=actor, now=now, meeting_id=row.meeting_id)
    ended = meeting is not None and meeting.row.ended_at is not None
    said = {item.id: item.outcome for item in meeting.items} if meeting and ended else {}
    return SittingPage(
        row,
        tuple(replace(one, taken=one.taken or said.get(one.item_id) or "") for one in _agenda(row.id)),
        meeting,
        may(actor.role, Act.CONCLUDE, covered=actor.covers(row.scope)).allowed,
    )


def _agenda(sitting_id: int) -> tuple[AgendaRow, ...]:
    fields = (
        "item_id", "topic_id", "topic__title", "purpose", "topic__state", "topic__matter", "topic__kind", "taken",
        "text_id",
    )  # fmt: skip
    rows = list(AgendaItem.objects.filter(sitting_id=sitting_id).order_by("id").values_list(*fields))
    texts = records.open_sealed(row[8] for row in rows if row[8])
    return tuple(
        AgendaRow(
            item,
            topic,
            title,
            Purpose(purpose),
            TopicState(state),
            matter,
            kind,
            taken,
            (texts.get(text) or "") if text else "",
        )
        for item, topic, title, purpose, state, matter, kind, taken, text in rows
    )


def waiting_for(community_id: int, *, actor: Actor) -> list[tuple[int | None, str, int]]:
    """Return where something waits to be talked over: estate, its name, how many; None for the whole community."""
    rows = Topic.objects.filter(
        records.seen_by(actor), community_id=community_id, state=TopicState.WAITING.value
    ).values_list("estate_id", "estate__name")
    counted: dict[tuple[int | None, str], int] = {}
    for estate, name in rows:
        counted[estate, name or ""] = counted.get((estate, name or ""), 0) + 1
    return [(estate, name, count) for (estate, name), count in sorted(counted.items(), key=str)]


def task_owners(*, actor: Actor, now: datetime, topic_id: int) -> list[tuple[int, str]]:
    """Return who sat at the table when a topic was talked over last: they can be given something to do."""
    last = AgendaItem.objects.filter(topic_id=topic_id, purpose=Purpose.DISCUSS.value).order_by("-id").first()
    if last is None:
        return []
    number = Sitting.objects.values_list("meeting_id", flat=True).get(pk=last.sitting_id)
    page = meetings.meeting(actor=actor, now=now, meeting_id=number)
    return (
        list({side.body_id: side.body for side in page.sides if side.body_id is not None}.items())
        if page
        else []
    )


def earliest_meeting(day: date) -> date:
    """Return the first day a meeting that is noticed on a day may be held."""
    return meetings.earliest_on(day, meetings.kind_on("three_in_one", day))


__all__ = [
    "AgendaRow",
    "ConclusionKind",
    "SittingPage",
    "SittingRow",
    "earliest_meeting",
    "sitting",
    "sittings",
    "task_owners",
    "waiting_for",
]

"""The first meeting of a committee as the engine of meetings tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Election
from hemei.community.committees.rules.electing import Held
from hemei.community.meetings import queries as meetings
from hemei.community.meetings.queries import Outcome, State
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

_OVER = frozenset({State.LAPSED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class FirstMeeting:
    """The first meeting: where it stands, whether it chose, whether its minutes are signed, which persons came."""

    id: int
    title: str
    state: State
    starts_at: datetime | None
    held_on: date | None
    chose: Outcome | None
    signed: bool
    came: frozenset[int]

    @property
    def stands(self) -> bool:
        """Whether no other meeting may be called instead: it is to come, runs, or chose."""
        ended = self.state is State.CLOSED and self.chose is not Outcome.ADOPTED
        return self.state not in _OVER and not ended

    def with_seats(self, seats: Mapping[int, int]) -> Held | None:
        """Return what the rule needs to know, by the seats of the persons who came; None before it ended."""
        if self.state is not State.CLOSED or self.held_on is None:
            return None
        present = tuple(seats[person] for person in sorted(self.came) if person in seats)
        return Held(self.held_on, present, self.chose is Outcome.ADOPTED, self.signed)


def held_of(row: Election, *, actor: Actor, now: datetime) -> FirstMeeting | None:
    """Return the first meeting of an election, as far as the actor may see it."""
    page = meetings.meeting(actor=actor, now=now, meeting_id=row.meeting_id) if row.meeting_id else None
    if page is None:
        return None
    chose = next((item.outcome for item in page.items if item.subject_stream == row.stream), None)
    return FirstMeeting(
        page.row.id, page.row.title, page.row.state, page.row.starts_at,
        shanghai_day(page.opened_at) if page.opened_at else None, chose,
        page.last_minutes is not None and not page.unsigned,
        frozenset(
            one.person_id for one in page.attendances
            if one.side == "members" and one.arrived_at is not None and one.person_id is not None
        ),
    )  # fmt: skip

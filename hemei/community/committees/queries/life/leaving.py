"""Who is said to have left, how far that has come, and what the second person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Leaving
from hemei.community.committees.rules.leaving import (
    OPEN_LEAVINGS,
    LeavingState,
    Waiting,
    may_object,
    may_settle,
)
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.ground.people import queries as people
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class LeavingView:
    """A leaving with what the reader may do; `ground` is opened for those who guide the committee alone."""

    id: int
    seat_id: int
    reason: SeatEnd
    signed_on: date
    scan_id: int | None
    notice_id: int | None
    ground: str
    state: LeavingState
    told_on: date | None
    due_on: date | None
    closed_on: date | None
    words: str
    settles: bool
    objects: bool

    @property
    def open(self) -> bool:
        """Whether it is still under way."""
        return self.state in OPEN_LEAVINGS


def leavings(estate_id: int, *, actor: Actor, now: datetime) -> tuple[LeavingView, ...]:
    """Return what was entered of members who left, the latest first; a fixed number of statements."""
    rows = list(
        Leaving.objects.filter(record.seen_by(actor), estate_id=estate_id)
        .select_related("seat")
        .order_by("-id")
    )
    if not rows:
        return ()
    member, today = actor.role is Role.COMMITTEE_MEMBER, shanghai_day(now)
    texts = record.open_sealed(number for row in rows for number in (row.words_id, row.ground_id) if number)
    found = []
    for row in rows:
        waiting = Waiting(LeavingState(row.state), row.entered_by, row.entered_on, row.due_on)
        own = not member or row.seat.person_id == actor.person_id
        found.append(
            LeavingView(
                row.pk, row.seat_id, SeatEnd(row.reason), row.signed_on, row.scan_id if own else None,
                row.notice_id if own else None,
                texts.get(row.ground_id or 0) or "" if own else "", waiting.state, row.told_on, row.due_on,
                row.closed_on, texts.get(row.words_id or 0) or "" if own else "",
                may(actor, LifeAct.SETTLE_LEAVING).allowed and may_settle(waiting, actor.person_id).allowed,
                own and may(actor, LifeAct.OBJECT_LEAVING).allowed and may_object(waiting, today).allowed,
            )
        )  # fmt: skip
    return tuple(found)


def leavings_to_settle(*, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str]]:
    """Return the leavings that wait for the actor as the second person, each with its estate; one statement."""
    if not may(actor, LifeAct.SETTLE_LEAVING).allowed or actor.person_id is None:
        return record.Lines()
    rows = Leaving.objects.filter(record.seen_by(actor), state=LeavingState.ENTERED.value)
    rows = rows.exclude(entered_by=actor.person_id).order_by("id")
    return record.lines_of(rows[:limit], ("id", "estate__name"), lambda *row: row)


def leaving_estate(leaving_id: int, *, actor: Actor) -> int | None:
    """Return the estate of a leaving the actor may see."""
    rows = Leaving.objects.filter(record.seen_by(actor), pk=leaving_id)
    return rows.values_list("estate_id", flat=True).first()


def leaving_scan(leaving_id: int, *, actor: Actor, notice: bool = False) -> tuple[bytes, str] | None:
    """Return the paper of a leaving, or the notice to the member, for who guides the committee and for him."""
    row = Leaving.objects.filter(record.seen_by(actor), pk=leaving_id).select_related("seat").first()
    if row is None or not may(actor, LifeAct.SEE).allowed:
        return None
    if actor.role is Role.COMMITTEE_MEMBER and row.seat.person_id != actor.person_id:
        return None
    wanted = row.notice_id if notice else row.scan_id
    file = next((one for one in record.files_of([row.stream]) if one.id == wanted), None)
    return (record.file_content(file), file.media_type) if file is not None else None


def coming_seat(
    estate_id: int, *, actor: Actor, now: datetime
) -> tuple[people.TermFacts, people.SittingSeat] | None:
    """Return the seat the actor was elected to in a term that has not begun, with the term; None where he has none."""
    if not may(actor, LifeAct.DECLINE).allowed or actor.person_id is None:
        return None
    today = shanghai_day(now)
    with opened(actor, places.city().path):
        term = people.term_facts(today, estate_id=estate_id, elected=True)
        if term is None or term.valid_from <= today:
            return None
        own = people.same_as(actor.person_id)
        seats = people.sitting_seats(term.id, today, coming=True)
    seat = next((one for one in seats if one.person_id in own), None)
    return (term, seat) if seat is not None else None


def seat_estate(seat_id: int, *, actor: Actor) -> int | None:
    """Return the estate of the term in which somebody holds a seat the actor may see."""
    term_id = people.term_of_seat(seat_id, actor=actor)
    term = people.term_by_id(term_id) if term_id is not None else None
    return term.estate_id if term is not None else None

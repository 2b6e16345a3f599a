"""Somebody else enters that a member left: a paper, a second person, the member told, days to object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hemei.community.committees.models import Leaving
from hemei.community.committees.rules import leaving as rules
from hemei.community.committees.rules.leaving import OPEN_LEAVINGS, LeavingState, Waiting
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.services.bodies import PLATFORM, system_at
from hemei.community.committees.services.life.handing import NO_PAPER, SignedList, kept_scan
from hemei.community.committees.services.life.shared import (
    at_committee,
    at_row,
    missing,
    rules_of,
    sealed,
    tell,
)
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingDraft:
    """Whose seat ends by which paper, of which day; where it ends by itself, by which ground of article 43."""

    seat_id: int
    reason: SeatEnd
    signed_on: date
    paper: SignedList
    ground: str = ""


def enter_leaving(*, actor: Actor, now: datetime, estate_id: int, draft: LeavingDraft) -> int:
    """Enter that a member resigned or that his seat ended by itself; return its id. He sits as before.

    Raises:
        Refused: the committee is not the actor's, nobody holds the seat, it is entered already, there is no paper, its
            day will not do, or the ground is not said.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.ENTER_LEAVING, estate_id, now) as term:
        seats = people.sitting_seats(term.id, today)
        seat = next((one for one in seats if one.id == draft.seat_id), None)
        if seat is None or actor.person_id is None or draft.reason not in _ENTERED:
            raise missing()
        ground = " ".join(draft.ground.split())
        entry = rules.Entry(
            draft.signed_on, seat.since, scanned=draft.paper.upload is not None,
            automatic=draft.reason is SeatEnd.AUTOMATIC, ground=ground, entered=_open_of(seat.id),
        )  # fmt: skip
        demand(rules.may_enter(entry, today))
        (number,) = records.next_ids("committees_leaving", 1)
        row = Leaving(
            id=number, stream=f"committees.leaving:{number}", scope=term.scope, estate_id=estate_id,
            body_id=term.body_id, seat_id=seat.id, reason=draft.reason.value, signed_on=draft.signed_on,
            state=LeavingState.ENTERED.value, entered_on=today, entered_by=actor.person_id,
        )  # fmt: skip
        row.scan_id = kept_scan(row, "leaving", draft.paper, now)
        row.ground_id = sealed(row, "ground", ground, seat.person_id) if ground else None
        row.save(force_insert=True)
        records.grant_access(stream=row.stream, persons=(seat.person_id,))
        data = {"term": term.id, "seat": seat.id, "reason": row.reason, "on": draft.signed_on.isoformat()}
        tell(actor, now, row, "committees.leaving_entered", data)
    return int(number)


_ENTERED = frozenset({SeatEnd.RESIGNED, SeatEnd.AUTOMATIC})


def _open_of(seat_id: int) -> bool:
    return Leaving.objects.filter(seat_id=seat_id, state__in=[one.value for one in OPEN_LEAVINGS]).exists()


def settle_leaving(
    *, actor: Actor, now: datetime, leaving_id: int, told_on: date | None = None,
    notice: SignedList = NO_PAPER, refusal: str = "",
) -> None:  # fmt: skip
    """Confirm, as a second person, what was entered, and on which day the member was told; or refuse it with a reason.

    The days in which he may object run from that day, which the `notice` that was signed for shows.

    Raises:
        Refused: it is not the actor's, he entered it himself, it is settled, or neither day and notice nor reason will
            do.
    """
    today = shanghai_day(now)
    with at_row(actor, LifeAct.SETTLE_LEAVING, Leaving, leaving_id, now) as row:
        waiting = _waiting(row)
        demand(rules.may_settle(waiting, actor.person_id))
        row.settled_by = actor.person_id
        if refusal.strip():
            _close(actor, now, row, LeavingState.REFUSED, refusal)
            return
        demand(rules.may_tell(waiting, told_on, today, scanned=notice.upload is not None))
        item = rules_of(today).leaving_objection
        assert told_on is not None  # noqa: S101 - `may_tell` refuses it
        row.state, row.told_on = LeavingState.TOLD.value, told_on
        row.notice_id = kept_scan(row, "leaving_notice", notice, now)
        row.due_on = told_on + timedelta(days=item.limit.amount)
        row.save(update_fields=["state", "settled_by", "told_on", "notice_id", "due_on"])
        records.grant_access(stream=row.stream, bodies=(row.body_id,))
        data = {"seat": row.seat_id, "told_on": told_on.isoformat(), "until": row.due_on.isoformat()}
        tell(actor, now, row, "committees.leaving_told", data, (item.warrant.reference,))


def object_to_leaving(*, actor: Actor, now: datetime, leaving_id: int, words: str) -> None:
    """Object to it as the member whose seat it is, or enter what he wrote; the seat does not end by it.

    Raises:
        Refused: it is not the actor's or another member's, its days are over, or no reason is given.
    """
    with at_row(actor, LifeAct.OBJECT_LEAVING, Leaving, leaving_id, now) as row:
        seat = people.seat_facts(row.seat_id)
        if actor.role is Role.COMMITTEE_MEMBER and (seat is None or seat.person_id != actor.person_id):
            raise Refused.because(mark("只有本人可以提出异议。"), code="not_own")
        demand(rules.may_object(_waiting(row), shanghai_day(now)))
        _close(actor, now, row, LeavingState.OBJECTED, words)


def _close(actor: Actor, now: datetime, row: Leaving, state: LeavingState, words: str) -> None:
    demand(gives_reason(mark("没有写明理由。"), words, field="words", code="words"))
    row.state, row.closed_on = state.value, shanghai_day(now)
    row.words_id = sealed(row, state.value, words.strip())
    row.save(update_fields=["state", "settled_by", "closed_on", "words_id"])
    name = "committees.leaving_refused" if state is LeavingState.REFUSED else "committees.leaving_objected"
    tell(actor, now, row, name, {"seat": row.seat_id})


def end_unobjected(*, actor: Actor, now: datetime) -> int:
    """End the seats to whose end nobody objected in time; return how many. One that ended otherwise is moot."""
    with records.acting(PLATFORM):
        rows = Leaving.objects.select_for_update().filter(state__in=[one.value for one in OPEN_LEAVINGS])
        waiting = rows.select_related("seat").order_by("id")
        return records.each_alone(waiting, lambda row: _end_unobjected(actor, now, row))


def _end_unobjected(actor: Actor, now: datetime, row: Leaving) -> int:
    today = shanghai_day(now)
    day = rules.ends_on(_waiting(row), today)
    sits = {one.id for one in people.sitting_seats(row.seat.term_id, day or today)}
    term = people.term_by_id(row.seat.term_id)
    over = term is None or (term.end is not None and term.end <= (day or today))
    if row.seat_id not in sits or over:
        _done(actor, now, row, LeavingState.MOOT)
        return 0
    if day is None:
        return 0
    people_services.leave_seat(
        actor=system_at(row.scope), now=now, seat_id=row.seat_id, day=day, reason=SeatEnd(row.reason)
    )
    _done(actor, now, row, LeavingState.ENDED)
    return 1


def _done(actor: Actor, now: datetime, row: Leaving, state: LeavingState) -> None:
    row.state, row.closed_on = state.value, shanghai_day(now)
    row.save(update_fields=["state", "closed_on"])
    data: dict[str, Any] = {"seat": row.seat_id, "ended": state is LeavingState.ENDED}
    tell(actor, now, row, "committees.leaving_done", data)


def _waiting(row: Leaving) -> Waiting:
    return Waiting(LeavingState(row.state), row.entered_by, row.entered_on, row.due_on)

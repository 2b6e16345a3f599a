"""A member resigns; a reserve steps in, in turn; what changed of the members is filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.queries.life.leaving import coming_seat
from hemei.community.committees.rules.handing import due_on
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_words import CHANGE, committee_stream
from hemei.community.committees.rules.stepping import changes_a_filing, may_step_in
from hemei.community.committees.services.bodies import PLATFORM, bodies_of, system_at
from hemei.community.committees.services.life.duties import STEP_IN, Demand, end_vacancies, set_demands
from hemei.community.committees.services.life.handing import MOST_SCAN, NO_PAPER, SignedList
from hemei.community.committees.services.life.shared import at_committee, rules_of
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post, SeatEnd
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

LONGEST_NUMBER = 60


def resign(*, actor: Actor, now: datetime, estate_id: int) -> None:
    """Resign one's own seat from today on; what one holds for the owners is to be handed back within three days.

    Raises:
        Refused: the actor holds no seat of this committee.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.RESIGN, estate_id, now) as term:
        seats = people.sitting_seats(term.id, today)
        own = next((one for one in seats if one.office_id and one.office_id == actor.appointment_id), None)
        if own is None:
            raise Refused.because(mark("您在这个业委会没有在任的席位。"), code="no_seat")
        people_services.leave_seat(
            actor=system_at(term.scope), now=now, seat_id=own.id, day=today, reason=SeatEnd.RESIGNED
        )
        records.record_event(
            stream=f"people.body:{term.body_id}", type="committees.member_resigned", actor=actor, at=now,
            scope=term.scope, data={"term": term.id, "seat": own.id},
        )  # fmt: skip


def decline(*, actor: Actor, now: datetime, estate_id: int) -> people.SittingSeat:
    """Resign one's own seat of a term that has not begun, and return it: it ends on its first day and was never held.

    From that day on a member's is free: the reserve in turn steps in, or a by-election is owed.

    Raises:
        Refused: the actor was not elected to a term of this estate that is still to begin.
    """
    demand(may(actor, LifeAct.DECLINE))
    with records.acting(actor):
        found = coming_seat(estate_id, actor=actor, now=now)
        if found is None:
            raise Refused.because(
                mark("您在这个小区没有还没开始的席位。"),
                remedy=mark("已经就任的，请用委员账号“辞去委员”。"),
                code="no_seat",
            )
        term, own = found
        people_services.leave_seat(
            actor=system_at(term.scope), now=now, seat_id=own.id, day=own.since, reason=SeatEnd.RESIGNED
        )
        with opened(actor, term.scope):
            records.record_event(
                stream=f"people.body:{term.body_id}", type="committees.member_resigned", actor=actor, at=now,
                scope=term.scope, data={"term": term.id, "seat": own.id, "before": own.since.isoformat()},
            )  # fmt: skip
    return own


def step_in(*, actor: Actor, now: datetime, estate_id: int, seat_id: int) -> int:
    """Let the reserve whose turn it is take a free seat from today on; return the id of the new seat.

    Raises:
        Refused: no seat is free, or another reserve's turn comes first.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.STEP_IN, estate_id, now) as term:
        seats = people.sitting_seats(term.id, today)
        reserves = {one.id: one.number for one in seats if one.reserve}
        held = len(seats) - len(reserves)
        decision = may_step_in(reserves.get(seat_id), reserves.values(), held=held, seats=term.seats)
        demand(decision)
        fresh = people_services.change_post(
            actor=system_at(term.scope), now=now, seat_id=seat_id, post=Post.MEMBER, day=today
        )
        records.record_event(
            stream=f"people.body:{term.body_id}", type="committees.reserve_stepped_in", actor=actor, at=now,
            scope=term.scope, data={"term": term.id, "from": seat_id, "seat": fresh},
            references=(rules_of(today).reserves.warrant.reference,),
        )  # fmt: skip
        with records.acting(PLATFORM):
            duties.settle_duties(
                actor=PLATFORM, now=now, origin_stream=committee_stream(term.body_id),
                because=f"people.body:{term.body_id}", items=(STEP_IN,),
            )  # fmt: skip
        end_vacancies(now=now, term_id=term.id)
    return fresh


def owe_change(*, now: datetime, seat_id: int, day: date, left: bool = False) -> None:
    """The committee owes the filing of a change of its members (guidance rules, art. 34); harmless when repeated.

    Until the term was filed its own filing names who sits. The first chair is no change, though the first meeting may
    come after the filing; who `left` is one before too. One that changes on the same day is filed with it.
    """
    today = shanghai_day(now)
    with records.acting(PLATFORM):
        seat = people.seat_facts(seat_id)
        term = people.term_by_id(seat.term_id) if seat else None
        if (
            seat is None
            or term is None
            or seat.reserve
            or not changes_a_filing(day, filed=term.filed, end=term.end, today=today)
            or not (left or people.chaired_before(term.id, day))
        ):
            return
        bodies, item = bodies_of(term.scope, today), rules_of(today).change_filing
        estate = places.estates_by_id([term.estate_id], actor=PLATFORM)[term.estate_id]
        title = f"{estate.name}业委会成员变动，办理变更备案"
        set_demands(
            now=now, key=f"committees.term:{term.id}:{CHANGE}:{day.isoformat()}", stream=committee_stream(term.body_id),
            item=CHANGE, until=due_on(day, item.limit, clocks.working_time(now=now)),
            reference=item.warrant.reference, demands=[Demand(term.body_id, bodies.community, title, bodies.street)],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFiled:
    """A filing of changed members as the authority received it: the day, the number and scan of its receipt."""

    filed_on: date
    number: str
    receipt: SignedList = NO_PAPER


def file_change(*, actor: Actor, now: datetime, estate_id: int, filed: ChangeFiled) -> None:
    """Enter that changes of the members were filed with street and district; what was owed for them is done.

    A filing covers what had changed by its day: what changed later is still owed.

    Raises:
        Refused: the committee is not the actor's, the day will not do, or number or scan of the receipt is missing.
    """
    filed_on, number = filed.filed_on, " ".join(filed.number.split())
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.FILE_CHANGE, estate_id, now) as term:
        if not term.valid_from <= filed_on <= today:
            raise Refused.because(
                mark("备案日期须在本届任期内、且不晚于今天。"), field="filed_on", code="day"
            )
        if not 0 < len(number) <= LONGEST_NUMBER:
            raise Refused.because(
                mark("没有写明备案回执的文号。"), remedy=mark("请照回执填写，不超过{most}个字。"), field="number",
                code="number", most=LONGEST_NUMBER,
            )  # fmt: skip
        if filed.receipt.upload is None:
            raise Refused.because(
                mark("没有上传备案回执。"),
                remedy=mark("请上传回执的照片或者扫描件。"),
                field="scan",
                code="no_scan",
            )
        stream, item = f"people.body:{term.body_id}", rules_of(today).change_filing
        scan = records.keep_scan(
            filed.receipt.upload, name=filed.receipt.name, most_bytes=MOST_SCAN, stream=stream, scope=term.scope,
            purpose="change_filed", now=now,
        )  # fmt: skip
        records.record_event(
            stream=stream, type="committees.change_filed", actor=actor, at=now, scope=term.scope,
            data={"term": term.id, "on": filed_on.isoformat(), "number": number, "receipt": scan.pk},
            references=(item.warrant.reference,),
        )  # fmt: skip
        with records.acting(PLATFORM):
            duties.settle_duties(
                actor=PLATFORM,
                now=now,
                origin_stream=committee_stream(term.body_id),
                because=stream,
                items=(CHANGE,),
                named=lambda key: (
                    date.fromisoformat(key.split(":")[-2]) <= filed_on
                ),  # as `owe_change` names it
            )

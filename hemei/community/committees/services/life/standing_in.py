"""The property management committee stands in where no owners' committee works: formed by the street, for a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import StandIn, StandInMember
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_words import StandInEnd, StandInSide, committee_stream
from hemei.community.committees.rules.standing_in import LONGEST_NAME, StandInDraft, may_act_for, may_form
from hemei.community.committees.services.life.duties import settle
from hemei.community.committees.services.life.shared import missing, rules_of, sealed, tell
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member to be: whom he speaks for, and his name."""

    side: StandInSide
    name: str


def form_stand_in(
    *, actor: Actor, now: datetime, estate_id: int, members: Sequence[MemberDraft], formed_on: date,
    posted_on: date | None = None,
) -> int:  # fmt: skip
    """Form the stand-in body of an estate, the chair first; it becomes a body of the estate. Returns its id.

    Raises:
        Refused: the estate is not the actor's, an owners' committee can act, or the members do not fit the profile.
    """
    today = shanghai_day(now)
    demand(may(actor, LifeAct.STAND_IN))
    with records.acting(actor):
        estate = places.estate(estate_id, actor=actor)
        if estate is None:
            raise missing()
        demand(may(actor, LifeAct.STAND_IN, scope=estate.scope))
        able = people.committee_able(estate_id, today) is not None
        names = [(one.side, " ".join(one.name.split())[:LONGEST_NAME]) for one in members]
        if not all(name for _, name in names):
            raise Refused.because(mark("有一行没有写姓名。"), field="members", code="name")
        rules = rules_of(today).stand_in_here
        running = StandIn.objects.filter(estate_id=estate_id, ended_on=None).exists()
        draft = StandInDraft(names, formed_on, posted_on)
        references = demand(may_form(draft, rules, today, committee=able, running=running))
        until = months_after(formed_on, 12 * rules.years)
        body = _body(actor, now, estate, formed_on, until)
        row = StandIn(
            stream=committee_stream(body), scope=estate.scope, estate_id=estate_id, body_id=body, profile=rules.code,
            posted_on=posted_on, valid_from=formed_on, valid_until=until,
        )  # fmt: skip
        records.grant_access(stream=row.stream, bodies=(body,))
        row.save(force_insert=True)
        StandInMember.objects.bulk_create(
            StandInMember(
                stand_in=row, stream=row.stream, scope=row.scope, number=number, side=side, chair=number == 1,
                name_id=sealed(row, "name", name),
            )
            for number, (side, name) in enumerate(names, start=1)
        )  # fmt: skip
        data = {"estate": estate_id, "body": body, "members": len(names), "profile": rules.code,
                "until": row.valid_until.isoformat()}  # fmt: skip
        tell(actor, now, row, "committees.stand_in_formed", data, references)
    return row.pk


def _body(actor: Actor, now: datetime, estate: places.EstateRow, since: date, until: date) -> int:
    draft = people_services.BodyDraft(
        kind=BodyKind.MANAGEMENT_COMMITTEE, level=Level.ESTATE, name=f"{estate.name}物业管理委员会",
        short_name=f"{estate.name}物管会", place_id=estate.community_id, scope=estate.scope, valid_from=since,
        estate_id=estate.id, serves_until=until,
    )  # fmt: skip
    (body,) = people_services.enter_bodies(actor=actor, now=now, scope=estate.scope, drafts=[draft])
    return body


def open_stand_in_office(
    *, actor: Actor, now: datetime, member_id: int, phone: str, sample: int | None = None
) -> int:
    """Let a member of a stand-in body act for it, by the phone he gave; return the id of his appointment.

    It ends with the body's time, or when the street ends the body. `sample` is the place on the page of sample persons
    of a demonstration.

    Raises:
        Refused: the member is not of the actor's places, the body is over, he has an office, or no phone is given.
    """
    demand(may(actor, LifeAct.STAND_IN))
    today = shanghai_day(now)
    with records.acting(actor):
        rows = StandInMember.objects.select_for_update(of=("self",)).select_related("stand_in")
        member = rows.filter(record.seen_by(actor), pk=member_id).first()
        if member is None:
            raise missing()
        row = member.stand_in
        demand(may(actor, LifeAct.STAND_IN, scope=row.scope))
        runs = row.ended_on is None and today < row.valid_until
        demand(may_act_for(runs=runs, opened=member.appointment_id is not None))
        name = record.open_sealed([member.name_id]).get(member.name_id) or ""
        member.person_id, member.appointment_id = people_services.open_stand_in_office(
            actor=actor, now=now, body_id=row.body_id, until=row.valid_until, sample=sample,
            who=people_services.Who(name, "".join(phone.split())),
        )  # fmt: skip
        member.save(update_fields=["person", "appointment"])
    return int(member.appointment_id)


def end_stand_in(*, actor: Actor, now: datetime, stand_in_id: int, day: date, reason: StandInEnd) -> None:
    """End a stand-in body on a day, that day excluded, and with it the offices of its members.

    Raises:
        Refused: it is not the actor's or has ended, or the day will not do.
    """
    demand(may(actor, LifeAct.STAND_IN))
    with records.acting(actor):
        rows = StandIn.objects.select_for_update().filter(record.seen_by(actor), pk=stand_in_id)
        row = rows.first()
        if row is None:
            raise missing()
        demand(may(actor, LifeAct.STAND_IN, scope=row.scope))
        if row.ended_on is not None:
            raise Refused.because(mark("已经登记终止。"), code="ended")
        if not row.valid_from < day <= shanghai_day(now):
            raise Refused.because(mark("终止的日期须在组建以后、且不晚于今天。"), field="day", code="day")
        row.ended_on, row.end_reason = day, reason
        row.save(update_fields=["ended_on", "end_reason"])
        people_services.end_body(actor=actor, now=now, body_id=row.body_id, valid_until=day)
        tell(actor, now, row, "committees.stand_in_ended", {"day": day.isoformat(), "reason": reason.value})
        settle(row, now, "stand_in")

"""The property management committee stands in where no owners' committee works: formed by the street, for a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import StandIn, StandInMember
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_words import StandInEnd, StandInSide, committee_stream
from hemei.community.committees.rules.standing_in import LONGEST_NAME, StandInDraft, may_form
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
        body = _body(actor, now, estate, formed_on)
        row = StandIn(
            stream=committee_stream(body), scope=estate.scope, estate_id=estate_id, body_id=body, profile=rules.code,
            posted_on=posted_on, valid_from=formed_on, valid_until=months_after(formed_on, 12 * rules.years),
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


def _body(actor: Actor, now: datetime, estate: places.EstateRow, since: date) -> int:
    draft = people_services.BodyDraft(
        kind=BodyKind.MANAGEMENT_COMMITTEE, level=Level.ESTATE, name=f"{estate.name}物业管理委员会",
        short_name=f"{estate.name}物管会", place_id=estate.community_id, scope=estate.scope, valid_from=since,
        estate_id=estate.id,
    )  # fmt: skip
    (body,) = people_services.enter_bodies(actor=actor, now=now, scope=estate.scope, drafts=[draft])
    return body


def end_stand_in(*, actor: Actor, now: datetime, stand_in_id: int, day: date, reason: StandInEnd) -> None:
    """End a stand-in body on a day, that day excluded.

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
        tell(actor, now, row, "committees.stand_in_ended", {"day": day.isoformat(), "reason": reason.value})
        settle(row, now, "stand_in")

"""Part-time property staff of residents' committees: colleagues in office there who do it beside their own work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hemei.coordination.offices.models import PartTimer
from hemei.coordination.offices.rules.acts import Act, may, may_begin
from hemei.coordination.offices.services import keeping
from hemei.ground.people import queries as people
from hemei.ground.places.queries import Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class PartTimerDraft:
    """Somebody of a community's committee who takes on property work on a day."""

    place_id: int
    person_id: int
    valid_from: date


def assign_part_timers(*, actor: Actor, now: datetime, drafts: Sequence[PartTimerDraft]) -> list[int]:
    """Give people in office in a community the property work beside, and return the ids.

    More than the standard's number are taken too, and shown: refusing them would hide them.
    """
    demand(may(actor.role, Act.KEEP_STAFF))
    today = shanghai_day(now)
    for draft in drafts:
        demand(may_begin(draft.valid_from, today))
    homes = keeping.homes(actor, Level.COMMUNITY, ((draft.place_id, draft.valid_from) for draft in drafts))
    _refuse_outsiders(drafts)
    ids = records.next_ids("offices_parttimer", len(drafts))
    rows = [
        PartTimer(
            id=number,
            stream=keeping.stream_of(Level.COMMUNITY, draft.place_id),
            scope=homes[draft.place_id, draft.valid_from].path,
            place_id=draft.place_id,
            person_id=draft.person_id,
            valid_from=draft.valid_from,
        )
        for number, draft in zip(ids, drafts, strict=True)
    ]
    with transaction.atomic():
        keeping.write(rows, "offices_parttimer_")
        records.record_events(actor=actor, drafts=[_assigned(row, now) for row in rows])
    return list(ids)


def _refuse_outsiders(drafts: Sequence[PartTimerDraft]) -> None:
    for day in {draft.valid_from for draft in drafts}:
        asked = [draft for draft in drafts if draft.valid_from == day]
        bodies = people.committees_at({draft.place_id for draft in asked}, day)
        held = people.staff_at((draft.person_id for draft in asked), day)
        for draft in asked:
            own = bodies.get(draft.place_id)
            if own is None or all(post.body_id != own for post in held.get(draft.person_id, ())):
                raise Refused.because(
                    mark("这个人在{day}不是本社区居委会的在任人员。"),
                    remedy=mark("兼职人员从在任人员中选；新来的请系统管理员先任命。"),
                    field="person",
                    code="outsider",
                    day=day.isoformat(),
                )


def _assigned(row: PartTimer, now: datetime) -> records.EventDraft:
    data = {"id": row.pk, "person": row.person_id, "valid_from": row.valid_from.isoformat()}
    reference = keeping.structure(row.valid_from).part_time_staff.warrant.reference
    return records.EventDraft(row.stream, "offices.part_timer_assigned", now, row.scope, data, (reference,))

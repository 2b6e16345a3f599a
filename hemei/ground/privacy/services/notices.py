"""Who was shown which version of the notice (PIPL article 17)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.privacy.models import Sight
from hemei.ground.privacy.queries import personal_data
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


def see_notice(*, actor: Actor, now: datetime) -> None:
    """Note that the actor has read the notice in force; a second time changes nothing."""
    people_services.demand_act(actor, people.Act.USE_OWN_ACCOUNT)
    with transaction.atomic():
        write_sight(actor=actor, now=now, person_id=actor.person_id or 0, way="page")


def write_sight(*, actor: Actor, now: datetime, person_id: int, way: str) -> None:
    """Write without asking who may that a person was shown the notice in force."""
    notice = personal_data(shanghai_day(now)).version
    stream, scope = people_services.stream_of(person_id), people.scope_of(person_id)
    sight = Sight(person_id=person_id, stream=stream, scope=scope, notice=notice, way=way, seen_at=now)
    if Sight.objects.filter(person_id=person_id, notice=notice).exists():
        return
    Sight.objects.bulk_create([sight], ignore_conflicts=True)
    records.record_event(
        stream=stream,
        type="privacy.notice_seen",
        actor=actor,
        at=now,
        scope=scope,
        data={"notice": notice, "way": way},
    )

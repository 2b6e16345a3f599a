"""Service hours: told by the volunteer or for him, confirmed or declined by the community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.volunteering.facts import hours_rules
from hemei.leadership.volunteering.models import Hours, Item, Volunteer
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.deciding import Service, may_judge, may_tell
from hemei.leadership.volunteering.rules.words import LIVE_ITEMS, HoursState
from hemei.leadership.volunteering.services.shared import missing, sealed_id, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A service as it is told: on which day, how long, for which item of the lists or in words."""

    day: date
    minutes: int
    item: int | None = None
    what: str = ""


def tell_hours(*, actor: Actor, now: datetime, volunteer_id: int, draft: Told) -> int:
    """Record a service of oneself, or as the community of one of its volunteers; it waits to be confirmed."""
    demand(may(actor.role, Act.TELL_HOURS))
    # One volunteer's records come one after the other, so that the sum of a day holds.
    row = Volunteer.objects.select_for_update(of=("self",)).filter(pk=volunteer_id).first()
    own = row is not None and row.person_id is not None and row.person_id == actor.person_id
    if row is None or not (own or actor.covers(row.scope)):
        raise missing()
    day = shanghai_day(now)
    with opened(actor, row.scope):
        if draft.item is not None and not _serves(draft.item, row.community_id):
            raise Refused.because(mark("请选择本社区清单上的项目"), field="item", code="item")
        that_day = (
            Hours.objects.filter(volunteer=row, day=draft.day)
            .exclude(state=HoursState.DECLINED)
            .aggregate(sum=Sum("minutes"))["sum"]
        )
        service = Service(
            draft.day, draft.minutes, row.valid_from, row.valid_until, that_day or 0, draft.what, draft.item
        )
        decision = may_tell(service, day, hours_rules(day))
        demand(decision)
        (number,) = records.next_ids("volunteering_hours", 1)
        Hours(
            id=number,
            stream=row.stream,
            scope=row.scope,
            volunteer=row,
            item_id=draft.item,
            day=draft.day,
            minutes=draft.minutes,
            what_id=sealed_id(row.stream, row.scope, "what", draft.what, person_id=row.person_id),
            state=HoursState.TOLD.value,
            told_at=now,
        ).save(force_insert=True)
    data = {"hours": number, "day": draft.day.isoformat(), "minutes": draft.minutes, "item": draft.item}
    tell(actor, now, row.stream, row.scope, "volunteering.hours_told", data, decision.references)
    return int(number)


def _serves(item_id: int, community_id: int) -> bool:
    states = [state.value for state in LIVE_ITEMS]
    return Item.objects.filter(pk=item_id, community_id=community_id, state__in=states).exists()


def judge_hours(*, actor: Actor, now: datetime, hours_id: int, confirm: bool) -> None:
    """Confirm a record of service, or decline it, as the community; nobody judges his own."""
    row = (
        Hours.objects.select_for_update(of=("self",)).select_related("volunteer").filter(pk=hours_id).first()
    )
    if row is None:
        raise missing()
    own = row.volunteer.person_id is not None and row.volunteer.person_id == actor.person_id
    demand(
        may(actor.role, Act.JUDGE_HOURS, covered=actor.covers(row.scope)),
        may_judge(HoursState(row.state), own=own),
    )
    row.state = (HoursState.CONFIRMED if confirm else HoursState.DECLINED).value
    row.judged_at, row.judged_by = now, actor.body_id
    row.save(update_fields=["state", "judged_at", "judged_by"])
    name = "volunteering.hours_confirmed" if confirm else "volunteering.hours_declined"
    tell(actor, now, row.stream, row.scope, name, {"hours": row.pk, "minutes": row.minutes})

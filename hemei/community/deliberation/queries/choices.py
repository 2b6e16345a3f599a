"""What forms offer: the owners' matters, the grounds of a refusal, the estates of a resident, the limits in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hemei.community.deliberation.facts import owners_matters, three_in_one
from hemei.community.deliberation.rules.standards import Ground
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day


def matters_on(day: date) -> list[tuple[str, str]]:
    """Return the matters of the owners' vote on a day: code and name with clause."""
    return [(matter.code, f"{matter.name}（{matter.clause}）") for matter in owners_matters(day).values()]


def grounds_on(day: date) -> list[tuple[str, str, str]]:
    """Return on which grounds a topic is refused on a day: code, name, where to go instead."""
    return [(one.code, one.name, one.remedy) for one in three_in_one(day).refusal]


def last_task_day(day: date) -> date:
    """Return the last day a task set on a day may name for its end."""
    return day + timedelta(days=three_in_one(day).task.most_days)


def ground_of(code: str, day: date) -> Ground | None:
    """Return one of them."""
    return three_in_one(day).ground(code) if code else None


def home_estates(actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """Return the estates where a resident owns or lives, by name."""
    homes = {home.estate_id for home in people.own_homes(actor, on=shanghai_day(now))}
    if not homes:
        return []
    city = PlaceRange(places.city().path)
    with opened(actor, city.path):
        rows = places.estates_by_id(homes, actor=replace(actor, places=(city,)))
    return sorted(((row.id, row.name) for row in rows.values()), key=lambda one: one[1])


def limits_on(day: date) -> dict[str, Limit]:
    """Return within what time a community checks a topic, and holds an extra meeting."""
    rules = three_in_one(day)
    return {"check": rules.check.limit, "extra": rules.extra.limit}

"""Changes that keep the place: a new name, another parent."""

from __future__ import annotations

from datetime import date, datetime

from hemei.ground.places.models import Place, PlaceName
from hemei.ground.places.rules.changes import When, may_move, may_rename
from hemei.ground.places.rules.names import name_keys
from hemei.ground.places.services.tree import locked_facts, move_subtree
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day


def when(day: date, now: datetime) -> When:
    """Return the day of a change beside today, both as the city counts days."""
    return When(day, shanghai_day(now))


def rename_place(*, actor: Actor, now: datetime, place_id: int, name: str, day: date) -> None:
    """Call a place by another name from the day on; the id, the code and the path stay.

    Raises:
        Refused: the name or the day will not do, or the role may not.
    """
    with records.acting(actor):
        (place,) = locked_facts([place_id])
        decision = may_rename(actor.role, place, name, when(day, now))
        if not decision.allowed:
            raise Refused(decision)
        keys = name_keys(name)
        PlaceName.objects.filter(place_id=place_id, valid_until=None).update(valid_until=day)
        PlaceName.objects.create(place_id=place_id, name=name, valid_from=day)
        Place.objects.filter(pk=place_id).update(name=name, pinyin=keys.pinyin, initials=keys.initials)
        records.record_event(
            stream=f"places.place:{place_id}",
            type="places.place_renamed",
            actor=actor,
            at=now,
            scope=place.path,
            data={"from": place.name, "to": name, "day": day.isoformat()},
        )


def move_place(*, actor: Actor, now: datetime, place_id: int, parent_id: int, day: date) -> str:
    """Stand a place, with all below it, under another parent from the day on; return its new path.

    Old rows keep the old path; `queries.ranges_for` lets the new parent see them.

    Raises:
        Refused: the levels do not meet, the day will not do, or the role may not.
    """
    with records.acting(actor):
        place, parent = locked_facts([place_id, parent_id])
        decision = may_move(actor.role, place, parent, when(day, now))
        if not decision.allowed:
            raise Refused(decision)
        path = move_subtree(old=place.path, new_parent=parent_id, new_parent_path=parent.path, day=day)
        records.record_event(
            stream=f"places.place:{place_id}",
            type="places.place_moved",
            actor=actor,
            at=now,
            scope=path,
            data={"from": place.path, "to": path, "day": day.isoformat()},
        )
    return path

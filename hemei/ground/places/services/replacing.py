"""Splits and mergers: places end, others go on in their stead and see what the ended ones held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.places.models import Estate, Succession
from hemei.ground.places.rules.changes import NewPlace, PlaceFacts, every_home_is_named, may_replace
from hemei.ground.places.rules.codes import Level
from hemei.ground.places.rules.paths import child_path, ids_of
from hemei.ground.places.services.accountability import hand_over_estates, pass_on_touching
from hemei.ground.places.services.changes import when
from hemei.ground.places.services.founding import Founding, write_places
from hemei.ground.places.services.tree import children_of, end_places, locked_facts, move_subtree
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


@dataclass(frozen=True, slots=True)
class Successor:
    """A place that goes on: founded now, or standing already."""

    id: int
    path: str


def split_place(
    *,
    actor: Actor,
    now: datetime,
    place_id: int,
    parts: Sequence[NewPlace],
    homes: Mapping[int, int],
    day: date,
) -> list[int]:
    """End a place and found `parts` under the same parent; return their ids in order.

    `homes` gives every child of the place (for a community: every grid cell and estate, see
    `estate_key`) to one of the parts, counted from 0. One part is a replacement, as when a town
    becomes a street.

    Raises:
        Refused: a child has no home, a code or name will not do, the day, or the role.
    """
    with records.acting(actor):
        (place,) = locked_facts([place_id])
        _allow(actor, [place], parts, day, now)
        _no_lost_children(place, homes, len(parts))
        successors = _found([place], parts, day)
        _hand_over([place], successors, homes, day)
        ids = [successor.id for successor in successors]
        _succeed([place_id], ids, "split", day)
        drafts = [_ended(place, "places.place_split", ids, day, now)]
        drafts += [
            _founded(new, part, [place_id], day, now) for new, part in zip(successors, parts, strict=True)
        ]
        records.record_events(actor=actor, drafts=drafts)
    return ids


def merge_places(
    *, actor: Actor, now: datetime, place_ids: Sequence[int], into: NewPlace | int, day: date
) -> int:
    """End places and let one go on with all they held: a new one beside the first, or one that stands.

    Raises:
        Refused: the places do not fit together, a code or name will not do, the day, or the role.
    """
    with records.acting(actor):
        *places, heir = locked_facts([*place_ids, into if isinstance(into, int) else place_ids[0]])
        standing = isinstance(into, int)
        if standing and into in place_ids:
            raise Refused.because(mark("不能并入自身。"), field="into", code="into_itself")
        _allow(actor, [*places, heir] if standing else places, [] if standing else [into], day, now)  # type: ignore[list-item]
        if isinstance(into, int):
            successor = Successor(into, heir.path)
        else:
            (successor,) = _found(places, [into], day)
        _hand_over(places, [successor], {}, day)
        _succeed(place_ids, [successor.id], "merge", day)
        drafts = [_ended(place, "places.place_merged", [successor.id], day, now) for place in places]
        if not isinstance(into, int):
            drafts.append(_founded(successor, into, place_ids, day, now))
        records.record_events(actor=actor, drafts=drafts)
    return successor.id


def estate_key(estate_id: int) -> int:
    """Return the key of an estate among the `homes` of a community that is split: its id, negated."""
    return -estate_id


def _allow(
    actor: Actor, places: Sequence[PlaceFacts], new: Sequence[NewPlace], day: date, now: datetime
) -> None:
    decision = may_replace(actor.role, places, new, when(day, now))
    if not decision.allowed:
        raise Refused(decision)


def _no_lost_children(place: PlaceFacts, homes: Mapping[int, int], parts: int) -> None:
    children = [(number, name) for number, name, _ in children_of([place.id])]
    if place.level is Level.COMMUNITY:
        estates = Estate.objects.filter(community_id=place.id, valid_until=None).values_list("id", "name")
        children += [(estate_key(number), name) for number, name in estates]
    decision = every_home_is_named(children, homes, parts)
    if not decision.allowed:
        raise Refused(decision)


def _parent_path(path: str) -> str:
    return "".join(f"{number}." for number in ids_of(path)[:-1])


def _found(places: Sequence[PlaceFacts], parts: Sequence[NewPlace], day: date) -> list[Successor]:
    """Found the parts beside the first of the places, which end first: a part may take over a code."""
    end_places([place.id for place in places], day)
    ids = records.next_ids("places_place", len(parts))
    parent_path = _parent_path(places[0].path)
    parent, level = ids_of(parent_path)[-1], places[0].level
    foundings = [
        Founding(number, level, part.kind, part.code, part.name, parent, child_path(parent_path, number))
        for number, part in zip(ids, parts, strict=True)
    ]
    write_places(foundings, source="recorded change", since=day)
    return [Successor(new.id, new.path) for new in foundings]


def _hand_over(
    places: Sequence[PlaceFacts], successors: Sequence[Successor], homes: Mapping[int, int], day: date
) -> None:
    """Give children and estates to their new homes; without `homes` all go to the only successor."""
    for place in places:
        for child, _, path in children_of([place.id]):
            heir = successors[homes.get(child, 0)]
            move_subtree(old=path, new_parent=heir.id, new_parent_path=heir.path, day=day)
        if place.level is Level.COMMUNITY:
            estates = Estate.objects.filter(community_id=place.id, valid_until=None).values_list(
                "id", flat=True
            )
            for number, heir in enumerate(successors):
                moving = [key for key in estates if homes.get(estate_key(key), 0) == number]
                hand_over_estates(moving, heir.id, day)
            pass_on_touching(place.id, [heir.id for heir in successors], day)
    end_places([place.id for place in places], day)


def _succeed(ended: Sequence[int], going_on: Sequence[int], kind: str, day: date) -> None:
    Succession.objects.bulk_create(
        Succession(predecessor_id=old, successor_id=new, kind=kind, day=day)
        for old in ended
        for new in going_on
    )


def _ended(
    place: PlaceFacts, type_: str, successors: Sequence[int], day: date, now: datetime
) -> records.EventDraft:
    data = {"day": day.isoformat(), "path": place.path, "successors": list(successors)}
    return records.EventDraft(f"places.place:{place.id}", type_, now, place.path, data)


def _founded(
    new: Successor, part: NewPlace, predecessors: Sequence[int], day: date, now: datetime
) -> records.EventDraft:
    data = {
        "day": day.isoformat(),
        "code": part.code,
        "name": part.name,
        "kind": part.kind.value,
        "path": new.path,
        "predecessors": list(predecessors),
    }
    return records.EventDraft(f"places.place:{new.id}", "places.place_founded", now, new.path, data)

"""The register as a roll is frozen from it: units that have a vote, with their owners of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hemei.community.voting.rules.heads import listed_unit
from hemei.community.voting.rules.roll import Unit
from hemei.community.voting.rules.standards import VoteCounting
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

PARKING = "parking"


@dataclass(frozen=True, slots=True)
class Registered:
    """A unit of the register with its owners, as the count knows it."""

    id: int
    listed: Unit
    entrance: str
    owner_ids: tuple[int, ...]
    delivery_known: bool


def registered_units(
    estate_id: int, *, actor: Actor, on: date, buildings: Sequence[str] = (), unit_id: int | None = None
) -> list[Registered]:
    """Return the units that have a vote, with the owners of a day; two statements.

    `buildings` are the parts of the estate that share: a building by its name, an entrance with its building's.
    A unit without an owner is the developer's; so is one whose day of delivery has not come, and, where the standard
    says so, one whose day of delivery is not known.
    """
    counting = record.standards().find("vote-counting", VoteCounting, on=on)
    counts_parking = counting.parking_spaces.counts_for_vote
    unknown_delivered = counting.unknown_delivery.counts == "delivered"
    owners = people.owner_ids_in(estate_id, actor=actor, on=on, unit_id=unit_id)
    found = []
    for unit in places.standing_units(estate_id, actor=actor, on=on):
        shares = not buildings or {unit.building, f"{unit.building}{unit.entrance or ''}"} & set(buildings)
        if not shares or (unit.use == PARKING and not counts_parking):
            continue
        if unit_id not in (None, unit.id):
            continue
        own = tuple(owners.get(unit.id, ()))
        code = f"{unit.building}{unit.entrance or ''}{unit.room}"
        delivered = unknown_delivered if unit.delivered_on is None else unit.delivered_on <= on
        listed = listed_unit(code, unit.building, unit.exclusive_area_dm2, own, delivered=delivered)
        found.append(Registered(unit.id, listed, unit.entrance or "", own, unit.delivered_on is not None))
    return found

"""The register as a roll is frozen from it: units that have a vote, with their owners of a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hemei.community.voting.queries.assemblies import AssemblyRow
from hemei.community.voting.queries.bound import is_delivered
from hemei.community.voting.queries.law import counting_on
from hemei.community.voting.rules.heads import as_one, listed_unit, proved_one
from hemei.community.voting.rules.parts import part_names, unit_codes
from hemei.community.voting.rules.roll import Unit, head_of
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
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
    estate_id: int,
    *,
    actor: Actor,
    on: date,
    buildings: Sequence[str] = (),
    outside: Collection[int] = (),
    unit_id: int | None = None,
) -> list[Registered]:
    """Return the units that have a vote, with the owners of a day; two statements.

    `buildings` are the parts of the estate that share: a building by its name, an entrance with its building's;
    `outside` are units of others whose interest was proven.
    A unit without an owner is the developer's; so is one whose day of delivery has not come, and, where the standard
    says so, one whose day of delivery is not known.
    """
    counting = counting_on(estate_id, on)
    counts_parking = counting.parking_spaces.counts_for_vote
    owners = people.owner_ids_in(estate_id, actor=actor, on=on, unit_id=unit_id)
    standing = places.standing_units(estate_id, actor=actor, on=on)
    codes = unit_codes({unit.id: (unit.building, unit.entrance or "", unit.room) for unit in standing})
    found = []
    for unit in standing:
        named = part_names(unit.building, unit.entrance) & set(buildings)
        shares = not buildings or named or unit.id in outside
        if not shares or (unit.use == PARKING and not counts_parking):
            continue
        if unit_id not in (None, unit.id):
            continue
        own = tuple(owners.get(unit.id, ()))
        delivered = is_delivered(unit, counting, on)
        listed = listed_unit(codes[unit.id], unit.building, unit.exclusive_area_dm2, own, delivered=delivered)
        found.append(Registered(unit.id, listed, unit.entrance or "", own, unit.delivered_on is not None))
    return found


def counted_as_one(found: Sequence[Registered], *, actor: Actor) -> list[Registered]:
    """Return units of the register as a roll counts them: owners who proved to be one human are listed as one."""
    proved = owners_proved_one(actor, {one for unit in found for one in unit.owner_ids})
    same = {str(one): str(lowest) for one, lowest in proved.items()}
    return [replace(unit, listed=as_one(unit.listed, same)) for unit in found]


def owners_proved_one(actor: Actor, owners: Collection[int]) -> dict[int, int]:
    """Return as which of these owners each counts who proved to be another of them."""
    return proved_one(owners, humans_on(actor, owners))


def humans_on(actor: Actor, persons: Collection[int]) -> dict[int, int]:
    """Return every record of the humans some persons are, each with the lowest of his human; the city is opened."""
    with people_services.opened(actor, places.city().path):
        return people.humans_of(persons)


def owners_of(unit: Registered) -> list[int]:
    """Return in whose right a unit of the register counts; nobody's where it is the developer's."""
    return [] if unit.listed.developers else sorted(unit.owner_ids)


def voting_parts(estate_id: int, *, actor: Actor, on: date) -> dict[str, list[str]]:
    """Return the buildings in which a unit has a vote, each with its entrances by their full names; one statement."""
    counting = counting_on(estate_id, on)
    found: dict[str, dict[str, None]] = {}
    for unit in places.standing_units(estate_id, actor=actor, on=on):
        if unit.use == PARKING and not counting.parking_spaces.counts_for_vote:
            continue
        entrances = found.setdefault(unit.building, {})
        entrances.update(dict.fromkeys(sorted(part_names(unit.building, unit.entrance) - {unit.building})))
    return {building: list(entrances) for building, entrances in found.items()}


def unknown_part(named: Sequence[str], parts: dict[str, list[str]]) -> str | None:
    """Return the first name that is no building and no entrance with a vote."""
    known: Collection[str] = {*parts, *(one for entrances in parts.values() for one in entrances)}
    return next((name for name in named if name not in known), None)


def roll_ahead(found: AssemblyRow, *, actor: Actor, on: date) -> tuple[int, int, int]:
    """Return how many units, heads and dm2 the roll of a meeting would hold if it were frozen on a day."""
    registered = registered_units(
        found.estate_id, actor=actor, on=on, buildings=found.buildings, outside=found.outside
    )
    units = counted_as_one(registered, actor=actor)
    counting = counting_on(found.estate_id, on)
    heads = {head_of(unit.listed, counting) for unit in units}
    return len(units), len(heads), sum(unit.listed.area_dm2 for unit in units)

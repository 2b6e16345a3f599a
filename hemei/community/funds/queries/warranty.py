"""What the register and the standard tell of the developer's warranty, for who plans a use and who reads of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.rules.warranty import Cover, cover_of, latest_built
from hemei.ground.places import queries as places
from hemei.kernel.actor import EVERYWHERE, Actor, Role

_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


@dataclass(frozen=True, slots=True)
class Age:
    """When an estate was built: the year where all its buildings have one, else each building's own with its name."""

    year: int | None
    buildings: tuple[tuple[str, int | None], ...]
    covers: tuple[Cover, ...]


def age_of(estate_id: int, *, on: date) -> Age:
    """Return the age of an estate and what warranties it tells of, by its newest building; the caller sees the fund."""
    years = places.built_years(estate_id, actor=_PLATFORM, on=on)
    names = {one.id: one.name for one in places.buildings_of(estate_id, actor=_PLATFORM, on=on)}
    rules, newest = fund_rules(on), latest_built(list(years.values()))
    found = [cover_of(one.parts[0], newest, rules) for one in rules.warranty_period]
    mixed = len(set(years.values())) > 1
    return Age(
        newest,
        tuple((names.get(number, ""), year) for number, year in years.items()) if mixed else (),
        tuple(one for one in found if one is not None),
    )

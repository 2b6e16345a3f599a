"""Numbering the heads of a roll, so that the database can count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from hemei.community.voting.rules.roll import DEVELOPER, Unit, head_of
from hemei.community.voting.rules.standards import VoteCounting


@dataclass(frozen=True, slots=True)
class Numbered:
    """The head of a unit by number, and whether that head has other units."""

    head: int
    several: bool


def listed_unit(code: str, building: str, area_dm2: int, owners: Iterable[int], *, delivered: bool) -> Unit:
    """Return a unit of the register as the count knows it; without an owner it is the developer's."""
    names = frozenset(str(person) for person in owners) or frozenset({DEVELOPER})
    return Unit(code, building, area_dm2, names, delivered)


def as_one(unit: Unit, same: Mapping[str, str]) -> Unit:
    """Return a unit with its owners as they count: two records that are one human as one."""
    if not unit.owners & same.keys():
        return unit
    return replace(unit, owners=frozenset(same.get(name, name) for name in unit.owners))


def proved_one(owners: Iterable[int], humans: Mapping[int, int]) -> dict[int, int]:
    """Return as which of the owners each counts who is the same human as another of them: as the lowest."""
    lowest: dict[int, int] = {}
    for one in sorted(set(owners)):
        lowest.setdefault(humans[one], one)
    return {one: lowest[humans[one]] for one in set(owners) if lowest[humans[one]] != one}


def beyond_limit(cast: Iterable[tuple[int, int]], most: int) -> set[tuple[int, int]]:
    """Return by human the units for which he voted as proxy beyond what he may; those he voted for first stay.

    `cast` are human and unit in the order of receipt.
    """
    held: dict[int, set[int]] = {}
    over: set[tuple[int, int]] = set()
    for human, unit in cast:
        units = held.setdefault(human, set())
        if unit in units or len(units) < most:
            units.add(unit)
        else:
            over.add((human, unit))
    return over


def numbered(
    units: Mapping[int, Unit], counting: VoteCounting, known: Mapping[int, int] | None = None
) -> dict[int, Numbered]:
    """Number the heads of units by id. A head that was `known` by one of its units keeps a number; no two share one."""
    numbers: dict[Hashable, int] = {}
    taken = set((known or {}).values())
    given: set[int] = set()
    fresh = max(taken, default=0)
    keys = {number: head_of(unit, counting) for number, unit in units.items()}
    for number, key in keys.items():
        held = (known or {}).get(number)
        if key not in numbers and held is not None and held not in given:
            numbers[key] = held
            given.add(held)
    for key in keys.values():
        if key not in numbers:
            fresh += 1
            numbers[key] = fresh
    often = Counter(keys.values())
    return {number: Numbered(numbers[key], often[key] > 1) for number, key in keys.items()}

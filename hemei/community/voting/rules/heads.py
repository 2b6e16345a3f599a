"""Numbering the heads of a roll, so that the database can count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

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

"""Small estates by chance, and the best plan counted out by hand: what the planner is held against."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from hemei.kernel.standards import load_some_standards
from hemei.oversight.renewal.rules.planner.bundles import points_of
from hemei.oversight.renewal.rules.planner.costs import budget_of
from hemei.oversight.renewal.rules.planner.ground import Bundle, Site, Wishes
from hemei.oversight.renewal.rules.planner.standard import AlternativeRule, PackagePlanning
from hemei.oversight.renewal.rules.planner.walks import Line, Walks

ROOT = Path(__file__).resolve().parents[4]


@cache
def rules() -> PackagePlanning:
    """Read the shipped standard."""
    shapes = {"package-planning": PackagePlanning}
    found = load_some_standards(ROOT / "standards", city="hefei", shapes=shapes)
    return found.find("package-planning", PackagePlanning, on=date(2026, 11, 26))


def by_seed(seed: int) -> random.Random:
    """Return a source of chance that says the same each time."""
    return random.Random(seed)  # noqa: S311 - instances to try, no secrets


def small_estates(chance: random.Random, count: int, *, side: int, streets: int = 1) -> list[Site]:
    """Return estates strewn over a square of so many decimetres."""
    found = []
    for number in range(1, count + 1):
        east, north = chance.randrange(side), chance.randrange(side)
        households = chance.randrange(30, 200)
        area = households * chance.randrange(6_000, 9_500)
        street = 1 + east * streets // side
        found.append(Site(number, f"第{number}小区", street, (east, north), area, households))
    return found


def river(chance: random.Random, side: int, *, bridges: int) -> Line:
    """Return a river from west to east with some bridges."""
    norths = [chance.randrange(side // 3, 2 * side // 3) for _ in range(5)]
    course = tuple(
        (side * number // 4 - side // 8 * (number == 0), north) for number, north in enumerate(norths)
    )
    course = ((-side, course[0][1]), *course, (2 * side, course[-1][1]))
    crossings = []
    for _ in range(bridges):
        piece = chance.randrange(len(course) - 1)
        one, other = course[piece], course[piece + 1]
        part = chance.random()
        crossings.append(
            (round(one[0] + part * (other[0] - one[0])), round(one[1] + part * (other[1] - one[1])))
        )
    return Line("R1", "板桥河", course, tuple(crossings))


def best_by_hand(
    sites: Sequence[Site],
    lines: Sequence[Line],
    wishes: Wishes,
    rules: PackagePlanning,
    rule: AlternativeRule,
) -> int:
    """Return the points of the best plan: every set of estates is tried, every choice of sets weighed."""
    hand = Hand(sites, lines, wishes, rules)
    worth = [hand.worth(mask, rule) for mask in range(1 << len(sites))]
    best = [0] * len(worth)
    for mask in range(1, len(worth)):
        low = mask & -mask
        rest = part = mask ^ low
        best[mask] = best[rest]
        while part:
            if worth[part | low]:
                best[mask] = max(best[mask], worth[part | low] + best[rest ^ part])
            part = (part - 1) & rest
    return best[-1]


class Hand:
    """What a set of estates is worth, judged apart from the planner: by pairs, and by the shortest tree of Kruskal."""

    def __init__(
        self, sites: Sequence[Site], lines: Sequence[Line], wishes: Wishes, rules: PackagePlanning
    ) -> None:
        self.sites, self.wishes, self.rules = sites, wishes, rules
        walks = Walks(lines, rules.walk.detour.value)
        self.ways = {
            (one, other): way
            for one, other in combinations(range(len(sites)), 2)
            if wishes.beyond_street or sites[one].street == sites[other].street
            if (sites[one].id, sites[other].id) not in wishes.apart
            if (way := walks.metres(sites[one].spot, sites[other].spot, most=rules.walk.across)) is not None
        }

    def worth(self, mask: int, rule: AlternativeRule) -> int:
        """Return the points of a set, nothing where it may be no bundle."""
        members = [number for number in range(len(self.sites)) if mask >> number & 1]
        households = sum(self.sites[number].households for number in members)
        pairs = list(combinations(members, 2))
        if (
            not self.rules.size.least <= len(members) <= self.rules.size.most
            or households > self.rules.size.households
            or any(pair not in self.ways for pair in pairs)
        ):
            return 0
        tree = self._tree(members, pairs)
        if max(tree) > self.rules.walk.step:
            return 0
        area = sum(self.sites[number].area_dm2 for number in members)
        budget = budget_of(area, households, sum(tree), fee_fen=self.wishes.fee_fen, rules=self.rules)
        bundle = Bundle(mask, tuple(members), households, area, sum(tree), budget)
        return max(0, points_of(bundle, rule)) if budget.surplus_fen >= 0 else 0

    def _tree(self, members: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[int]:
        """Return the ways of the shortest tree."""
        part, found = {number: number for number in members}, []
        for way, (one, other) in sorted((self.ways[pair], pair) for pair in pairs):
            if part[one] != part[other]:
                found.append(way)
                gone = part[other]
                part = {number: part[one] if where == gone else where for number, where in part.items()}
        return found

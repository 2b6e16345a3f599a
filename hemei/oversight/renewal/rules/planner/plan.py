"""A plan: three alternatives of bundles, what each comes to, and why an estate is in none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hemei.kernel.decision import Decision, Reason, Refused
from hemei.oversight.renewal.rules.planner.bundles import all_bundles, best_bundles, points_of
from hemei.oversight.renewal.rules.planner.choosing import Chosen, choose, mixture
from hemei.oversight.renewal.rules.planner.costs import Budget
from hemei.oversight.renewal.rules.planner.ground import Bundle, Ground, Site, Wishes, bits, ground_of
from hemei.oversight.renewal.rules.planner.left import impossible_together, nothing_pays, why_left
from hemei.oversight.renewal.rules.planner.standard import (
    AlternativeCode,
    AlternativeRule,
    PackagePlanning,
)
from hemei.oversight.renewal.rules.planner.walks import Line

COUNTED_OUT = 30_000
"""So many sets of a part are looked at one by one; of a larger part only the promising ones."""
WIDTH, ROUNDS = 4, 3

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PlannedBundle:
    """A bundle of an alternative: the estates' ids in order, streets, sums and the month."""

    estates: tuple[int, ...]
    streets: tuple[int, ...]
    households: int
    area_dm2: int
    metres: int
    budget: Budget


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An estate in no bundle of an alternative, and why."""

    estate: int
    why: Reason


@dataclass(frozen=True, slots=True)
class Alternative:
    """A choice of bundles. `gap` is by how much at most another choice among those looked at is better.

    Where every bundle was looked at (`counted_out`) that is the distance to the best plan there is.
    """

    code: AlternativeCode
    bundles: tuple[PlannedBundle, ...]
    left: tuple[LeftOut, ...]
    points: int
    gap: Fraction
    counted_out: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The three alternatives and how many bundles they were chosen from; without any, `nothing` and `left` say why."""

    alternatives: tuple[Alternative, ...]
    looked_at: int
    nothing: Reason | None = None
    left: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """How far the search goes; the tests of the planner search less to see what is lost."""

    counted_out: int = COUNTED_OUT
    width: int = WIDTH
    rounds: int = ROUNDS


def plan(
    sites: Sequence[Site],
    lines: Sequence[Line],
    wishes: Wishes,
    rules: PackagePlanning,
    *,
    search: Search | None = None,
    told: Told = lambda _percent: None,
) -> Plan:
    """Propose bundles in three alternatives; `told` hears how many of a hundred parts of the work are done.

    Raises:
        Refused: estates that are to stay together cannot.
    """
    asked = search or Search()
    ground = ground_of(sites, lines, wishes, rules)
    told(5)
    for group in ground.groups:
        if not ground.may_hold(group):
            raise Refused(Decision.no(impossible_together(ground, group)))
    parts = ground.parts()
    pools, exact = _pools(ground, parts, asked, told)
    found = {bundle.mask: bundle for pool in pools for bundle in pool}
    for group in ground.groups:
        if not any(mask & group == group for mask in found):
            raise Refused(Decision.no(impossible_together(ground, group)))
    if not found:
        left = tuple(
            LeftOut(site.id, why_left(ground, number, offered=False))
            for number, site in enumerate(ground.sites)
        )
        return Plan((), 0, nothing_pays(ground), left)
    alternatives = []
    for number, rule in enumerate(rules.alternative):
        alternatives.append(_alternative(ground, pools, exact, rule))
        told(70 + 30 * (number + 1) // len(rules.alternative))
    return Plan(tuple(alternatives), len(found))


def _pools(
    ground: Ground, parts: Sequence[int], asked: Search, told: Told
) -> tuple[list[list[Bundle]], list[bool]]:
    """Return the bundles of each part, and whether they are all there are."""
    pools, exact = [], []
    whole, done = sum(part.bit_count() for part in parts) or 1, 0
    for part in parts:
        pool = all_bundles(ground, part, most=asked.counted_out)
        exact.append(pool is not None)
        pools.append(_searched(ground, part, asked) if pool is None else pool)
        done += part.bit_count()
        told(5 + 65 * done // whole)
    return pools, exact


def _searched(ground: Ground, part: int, asked: Search) -> list[Bundle]:
    """Return promising bundles of a part: those that pay best, then by what the mixture so far lacks."""
    found: dict[int, Bundle] = {}
    groups = [group for group in ground.groups if group & part]
    count = len(ground.sites)
    for aim in (None, *ground.rules.alternative):
        prices: Sequence[int] = [0] * count
        for _ in range(asked.rounds if aim else 1):
            worth = _reduced(aim, prices) if aim else _surplus
            fresh = best_bundles(ground, part, worth, width=asked.width)
            better = [one for one in fresh if one.mask not in found]
            found |= {bundle.mask: bundle for bundle in better}
            if not better or not aim:
                break
            masks = list(found)
            mixed = mixture(masks, [points_of(found[mask], aim) for mask in masks], groups, count)
            if mixed is None:
                break
            prices = mixed.prices
    return list(found.values())


def _surplus(bundle: Bundle) -> int:
    return bundle.budget.surplus_fen // 100


def _reduced(rule: AlternativeRule, worth: Sequence[int]) -> Callable[[Bundle], int]:
    return lambda bundle: points_of(bundle, rule) - sum(worth[number] for number in bundle.members)


def _alternative(
    ground: Ground, pools: Sequence[Sequence[Bundle]], exact: Sequence[bool], rule: AlternativeRule
) -> Alternative:
    chosen, points, best = [], 0, Fraction(0)
    for pool in pools:
        part = _chosen(ground, pool, rule)
        chosen += [pool[number] for number in part.numbers]
        points += part.points
        best += part.points * (1 + part.gap)
    taken = 0
    for bundle in chosen:
        taken |= bundle.mask
    offered = 0
    for pool in pools:
        for bundle in pool:
            offered |= bundle.mask
    left = [
        LeftOut(site.id, why_left(ground, number, offered=bool(offered >> number & 1)))
        for number, site in enumerate(ground.sites)
        if not taken >> number & 1
    ]
    gap = best / points - 1 if points > 0 else Fraction(0)
    bundles = tuple(_planned(ground, one) for one in sorted(chosen, key=lambda one: -one.households))
    return Alternative(rule.code, bundles, tuple(left), points, gap, all(exact))


def _chosen(ground: Ground, pool: Sequence[Bundle], rule: AlternativeRule) -> Chosen:
    whole = 0
    for bundle in pool:
        whole |= bundle.mask
    groups = [group for group in ground.groups if group & whole]
    wanted = [one for one in pool if points_of(one, rule) > 0 or any(one.mask & group for group in groups)]
    index = {one.mask: number for number, one in enumerate(pool)}
    found = choose([one.mask for one in wanted], [points_of(one, rule) for one in wanted], groups)
    if found is None:
        raise Refused(Decision.no(impossible_together(ground, *groups)))
    numbers = tuple(index[wanted[number].mask] for number in found.numbers)
    return Chosen(numbers, found.points, found.gap)


def _planned(ground: Ground, bundle: Bundle) -> PlannedBundle:
    sites = [ground.sites[number] for number in bits(bundle.mask)]
    return PlannedBundle(
        tuple(site.id for site in sites),
        tuple(sorted({site.street for site in sites})),
        bundle.households,
        bundle.area_dm2,
        bundle.metres,
        bundle.budget,
    )


__all__ = ["Alternative", "LeftOut", "Plan", "PlannedBundle", "Search", "Site", "Wishes", "plan"]

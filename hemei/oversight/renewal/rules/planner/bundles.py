"""Which bundles there are: all of them where that can be counted out, the promising ones where it cannot.

A bundle grows step by step from one estate. Layer by layer, with every set kept, this reaches every bundle there is: a
set that hangs together has an estate without which it still does, and growing loses nothing by the limits, which hold
for a set only if they hold for all sets within it. Where there are too many sets, of each size only the best `width`
with each estate are followed, by their points less the prices of their estates in the mixture so far (see
`choosing.mixture`): that is where a better plan can come from.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

from hemei.oversight.renewal.rules.planner.ground import Bundle, Ground, bits
from hemei.oversight.renewal.rules.planner.standard import AlternativeRule

Worth = Callable[[Bundle], int]
DEFICIT = 10
"""What a missing yuan costs a set that is still growing, in points."""


def points_of(bundle: Bundle, rule: AlternativeRule) -> int:
    """Return what a bundle is worth to an alternative."""
    return (
        rule.household * bundle.households
        + rule.yuan * (bundle.budget.surplus_fen // 100)
        - rule.metre * bundle.metres
        - rule.tender
    )


def all_bundles(ground: Ground, part: int, *, most: int) -> list[Bundle] | None:
    """Return every bundle of a part, None where more sets than `most` would have to be looked at."""
    layer = {ground.group_of[number] for number in bits(part)}
    layer = {mask for mask in layer if ground.may_hold(mask)}
    seen = set(layer)
    while layer:
        grown = {mask for start in layer for mask in ground.grown(start) if mask not in seen}
        if len(seen) + len(grown) > most:
            return None
        seen |= grown
        layer = grown
    return _kept(ground, seen)


def best_bundles(ground: Ground, part: int, worth: Worth, *, width: int) -> list[Bundle]:
    """Return the bundles met when of every size the best sets of each estate are followed."""
    layer = {mask for number in bits(part) if ground.may_hold(mask := ground.group_of[number])}
    found = set(layer)
    while layer:
        grown = {mask for start in layer for mask in ground.grown(start)} - found
        best: dict[int, list[tuple[int, int]]] = {}
        for mask in grown:
            promise = (_promise(ground, mask, worth), mask)
            for number in ground.bundle(mask).members:
                _keep(best.setdefault(number, []), promise, width)
        layer = {mask for kept in best.values() for _, mask in kept}
        found |= layer
    return _kept(ground, found)


def _keep(best: list[tuple[int, int]], promise: tuple[int, int], width: int) -> None:
    if len(best) < width:
        heapq.heappush(best, promise)
    elif promise > best[0]:
        heapq.heapreplace(best, promise)


def _promise(ground: Ground, mask: int, worth: Worth) -> int:
    bundle = ground.bundle(mask)
    return worth(bundle) - DEFICIT * max(0, -bundle.budget.surplus_fen // 100)


def _kept(ground: Ground, masks: set[int]) -> list[Bundle]:
    bundles = (ground.bundle(mask) for mask in sorted(masks))
    return [bundle for bundle in bundles if ground.pays(bundle)]

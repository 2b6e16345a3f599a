"""The exact part: of all bundles those that share no estate and are worth most together.

Set packing as an integer programme, solved by HiGHS, which scipy carries; only the worker opens it. Up to `SMALL`
bundles the best choice is proved. Of more, the linear programme says what no choice can exceed and what each bundle
lacks to be part of a best mixture; the `SMALL` that lack least are chosen from, and the gap that is reported is the
distance to what no choice can exceed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hemei.oversight.renewal.rules.planner.ground import bits

SMALL, CLOSE = 1_500, 0.005
SECONDS = 120.0
"""The last resort on a machine that stands still; a choice takes seconds of a processor."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which bundles were chosen, and by how much at most a better choice among them could be better."""

    numbers: tuple[int, ...]
    points: int
    gap: Fraction


@dataclass(frozen=True, slots=True)
class Mixture:
    """The best mixture of bundles: what it is worth, the price of each estate, what each bundle lacks."""

    points: float
    prices: tuple[int, ...]
    lacks: tuple[float, ...]


def choose(masks: Sequence[int], points: Sequence[int], groups: Sequence[int]) -> Chosen | None:
    """Choose bundles that share no estate, worth most together; each group stays together in one of them.

    Returns None where no choice has every group.
    """
    if not masks:
        return None if groups else Chosen((), 0, Fraction(0))
    if len(masks) <= SMALL:
        numbers = _solved(masks, points, groups, 0.0)
        return None if numbers is None else Chosen(numbers, _sum(points, numbers), Fraction(0))
    mixed = mixture(masks, points, groups, max(masks).bit_length())
    if mixed is None:
        return None
    kept = sorted(range(len(masks)), key=lambda number: (mixed.lacks[number], masks[number]))[:SMALL]
    found = _solved([masks[number] for number in kept], [points[number] for number in kept], groups, CLOSE)
    if found is None:
        return None
    numbers = tuple(kept[number] for number in found)
    whole = _sum(points, numbers)
    gap = Fraction(max(0.0, mixed.points / whole - 1)).limit_denominator(10_000) if whole > 0 else Fraction(0)
    return Chosen(numbers, whole, gap)


def mixture(masks: Sequence[int], points: Sequence[int], groups: Sequence[int], count: int) -> Mixture | None:
    """Return the best mixture of bundles of `count` estates, None where there is none.

    A bundle worth more than its estates' prices together makes the mixture better.
    """
    import numpy as np  # noqa: PLC0415 - only the worker needs it
    from scipy.optimize import linprog  # noqa: PLC0415

    matrix, rows = _matrix(masks, groups), _rows(masks)
    free, weights = len(rows), np.array(points, dtype=float)
    found = linprog(
        c=-weights,
        A_ub=matrix[:free],
        b_ub=np.ones(free),
        A_eq=matrix[free:] if groups else None,
        b_eq=np.ones(len(groups)) if groups else None,
        bounds=(0, None),
        method="highs",
    )
    if found.x is None:
        return None
    duals = np.concatenate([found.ineqlin.marginals, found.eqlin.marginals if groups else np.zeros(0)])
    prices = [0] * count
    for number, price in zip(rows, duals[:free], strict=True):
        prices[number] = int(-price)
    for group, price in zip(groups, duals[free:], strict=True):
        prices[next(bits(group))] += int(-price)
    return Mixture(float(-found.fun), tuple(prices), tuple(-(matrix.T @ duals) - weights))


def _solved(
    masks: Sequence[int], points: Sequence[int], groups: Sequence[int], close: float
) -> tuple[int, ...] | None:
    import numpy as np  # noqa: PLC0415 - only the worker needs it
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    free = len(_rows(masks))
    found = milp(
        c=-np.array(points, dtype=float),
        constraints=LinearConstraint(
            _matrix(masks, groups), [0.0] * free + [1.0] * len(groups), [1.0] * (free + len(groups))
        ),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(masks)),
        options={"mip_rel_gap": close, "time_limit": SECONDS},
    )
    if found.x is None:
        return None
    return tuple(number for number, part in enumerate(found.x) if part > 0.5)  # noqa: PLR2004 - rounded


def _sum(points: Sequence[int], numbers: Sequence[int]) -> int:
    return sum(points[number] for number in numbers)


def _rows(masks: Sequence[int]) -> list[int]:
    whole = 0
    for mask in masks:
        whole |= mask
    return list(bits(whole))


def _matrix(masks: Sequence[int], groups: Sequence[int]) -> Any:
    """Return a row for each estate and each group, a column for each bundle."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    place = {number: row for row, number in enumerate(_rows(masks))}
    rows, columns = [], []
    for column, mask in enumerate(masks):
        held = [place[number] for number in bits(mask)]
        held += [len(place) + row for row, group in enumerate(groups) if mask & group == group]
        rows += held
        columns += [column] * len(held)
    return csr_array(([1.0] * len(rows), (rows, columns)), shape=(len(place) + len(groups), len(masks)))

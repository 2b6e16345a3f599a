"""An owner's share, what an estate costs per square metre, and which estates it may be put beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from hemei.coordination.disclosure.rules.standards import SimilarEstates

_DM2 = 100


@dataclass(frozen=True, slots=True)
class EstateFacts:
    """What makes an estate like another; `floors` are those of its highest building, `year` when it was built."""

    estate_id: int
    area_dm2: int
    households: int
    floors: int
    year: int | None


def share_of(fen: int, area_dm2: int, of_dm2: int) -> int:
    """Return an owner's share of an amount by the area of his unit, to the fen, halves up."""
    if of_dm2 <= 0:
        return 0
    whole, rest = divmod(abs(fen) * area_dm2, of_dm2)
    return (whole + (rest * 2 >= of_dm2)) * (1 if fen >= 0 else -1)


def per_m2(fen: int, area_dm2: int) -> int | None:
    """Return fen per square metre of built area, to the fen; None where no area is known."""
    return round(Fraction(fen * _DM2, area_dm2)) if area_dm2 > 0 else None


def group_of(facts: EstateFacts, rule: SimilarEstates, on_year: int) -> tuple[int, ...] | None:
    """Return the bands an estate lies in, one for each feature; None where its age is not known."""
    if facts.year is None:
        return None
    values = {"age": max(0, on_year - facts.year), "households": facts.households, "floors": facts.floors}
    return tuple(feature.band_of(values[feature.code]) for feature in rule.feature)


@dataclass(frozen=True, slots=True)
class Beside:
    """An estate beside its like: how many there are with itself, the middle of all, how many are at or below it."""

    estates: int
    own: int
    middle: int
    at_or_below: int


def beside(
    estate_id: int, facts: Sequence[EstateFacts], cost: Mapping[int, int], rule: SimilarEstates, on_year: int
) -> Beside | None:
    """Put an estate's cost per square metre beside that of its like; None where they are too few to say anything."""
    groups = {one.estate_id: group_of(one, rule, on_year) for one in facts}
    own = groups.get(estate_id)
    if own is None or estate_id not in cost:
        return None
    alike = [cost[number] for number, group in groups.items() if group == own and number in cost]
    if len(alike) < rule.least.estates:
        return None
    mine = cost[estate_id]
    return Beside(len(alike), mine, round(median(alike)), sum(one <= mine for one in alike))

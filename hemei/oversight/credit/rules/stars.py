"""Stars 综合实力星级 of a company: assessment, credit and honours by a dated rule; a safety veto caps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, get_args

from hemei.kernel.standards import Head, Warrant

Part = Literal["assessment", "credit", "honours"]


@dataclass(frozen=True, slots=True)
class PartWeight:
    """What a part weighs in a hundred."""

    code: Part
    name: str
    weight: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class HonourPoints:
    """What an honour in force brings of the part's hundred; all together no more than that."""

    code: str
    name: str
    points: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class StarBand:
    """From how many points of a hundred a company has so many stars."""

    code: str
    stars: int
    least: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SafetyVeto:
    """Which conduct caps the stars, and at how many."""

    behaviours: tuple[str, ...]
    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class StarRating:
    """`star-rating`: parts that add up to a hundred, what honours bring, bands from the best down, the veto."""

    head: Head
    part: tuple[PartWeight, ...]
    honour: tuple[HonourPoints, ...]
    band: tuple[StarBand, ...]
    veto: SafetyVeto

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        if sorted(one.code for one in self.part) != sorted(get_args(Part)):
            yield f"each part is named once: {get_args(Part)}"
        whole = sum(one.weight for one in self.part)
        if whole != 100:  # noqa: PLR2004 - weights are in a hundred
            yield f"the parts add up to {whole}, not 100"
        if any(
            above.least <= below.least or above.stars <= below.stars for above, below in pairwise(self.band)
        ):
            yield "each band begins below the one before it and has fewer stars"
        if not self.band or self.band[-1].least:
            yield "the last band begins at nothing, so that every company has its stars"


@dataclass(frozen=True, slots=True)
class StarFacts:
    """What is known of a company on a day: shares of a hundred, None where there is no record yet."""

    assessment: Fraction | None
    credit: int
    honours: Mapping[str, int]
    vetoes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StarPart:
    """A part with what it came to of a hundred, and what that brings; None where it is not provable yet."""

    code: Part
    weight: int
    share: Fraction | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Stars:
    """The stars with their arithmetic: points of `of`, the share of a hundred, stars before and after the veto."""

    parts: tuple[StarPart, ...]
    points: Fraction
    of: int
    share: Fraction
    earned: int
    stars: int
    vetoes: tuple[str, ...]


def stars_of(facts: StarFacts, rating: StarRating) -> Stars | None:
    """Compose the stars; a part without records leaves the denominator, and credit alone gives no stars (None)."""
    if facts.assessment is None:
        return None
    shares: dict[Part, Fraction | None] = {
        "assessment": facts.assessment,
        "credit": Fraction(min(100, max(0, facts.credit))),
        "honours": honours_share(facts.honours, rating),
    }
    parts = tuple(_part(one, shares[one.code]) for one in rating.part)
    known = [one for one in parts if one.points is not None]
    points = sum((one.points for one in known if one.points is not None), Fraction(0))
    of = sum(one.weight for one in known)
    share = points * 100 / of
    earned = next(band.stars for band in rating.band if share >= band.least)
    stars = min(earned, rating.veto.most) if facts.vetoes else earned
    return Stars(parts, points, of, share, earned, stars, facts.vetoes)


def honours_share(held: Mapping[str, int], rating: StarRating) -> Fraction:
    """Return what the honours held come to of a hundred; more than a hundred is a hundred."""
    return Fraction(min(100, sum(one.points * held.get(one.code, 0) for one in rating.honour)))


def _part(weight: PartWeight, share: Fraction | None) -> StarPart:
    points = None if share is None else share * weight.weight / 100
    return StarPart(weight.code, weight.weight, share, points)

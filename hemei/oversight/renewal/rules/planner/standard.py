"""`package-planning`: how far one walks, what a team costs, what an alternative is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from hemei.kernel.standards import Head, Share, Warrant

AlternativeCode = Literal["reach", "lean", "near"]


@dataclass(frozen=True, slots=True)
class Walk:
    """How the way on foot is estimated: the straight line times `detour`, over crossings where a line is in the way.

    A step leads from one estate to the next, `across` is the farthest way within a bundle; both in metres.
    """

    detour: Share
    step: int
    across: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Size:
    """How many estates a bundle has, and how many households at most."""

    least: int
    most: int
    households: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of the tender where the clerk names none, in fen a square metre and month."""

    fen: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Paid:
    """Which share of the fee is reckoned to be paid."""

    share: Share
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of post: one for so many households begun, `least` in every bundle, and what it costs a month."""

    code: str
    name: str
    households: int
    least: int
    fen: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Running:
    """What material, machines and insurance cost, in fen a square metre and month."""

    fen: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Walking:
    """What the ways between the estates cost the shared posts, in fen a kilometre of their shortest tree and month."""

    fen: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Bidding:
    """For how many days at least a tender stays open."""

    days: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Repeated:
    """How often an estate may vote again in its package where too few owners took part, until the tender opens."""

    times: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class AlternativeRule:
    """What an alternative is after, in points of a bundle.

    For each household and each yuan of monthly surplus so many; less so many for each metre between its estates and for
    the tender itself.
    """

    code: AlternativeCode
    name: str
    household: int
    yuan: int
    metre: int
    tender: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PackagePlanning:
    """`package-planning`, by the day of the run."""

    head: Head
    walk: Walk
    size: Size
    fee: Fee
    paid: Paid
    post: tuple[Post, ...]
    running: Running
    walking: Walking
    bidding: Bidding
    repeated: Repeated
    alternative: tuple[AlternativeRule, ...]

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        if sorted(one.code for one in self.alternative) != sorted(get_args(AlternativeCode)):
            yield f"each alternative is named once: {get_args(AlternativeCode)}"
        if not 2 <= self.size.least <= self.size.most:  # noqa: PLR2004 - one estate is no bundle
            yield "a bundle has two estates at least, and no fewer at most"
        if self.walk.detour.value < 1 or not 0 < self.walk.step <= self.walk.across:
            yield "no way is shorter than the straight line, and no step longer than the way across"
        if self.paid.share.value <= 0 or self.paid.share.value > 1:
            yield "some of the fee is paid, and no more than all of it"
        if not self.post or any(one.households < 1 or one.least < 0 or one.fen < 1 for one in self.post):
            yield "a bundle needs posts, and each costs something"
        if self.repeated.times < 0:
            yield "a vote is repeated some times, or never"
        if any(one.household < 0 or one.yuan < 0 or one.metre < 0 for one in self.alternative):
            yield "no point counts backwards"

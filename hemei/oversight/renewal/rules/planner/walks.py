"""The way on foot between two estates: the straight line times a detour, over a crossing where a line is in the way.

No street network is at hand. A river, a railway or a trunk road is a line of the register with its crossings; whoever
must get to the other side walks over one of them, and where there is none there is no way. Nobody is reckoned to walk
round the end of a line: where the register ends, the river does not.

All on the plane, in whole decimetres east and north, so that which side of a line a point lies on is exact.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from hemei.kernel.decision import mark

MICRO = 1_000_000
DECIMETRES_PER_DEGREE = 1_113_200
REACH = 600
"""A line within 60 m of the end of a step, where that end is one of its crossings, is crossed there."""

Spot = tuple[int, int]


class LineKind(StrEnum):
    """What is in the way; the value is stored."""

    RIVER = "river"
    RAIL = "rail"
    ROAD = "road"


LINE_KIND_NAMES: dict[LineKind, str] = {
    LineKind.RIVER: mark("河流"),
    LineKind.RAIL: mark("铁路"),
    LineKind.ROAD: mark("快速路"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line nobody crosses but at its crossings."""

    code: str
    name: str
    course: tuple[Spot, ...]
    crossings: tuple[Spot, ...] = ()


def flat(lon: int, lat: int, *, middle: int) -> Spot:
    """Put a position in millionths of a degree on the plane that touches the latitude `middle`."""
    shrink = math.cos(math.radians(middle / MICRO))
    return round(lon * shrink * DECIMETRES_PER_DEGREE / MICRO), round(lat * DECIMETRES_PER_DEGREE / MICRO)


def straight(one: Spot, other: Spot) -> int:
    """Return the straight distance in decimetres."""
    return math.isqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def off_line(spot: Spot, course: Sequence[Spot]) -> int:
    """Return how far a point lies from a line, in decimetres."""
    return min(_off_piece(spot, one, other) for one, other in pairwise(course))


def _off_piece(spot: Spot, one: Spot, other: Spot) -> int:
    east, north = other[0] - one[0], other[1] - one[1]
    long = east * east + north * north
    along = (spot[0] - one[0]) * east + (spot[1] - one[1]) * north
    part = min(max(along / long, 0.0), 1.0) if long else 0.0
    return straight(spot, (round(one[0] + part * east), round(one[1] + part * north)))


@dataclass(slots=True)
class Walks:
    """Ways on foot past lines; what was found once is kept."""

    lines: Sequence[Line]
    detour: Fraction
    _boxes: list[tuple[int, int, int, int]] = field(init=False)
    _doors: list[tuple[Spot, int]] = field(init=False)
    _between: dict[tuple[int, int], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._boxes = [_box(line.course) for line in self.lines]
        self._doors = [(spot, number) for number, line in enumerate(self.lines) for spot in line.crossings]

    def metres(self, one: Spot, other: Spot, *, most: int) -> int | None:
        """Return the way in metres, None where there is none of at most so many metres."""
        limit = most * 10
        if self._walked(straight(one, other)) > limit:
            return None
        if not self._hits(one, other):
            return self.at_least(one, other)
        found = self._over_doors(one, other, limit)
        return None if found is None else -(-found // 10)

    def at_least(self, one: Spot, other: Spot) -> int:
        """Return the metres of the way if nothing is in between."""
        return -(-self._walked(straight(one, other)) // 10)

    def barred_by(self, one: Spot, other: Spot) -> list[Line]:
        """Return the lines that the straight way crosses."""
        return [self.lines[number] for number in sorted(self._hits(one, other))]

    def _walked(self, straight_on: int) -> int:
        return -(-straight_on * self.detour.numerator // self.detour.denominator)

    def _hits(self, one: Spot, other: Spot, doors: Iterable[tuple[Spot, int]] = ()) -> set[int]:
        """Return the lines a straight step crosses, but for those it ends on at one of their crossings."""
        west, east = sorted((one[0], other[0]))
        south, north = sorted((one[1], other[1]))
        spared = list(doors)
        found = set()
        for number, box in enumerate(self._boxes):
            if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
                continue
            ends = [spot for spot, line in spared if line == number]
            if _crosses(one, other, self.lines[number].course, ends):
                found.add(number)
        return found

    def _over_doors(self, one: Spot, other: Spot, limit: int) -> int | None:
        """Walk from crossing to crossing, the shortest way first."""
        doors = [
            number
            for number, (spot, _) in enumerate(self._doors)
            if self._walked(straight(one, spot) + straight(spot, other)) <= limit
        ]
        best: dict[int, int] = {}
        waiting = [
            (self._walked(straight(one, self._doors[number][0])), number)
            for number in doors
            if not self._hits(one, self._doors[number][0], [self._doors[number]])
        ]
        heapq.heapify(waiting)
        arrived: int | None = None
        while waiting:
            gone, number = heapq.heappop(waiting)
            if number in best or (arrived is not None and gone >= arrived):
                continue
            best[number] = gone
            spot = self._doors[number][0]
            if not self._hits(spot, other, [self._doors[number]]):
                whole = gone + self._walked(straight(spot, other))
                arrived = whole if arrived is None else min(arrived, whole)
            for following in doors:
                if following not in best and self._open(number, following):
                    heapq.heappush(
                        waiting, (gone + self._walked(straight(spot, self._doors[following][0])), following)
                    )
        return arrived if arrived is not None and arrived <= limit else None

    def _open(self, one: int, other: int) -> bool:
        """Whether one walks straight from a crossing to another."""
        key = (min(one, other), max(one, other))
        if key not in self._between:
            first, second = self._doors[key[0]], self._doors[key[1]]
            self._between[key] = not self._hits(first[0], second[0], [first, second])
        return self._between[key]


def _box(course: Sequence[Spot]) -> tuple[int, int, int, int]:
    easts, norths = [spot[0] for spot in course], [spot[1] for spot in course]
    return min(easts), min(norths), max(easts), max(norths)


def _crosses(one: Spot, other: Spot, course: Sequence[Spot], ends: Sequence[Spot]) -> bool:
    for first, second in pairwise(course):
        at = _meeting(one, other, first, second)
        if at is not None and not any(straight(at, end) <= REACH for end in ends):
            return True
    return False


def _side(one: Spot, other: Spot, spot: Spot) -> int:
    """Return on which side of a line a point lies; a point on it lies on the left, so that a corner counts once."""
    turn = (other[0] - one[0]) * (spot[1] - one[1]) - (other[1] - one[1]) * (spot[0] - one[0])
    return 1 if turn >= 0 else -1


def _meeting(one: Spot, other: Spot, first: Spot, second: Spot) -> Spot | None:
    """Return where two pieces cross."""
    if _side(one, other, first) == _side(one, other, second):
        return None
    if _side(first, second, one) == _side(first, second, other):
        return None
    east, north = second[0] - first[0], second[1] - first[1]
    above = (first[0] - one[0]) * north - (first[1] - one[1]) * east
    below = (other[0] - one[0]) * north - (other[1] - one[1]) * east
    if below == 0:
        return first
    part = above / below
    return round(one[0] + part * (other[0] - one[0])), round(one[1] + part * (other[1] - one[1]))

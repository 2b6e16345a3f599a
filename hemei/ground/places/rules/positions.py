"""Positions on the map: whole millionths of a degree, one system to compare in, the source system kept.

Web maps in China show shifted systems (GCJ-02, BD-09). Positions are stored in CGCS2000, which equals
WGS-84 to well under a metre; what was given in a shifted system is moved once, when it enters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark

MICRO = 1_000_000
METRES_PER_DEGREE = 111_320


class MapSystem(StrEnum):
    """The system a position was given in; the value is stored."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


@dataclass(frozen=True, slots=True)
class Point:
    """A position in CGCS2000, millionths of a degree."""

    lon: int
    lat: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The outermost meridians and parallels of a city, millionths of a degree, all included."""

    west: int
    south: int
    east: int
    north: int

    def holds(self, point: Point) -> bool:
        """Whether the point lies inside or on the frame."""
        return self.west <= point.lon <= self.east and self.south <= point.lat <= self.north


def may_use(point: Point, frame: Frame | None, *, city: str) -> Decision:
    """Answer whether a position can be in the city; a city without a frame accepts every position."""
    if frame is None or frame.holds(point):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("位置（东经 {lon}，北纬 {lat}）不在{city}范围内。"),
            {"lon": degrees(point.lon), "lat": degrees(point.lat), "city": city},
            remedy=mark("请改用小区名称查找，或检查手机定位是否准确。"),
            field="position",
            code="outside_city",
        )
    )


def degrees(micro: int) -> str:
    """Write millionths of a degree as degrees with six decimals, without floating point."""
    sign = "-" if micro < 0 else ""
    return f"{sign}{abs(micro) // MICRO}.{abs(micro) % MICRO:06d}"


def metres_between(first: Point, second: Point) -> int:
    """Return the distance on the plane, good to one part in a thousand within a city."""
    shrink = math.cos(math.radians((first.lat + second.lat) / 2 / MICRO))
    east = (first.lon - second.lon) * shrink
    north = first.lat - second.lat
    return round(math.hypot(east, north) * METRES_PER_DEGREE / MICRO)


def to_cgcs2000(lon: int, lat: int, system: MapSystem) -> Point:
    """Move a position given in `system` to CGCS2000, exact to about a metre."""
    if system is MapSystem.BD09:
        lon, lat = _from_bd09(lon, lat)
    if system in {MapSystem.GCJ02, MapSystem.BD09}:
        return _from_gcj02(lon, lat)
    return Point(lon, lat)


def _from_bd09(lon: int, lat: int) -> tuple[int, int]:
    turn = math.pi * 3000 / 180
    x, y = lon / MICRO - 0.0065, lat / MICRO - 0.006
    radius = math.hypot(x, y) - 0.00002 * math.sin(y * turn)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * turn)
    return round(radius * math.cos(angle) * MICRO), round(radius * math.sin(angle) * MICRO)


def _from_gcj02(lon: int, lat: int) -> Point:
    """Invert the shift by repetition: three rounds leave less than a millionth of a degree."""
    guess = Point(lon, lat)
    for _ in range(3):
        east, north = _gcj02_shift(guess.lon / MICRO, guess.lat / MICRO)
        guess = Point(lon - round(east * MICRO), lat - round(north * MICRO))
    return guess


def _gcj02_shift(lon: float, lat: float) -> tuple[float, float]:
    """Return how far GCJ-02 shows a WGS-84 position to the east and north, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    waves = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    radians = math.radians(lat)
    squash = 1 - 0.00669342162296594323 * math.sin(radians) ** 2
    axis = 6_378_245.0
    north = north * 180 / (axis * (1 - 0.00669342162296594323) / (squash * math.sqrt(squash)) * math.pi)
    east = east * 180 / (axis / math.sqrt(squash) * math.cos(radians) * math.pi)
    return east, north

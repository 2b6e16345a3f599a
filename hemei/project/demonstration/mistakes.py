"""Estates entered wrongly on purpose, so that the page of data quality has something to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hemei.ground.places.queries import Frame, Point
from hemei.ground.places.services import EstateDraft
from hemei.project.demonstration.scale import dice

_OFF = 100_000  # eleven kilometres, in millionths of a degree


def mistaken(drafts: Sequence[EstateDraft], frame: Frame | None) -> list[EstateDraft]:
    """Return the estates, a few of the small ones entered wrongly: one in a hundred by each of four mistakes."""
    small = sorted(range(len(drafts)), key=lambda number: (drafts[number].built_area_dm2, number))
    small = small[: len(drafts) // 2]
    throw = dice("mistakes")
    throw.shuffle(small)
    each = max(1, len(drafts) // 100)
    found = list(drafts)
    for number in small[:each]:
        found[number] = replace(found[number], point=None)
    for number in small[each : 2 * each]:
        found[number] = replace(found[number], households=found[number].households * 3 // 2)
    for number in small[2 * each : 3 * each]:
        found[number] = replace(found[number], built_area_dm2=found[number].built_area_dm2 * 3 // 4)
    near = Counter(draft.community_id for draft in drafts)
    crowded = [number for number in small[3 * each :] if near[drafts[number].community_id] > 3]  # noqa: PLR2004
    for number in crowded[:each]:
        found[number] = replace(found[number], point=_moved(found[number].point, frame))
    return found


def _moved(point: Point | None, frame: Frame | None) -> Point | None:
    """Return a position eleven kilometres off, to the side on which the city has room."""
    if point is None:
        return None
    north = Point(point.lon, point.lat + _OFF)
    return north if frame is None or frame.holds(north) else Point(point.lon, point.lat - _OFF)

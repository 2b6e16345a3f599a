"""What a photo that shall prove something says of itself: used before, too old, taken elsewhere, silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hemei.coordination.cases.rules.capture import Capture
from hemei.coordination.cases.rules.standards import CaseChecks
from hemei.coordination.cases.rules.state import CaseState
from hemei.kernel.decision import mark


class Look(StrEnum):
    """What deserves a look about a photo; none of it says that anybody lied."""

    REUSED = "reused"
    EARLY = "early"
    FAR = "far"
    BARE = "bare"


LOOK_TEXTS: dict[Look, str] = {
    Look.REUSED: mark("与以前的照片几乎相同"),
    Look.EARLY: mark("拍摄时间早于本环节"),
    Look.FAR: mark("拍摄地点离小区较远"),
    Look.BARE: mark("没有拍摄时间和地点"),
}
_CLOCK_ERROR = timedelta(minutes=30)
"""By how much a camera's clock may be wrong, as for third-party visits."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photo as it came: what its camera wrote, how far from the estate, by how many bits it differs from another."""

    capture: Capture
    metres: int | None = None
    differs: int | None = None


def looks(photo: Pictured, *, since: datetime, checks: CaseChecks) -> tuple[Look, ...]:
    """Return what deserves a look about a photo that shall show how it is after `since`."""
    taken = photo.capture.taken_at
    found = {
        Look.REUSED: photo.differs is not None and photo.differs <= checks.photo_likeness.bits,
        Look.EARLY: taken is not None and taken < since - _CLOCK_ERROR,
        Look.FAR: photo.metres is not None and photo.metres > checks.photo_distance.metres,
        Look.BARE: taken is None and photo.capture.lon is None,
    }
    return tuple(look for look, holds in found.items() if holds)


def shown_since(state: CaseState) -> datetime:
    """Return after when a photo that shows how it is now must have been taken.

    The draw of a re-visit that is owed, else the begin of the round: the report, or when the case was sent back or
    reopened, for then it was not solved. Every round begins with a clock whose key names it.
    """
    if state.revisit is not None:
        return state.revisit.drawn_at
    if state.round == 1:
        return state.reported_at
    begun = [
        clock.started_at for clock in state.clocks if clock.key.split(":")[1].startswith(f"{state.round}.")
    ]
    return min(begun, default=state.reported_at)


def eighths(likeness: str) -> list[int]:
    """Return the eight parts of a fingerprint, each with its place: two near ones have at least one in common."""
    return [place << 16 | int(likeness[4 * place : 4 * place + 4], 16) for place in range(8)]


def bits_between(one: str, other: str) -> int:
    """Return by how many bits two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()

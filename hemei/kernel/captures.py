"""When and where a photo was taken: what the picture itself says (EXIF), else what the phone noted as it was added.

And whether two pictures are one, by their likenesses.
"""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.workdays import SHANGHAI

Source = Literal["picture", "phone", "none"]
SOURCE_TEXTS: dict[Source, str] = {
    "picture": mark("照片自带"),
    "phone": mark("手机记录"),
    "none": mark("没有"),
}
_AHEAD = timedelta(hours=1)
"""How far a phone's clock may be ahead before its time is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class Capture:
    """When a photo was taken and where, in millionths of a degree (WGS 84), and who says so."""

    at: datetime | None
    lon: int | None
    lat: int | None
    source: Source


def captured(evidence: str, noted: str) -> Capture:
    """Read what the picture carries and what the phone noted, both JSON or empty; neither is trusted to be well-formed.

    A picture's own time wins, for the phone only knows when the file was last written.
    """
    told, phone = _read(evidence), _read(noted)
    own = _exif_time(told)
    at = own or _iso_time(phone.get("taken"))
    place = _place(told.get("longitude"), told.get("latitude")) or _place(phone.get("lon"), phone.get("lat"))
    lon, lat = place or (None, None)
    return Capture(at, lon, lat, "picture" if own else "phone" if at else "none")


def evidence_of(carried: str, capture: Capture) -> str:
    """Return what is sealed of a photo: what the picture carries, else what the phone noted, as a camera writes it."""
    if carried or capture.at is None:
        return carried
    taken = capture.at.astimezone(SHANGHAI).strftime("%Y:%m:%d %H:%M:%S")
    found = {"taken": taken, "offset": "+08:00", "longitude": capture.lon, "latitude": capture.lat}
    return json.dumps(found, sort_keys=True)


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _exif_time(told: dict[str, Any]) -> datetime | None:
    """Read `2026:11:02 09:15:00`; without an offset a camera shows the time of its place, which is Shanghai's."""
    taken, offset = told.get("taken"), told.get("offset", "")
    if not isinstance(taken, str) or not isinstance(offset, str):
        return None
    try:
        found = datetime.strptime(taken[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        return datetime.fromisoformat(found.strftime("%Y-%m-%dT%H:%M:%S") + offset) if offset else found
    except ValueError:
        return None


def _iso_time(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


_DEGREE = 1_000_000


def _place(lon: Any, lat: Any) -> tuple[int, int] | None:
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (lon, lat))
    if not whole or abs(lon) > 180 * _DEGREE or abs(lat) > 90 * _DEGREE:
        return None
    return lon, lat


def years_of(started_at: datetime, ended_at: datetime) -> range:
    """Return the years a visit lies in, by the calendar of Shanghai: two where it goes over New Year's night."""
    return range(started_at.astimezone(SHANGHAI).year, ended_at.astimezone(SHANGHAI).year + 1)


def may_prove(capture: Capture, *, now: datetime, years: Container[int], name: str) -> Decision:
    """Whether a photo may prove something of a visit of these years; one without a time may, and is marked as such."""
    if capture.at is None:
        return Decision.yes()
    local = capture.at.astimezone(SHANGHAI)
    if local.year not in years:
        return _no(mark("照片“{name}”拍摄于{taken}，不是这次检查的年份"), name, local)
    if capture.at > now + _AHEAD:
        return _no(mark("照片“{name}”的拍摄时间{taken}还没有到"), name, local)
    return Decision.yes()


def _no(text: str, name: str, taken: datetime) -> Decision:
    values: dict[str, str | int] = {"name": name[-40:], "taken": taken.strftime("%Y-%m-%d %H:%M")}
    return Decision.no(Reason(text, values, mark("请用现场拍摄的照片，并核对手机时间"), "photos", "taken"))


def apart(one: str, other: str) -> int:
    """Return by how many bits two likenesses differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def repeated(likenesses: Sequence[tuple[object, str]], *, bits: int) -> frozenset[int]:
    """Return the places of photos (item, likeness) of one visit that show what another item's photo shows."""
    return frozenset(
        place
        for place, (item, likeness) in enumerate(likenesses)
        if any(item != other and apart(likeness, its) <= bits for other, its in likenesses)
    )

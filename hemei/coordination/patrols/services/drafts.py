"""What a phone hands in of a round: its times, what is said of each point, the photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from hemei.coordination.patrols.rules.words import Result


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """A photo as it was uploaded; `noted` is what the phone knew of it, as JSON."""

    upload: BinaryIO
    name: str
    noted: str = ""


@dataclass(frozen=True, slots=True)
class PointSaid:
    """What a walker says of a point: result, moment and position by his phone, what kind of find, words, photos."""

    point: int
    result: Result
    seen_at: datetime | None = None
    lon: int | None = None
    lat: int | None = None
    case_kind: str = ""
    note: str = ""
    photos: tuple[PhotoDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class WalkDraft:
    """A round as a phone hands it in."""

    started_at: datetime
    ended_at: datetime
    said: tuple[PointSaid, ...]

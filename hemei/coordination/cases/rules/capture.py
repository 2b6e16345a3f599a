"""Where and when a photo was taken, as its camera wrote it: read from the sealed evidence, never guessed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemei.kernel.workdays import SHANGHAI

_CAMERA_TIME = "%Y:%m:%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Capture:
    """What a photo carries. A camera that wrote no zone is taken to have shown Shanghai time (`zoned` is no).

    The position is in millionths of a degree, in the system satellites give (WGS-84).
    """

    taken_at: datetime | None = None
    zoned: bool = False
    lon: int | None = None
    lat: int | None = None

    def before(self, reported_at: datetime) -> timedelta | None:
        """Return how long before it came in the photo was taken; negative where its clock was ahead."""
        return reported_at - self.taken_at if self.taken_at else None


def read_capture(evidence: str) -> Capture:
    """Return what the evidence says; what cannot be read is absent."""
    found = json.loads(evidence)
    taken, offset = str(found.get("taken", "")), str(found.get("offset", ""))
    lon, lat = found.get("longitude"), found.get("latitude")
    whole = isinstance(lon, int) and isinstance(lat, int)
    taken_at, zoned = _time(taken, offset)
    return Capture(taken_at, zoned, lon if whole else None, lat if whole else None)


def _time(taken: str, offset: str) -> tuple[datetime | None, bool]:
    try:
        shown = datetime.strptime(taken.strip(), _CAMERA_TIME)  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None, False
    try:
        zone = datetime.strptime(offset, "%z").tzinfo
    except ValueError:
        return shown.replace(tzinfo=SHANGHAI), False
    return shown.replace(tzinfo=zone).astimezone(SHANGHAI), True

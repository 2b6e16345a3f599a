"""The demonstration city (示范城市): made up with fixed dice on the real divisions of the city of this copy.

Everything but the divisions is invented and says so: persons have 示 or 范 in the middle of their names, companies
and estates 示范 in theirs, telephone numbers begin with 154, which no operator has, photos are drawn. Law,
calendar and rules are the real ones: every case was told act by act through them.
"""

from __future__ import annotations

from typing import TextIO

VERSION = "11"


def build(*, progress: TextIO) -> None:
    """Build the city of this copy into an empty database, telling how far it is."""
    from hemei.kernel.clock import utc_now  # noqa: PLC0415 - Django is set up by the caller first
    from hemei.project.demonstration.building import build_city  # noqa: PLC0415
    from hemei.project.demonstration.progress import Progress  # noqa: PLC0415
    from hemei.project.demonstration.scale import FULL  # noqa: PLC0415

    build_city(scale=FULL, now=utc_now().replace(microsecond=0), progress=Progress(progress))

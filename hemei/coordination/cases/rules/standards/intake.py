"""`intake-limits`: what one report may carry."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.standards import Head, Warrant


@dataclass(frozen=True, slots=True)
class Most:
    """An upper bound, included; its unit is in the name of its key."""

    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """`intake-limits`: what one report may carry."""

    head: Head
    photos: Most
    photo_megabytes: Most
    photo_megapixels: Most
    text_characters: Most
    reports_per_hour: Most

"""`intake-limits`: what one report may carry, and how many one source may send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.standards import Head, Warrant


@dataclass(frozen=True, slots=True)
class Most:
    """An upper bound, included; its unit is in the name of its key."""

    most: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class MostOfSource:
    """How many reports one source may send in a clock hour, and whose reports count.

    Who is appointed reports under his own name, often for many callers: he never counts.
    """

    most: int
    counted: tuple[Literal["public", "resident"], ...]
    warrant: Warrant

    def counts(self, role: str) -> bool:
        """Whether reports of this role count."""
        return role in self.counted


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """`intake-limits`: what one report may carry, and how many one source may send."""

    head: Head
    photos: Most
    photo_megabytes: Most
    photo_megapixels: Most
    text_characters: Most
    reports_per_hour: MostOfSource

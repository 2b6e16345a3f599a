"""`case-checks`: what keeps a closing honest, and when two reports tell of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hemei.kernel.limits import Limit
from hemei.kernel.standards import Head, Misfit, Share, Warrant


@dataclass(frozen=True, slots=True)
class RevisitRule:
    """Which part of the cases that ended with one of the `outcomes` is visited again, and within which time.

    Only what claims that something was done can be looked at; that nothing was to be done can be judged by the papers,
    where nobody could be asked: `on_paper` are such endings that are drawn too.
    """

    share: Share
    least: int
    limit: Limit
    warrant: Warrant
    outcomes: tuple[Literal["solved", "solved_in_part"], ...] = ("solved",)
    on_paper: tuple[Literal["not_a_case", "refused"], ...] = ()

    def draws(self, ending: str, *, asked: bool) -> bool:
        """Whether a case that ended so is drawn; `asked` says that its reporter could be asked."""
        return ending in self.outcomes or (not asked and ending in self.on_paper)

    def size_of(self, closed: int) -> int:
        """Return how many of so many closed cases are drawn: the share, begun ones whole, and never too few."""
        wanted = -(-self.share.value.numerator * closed // self.share.value.denominator)
        return min(closed, max(self.least, wanted))


@dataclass(frozen=True, slots=True)
class PhotoLikeness:
    """By how many of 128 bits the fingerprints of one picture may differ."""

    bits: int
    warrant: Warrant

    def __post_init__(self) -> None:
        if not 0 <= self.bits < MOST_BITS:
            raise Misfit(f"a fingerprint is looked up by its eighths: fewer than {MOST_BITS} bits", "bits")


MOST_BITS = 8
"""Two fingerprints that differ by fewer bits than this agree in at least one of their eighths."""


@dataclass(frozen=True, slots=True)
class PhotoDistance:
    """From how far off a photo deserves a look."""

    metres: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PatternRule:
    """Within how many days the same kind at the same place is the same trouble, and from how many cases on."""

    days: int
    least: int
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """Which earlier cases whoever reports is shown: how old, how near, how much the words share, how many at most.

    `pairs` of characters must be shared at least, so that a name alone finds nothing. In the same estate and of the
    same kind `points` are enough (`rules.alike`); `alike` are lines of words by which people say the same.
    """

    days: int
    metres: int
    pairs: int
    share: Share
    most: int
    warrant: Warrant
    points: int = 0
    alike: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for place, line in enumerate(self.alike):
            words = line.split()
            if len(words) < 2 or any(len(word) < 2 for word in words):  # noqa: PLR2004
                raise Misfit(
                    "each line of words alike has two at least, each of two characters", "alike", place
                )


@dataclass(frozen=True, slots=True)
class VisitRule:
    """Within which time from its meeting whoever called a joint visit says that it was held, or cancels it."""

    limit: Limit
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class CaseChecks:
    """`case-checks`: re-visits by lot, photos, repeats and doubles; joint visits, of which older ones say nothing."""

    head: Head
    revisit: RevisitRule
    photo_likeness: PhotoLikeness
    photo_distance: PhotoDistance
    pattern: PatternRule
    duplicate: DuplicateRule
    joint_visit: VisitRule | None = None

"""What counts as a contradiction: the document `data-quality`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.kernel.checks import Check
from hemei.kernel.standards import Head, Share, Warrant

WEEKS = 12
_WEEK = 7


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A check of the document: why it is a contradiction, and from which size on."""

    code: str
    warrant: Warrant
    area_least: Share | None = None
    area_most: Share | None = None
    households_off: Share | None = None
    metres: int | None = None

    @property
    def thresholds(self) -> dict[str, int]:
        """The thresholds as the relation of a check is bound to them; a share as two whole numbers."""
        found: dict[str, int] = {}
        for name in ("area_least", "area_most", "households_off"):
            share = getattr(self, name)
            if share is not None:
                found[f"{name}_of"], found[f"{name}_in"] = share.value.numerator, share.value.denominator
        if self.metres is not None:
            found["metres"] = self.metres
        return found


@dataclass(frozen=True, slots=True)
class DataQuality:
    """The document `data-quality`."""

    head: Head
    check: tuple[CheckItem, ...]

    def of(self, code: str) -> CheckItem | None:
        """Return the item of a check; a check that the document does not name is not made."""
        return next((item for item in self.check if item.code == code), None)


STANDARDS: dict[str, type] = {"data-quality": DataQuality}


def lacking(check: Check, item: CheckItem) -> list[str]:
    """Return the thresholds a check needs and its item does not give."""
    given = item.thresholds
    return [name for name in check.needs if name not in given and f"{name}_of" not in given]


def week_ends(today: date) -> tuple[date, ...]:
    """Return the days by which the last weeks are read, the oldest first, today the last."""
    return tuple(today - timedelta(days=_WEEK * back) for back in range(WEEKS - 1, -1, -1))


def by_week(rounds: Iterable[tuple[date, int]], today: date) -> tuple[int | None, ...]:
    """Return what was last counted within each week; None for a week without a round."""
    last: dict[date, int] = dict(sorted(rounds))
    return tuple(
        next(
            (last[day] for back in range(_WEEK) if (day := end - timedelta(days=back)) in last),
            None,
        )
        for end in week_ends(today)
    )

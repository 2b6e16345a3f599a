"""Years side by side across versions of a standard: item by item where the item stayed, never by the total alone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hemei.oversight.assessment.rules.scoring import Evaluated, Scored


@dataclass(frozen=True, slots=True)
class Compared:
    """An item in two rounds; None where that round's standard did not have it, or nothing could be proven."""

    code: str
    before: Fraction | None
    after: Fraction | None
    reweighted: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two evaluations of a subject: over the items both know, in the later weights; and what has no counterpart."""

    items: tuple[Compared, ...]
    common_before: Fraction | None
    common_after: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """The change over what both know, as a share of the points."""
        if self.common_before is None or self.common_after is None:
            return None
        return self.common_after - self.common_before


def compare(before: Evaluated, after: Evaluated) -> Comparison:
    """Compare what can be compared: items of one code and scale that were proven in both rounds."""
    old, new = ({one.item.code: one for one in round_.items} for round_ in (before, after))
    items = tuple(
        Compared(
            code,
            old[code].fulfilled if code in old else None,
            new[code].fulfilled if code in new else None,
            code in old and code in new and old[code].item.weight != new[code].item.weight,
        )
        for code in dict.fromkeys((*old, *new))
    )
    common = [(old[code], new[code]) for code in new if code in old and _comparable(old[code], new[code])]
    of = sum(now.item.weight for _, now in common)
    if not of:
        return Comparison(items, None, None)
    was, now = (
        sum(((pair[side].fulfilled or Fraction(0)) * pair[1].item.weight for pair in common), Fraction(0))
        / of
        for side in (0, 1)
    )
    return Comparison(items, was, now)


def _comparable(before: Scored, after: Scored) -> bool:
    same = before.item.scale == after.item.scale and not after.item.veto and not before.item.veto
    return same and before.fulfilled is not None and after.fulfilled is not None

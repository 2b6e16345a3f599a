"""What the ink in and around the boxes of an item says: a choice where it is clear, else a question for two persons.

A box is marked from so much ink on, empty below so much; between the two nobody guesses. Ink beside the boxes, two
marked boxes, none: all of it is for persons to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.rules.standards import PaperBallots

Doubt = Literal["none_marked", "several_marked", "weak", "outside", "not_found"]
WHOLE = 1_000  # shares of ink are counted in thousandths
CERTAIN = 100
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink in a box in thousandths of its inside: what is dark, and what is at least faint.

    `tenths`: how far the dark ink reaches, in tenths of a millimetre.
    """

    choice: Choice
    dark: int
    faint: int
    tenths: int


@dataclass(frozen=True, slots=True)
class RowInk:
    """An item as it was measured. `outside`: ink of the pen that belongs to no box; `found`: its print was there."""

    item: int
    boxes: tuple[Ink, ...]
    outside: bool = False
    found: bool = True


@dataclass(frozen=True, slots=True)
class RowReading:
    """What an item says; no choice means that persons decide, `doubt` why. Confidence runs from 0 to 100."""

    item: int
    choice: Choice | None
    confidence: int
    doubt: Doubt | None = None


def confidence(ink: Ink, reading: PaperBallots) -> int:
    """Return how sure it is that a box is marked (positive) or empty (negative); 0 between the two."""
    marked, empty = (_thousandths(share) for share in (reading.boxes.marked.value, reading.boxes.empty.value))
    if ink.dark >= marked and ink.tenths >= TENTHS * reading.boxes.stroke_mm:
        return min(CERTAIN, CERTAIN * ink.dark // (2 * marked))
    if ink.faint <= empty:
        return -min(CERTAIN, CERTAIN - CERTAIN * ink.faint // (2 * empty))
    return 0


def read_row(row: RowInk, reading: PaperBallots) -> RowReading:
    """Read an item: one box clearly marked, all others clearly empty, no ink elsewhere."""
    if not row.found:
        return RowReading(row.item, None, 0, "not_found")
    sure = {ink.choice: confidence(ink, reading) for ink in row.boxes}
    marked = [choice for choice, one in sure.items() if one > 0]
    if len(marked) > 1:
        return RowReading(row.item, None, 0, "several_marked")
    if row.outside:
        return RowReading(row.item, None, 0, "outside")
    if 0 in sure.values():
        return RowReading(row.item, None, 0, "weak")
    if not marked:
        return RowReading(row.item, None, 0, "none_marked")
    return RowReading(row.item, marked[0], min(abs(one) for one in sure.values()))


def read_rows(rows: Sequence[RowInk], reading: PaperBallots) -> tuple[RowReading, ...]:
    """Read all items of a page."""
    return tuple(read_row(row, reading) for row in rows)


def _thousandths(share: Fraction) -> int:
    return int(share * WHOLE)

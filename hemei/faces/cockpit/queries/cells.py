"""Cells: what the subjects of one place, one body and one month weigh; everything a page says adds cells up."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from hemei.faces.cockpit.queries.registry import Entry
from hemei.faces.cockpit.rules import AsOf
from hemei.kernel.figures import Span, Tally, Verdict

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """What the subjects of one place, one body and one month weigh.

    Of a figure of how things stand, the month's cell says how they stood on the day it is read by.
    """

    month: date
    place: str
    body: int | None
    tally: Tally


def total(entry: Entry, found: Iterable[Cell], asked: AsOf) -> Tally:
    """Return the figure's own tally: how things stand on the day, or all that happened in the months."""
    own = _own(entry, found, asked)
    return sums(own, lambda _cell: None).get(None, Tally())


def by_month(found: Iterable[Cell], asked: AsOf) -> dict[date, Tally]:
    """Return the tally of each month, empty ones included."""
    return {**dict.fromkeys(asked.months, Tally()), **sums(found, lambda cell: cell.month)}


def by_body(entry: Entry, found: Iterable[Cell], asked: AsOf) -> dict[int, Tally]:
    """Return the figure's tally by the body that answers."""
    own = (cell for cell in _own(entry, found, asked) if cell.body is not None)
    return sums(own, lambda cell: cell.body or 0)


def by_place(entry: Entry, found: Iterable[Cell], asked: AsOf, depth: int) -> dict[str, Tally]:
    """Return the figure's tally by the first so many steps of the path; places above them stand for themselves."""
    own = _own(entry, found, asked)
    return sums(own, lambda cell: above(cell.place, depth))


def above(path: str, depth: int) -> str:
    """Return the first steps of a path: `above("1.4.37.512.", 2)` is `1.4.`."""
    return ".".join(path.split(".")[:-1][:depth]) + "."


def _own(entry: Entry, found: Iterable[Cell], asked: AsOf) -> Iterable[Cell]:
    """Return the cells that make the figure itself: how things stand on the day, or all that happened."""
    last = asked.months[-1]
    return found if entry.figure.span is Span.MONTHS else (cell for cell in found if cell.month == last)


def sums(found: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, Tally]:
    """Add cells up by a key."""
    added: dict[Key, list[int]] = {}
    for cell in found:
        amounts = added.setdefault(key(cell), [0, 0, 0])
        tally = cell.tally
        amounts[0] += tally.counted
        amounts[1] += tally.not_counted
        amounts[2] += tally.not_provable
    return {name: Tally(*amounts) for name, amounts in added.items()}


def weighed(verdict: Verdict, weight: int) -> Tally:
    """Return the tally of one verdict."""
    return Tally(
        weight if verdict is Verdict.YES else 0,
        weight if verdict is Verdict.NO else 0,
        weight if verdict is Verdict.NOT_PROVABLE else 0,
    )

"""What got worse within a stretch of days, and through which records.

Of how things stand: the value now against that at the end of the stretch before, and the subjects that turned.
Of what happened: this stretch against the one before it, and what went wrong within this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemei.faces.cockpit.queries.areas import Area
from hemei.faces.cockpit.queries.counting import Row, Wanted, all_rows, rows, stood, stretch_tallies
from hemei.faces.cockpit.queries.registry import Entry
from hemei.faces.cockpit.rules import AsOf, Stretch
from hemei.kernel.actor import Actor
from hemei.kernel.figures import (
    Better,
    FigureValue,
    Measure,
    Span,
    Verdict,
    summarised,
    value_of,
    worsened,
)

MOST = 5


@dataclass(frozen=True, slots=True)
class Worse:
    """A figure that got worse: before and now, so many subjects to blame, the first of them."""

    entry: Entry
    before: FigureValue
    now: FigureValue
    blamed: int
    rows: tuple[Row, ...]


def worse(
    entries: Sequence[Entry], found: Area, *, actor: Actor, asked: AsOf, stretch: Stretch
) -> list[Worse]:
    """Return the figures of a place that got worse; by area they would only say it twice."""
    told = []
    for entry in entries:
        if entry.figure.measure is Measure.NUMBER:
            look = _stands if entry.figure.span is Span.DAY else _happened
            one = look(entry, found, actor, asked, stretch)
            if one is not None and _is_worse(one):
                told.append(one)
    return told


def _stands(entry: Entry, found: Area, actor: Actor, asked: AsOf, stretch: Stretch) -> Worse | None:
    """Compare two days; the two whole lists are read only where the numbers say that it got worse."""
    tallies = stood(entry, ranges=found.ranges, days=[stretch.before.day, asked.day])
    if tallies and not _fell(entry, *(value_of(entry.figure, tally) for tally in tallies)):
        return None
    lists = [
        list(all_rows(entry, actor=actor, ranges=found.ranges, asked=day, wanted=Wanted()))
        for day in (stretch.before, asked)
    ]
    before, now = ([row.subject for row in listed] for listed in lists)
    turned = worsened(before, now, entry.figure.better)
    rows_by_key = {row.subject.key: row for listed in lists for row in listed}
    blamed = [(turn.after or turn.before).key for turn in turned]  # type: ignore[union-attr]
    return Worse(
        entry,
        summarised(entry.figure, before),
        summarised(entry.figure, now),
        len(blamed),
        tuple(rows_by_key[key] for key in blamed[:MOST]),
    )


def _happened(entry: Entry, found: Area, actor: Actor, asked: AsOf, stretch: Stretch) -> Worse:
    last, this = stretch_tallies(entry, ranges=found.ranges, asked=asked, stretch=stretch)
    wrong = Verdict.NO if entry.figure.better is Better.UP else Verdict.YES
    wanted = Wanted(verdict=wrong, since=stretch.before.moment, limit=MOST)
    blamed = this.not_counted if wrong is Verdict.NO else this.counted
    return Worse(
        entry,
        value_of(entry.figure, last),
        value_of(entry.figure, this),
        blamed,
        tuple(rows(entry, actor=actor, ranges=found.ranges, asked=asked, wanted=wanted)) if blamed else (),
    )


def _is_worse(one: Worse) -> bool:
    return bool(one.blamed) and _fell(one.entry, one.before, one.now)


def _fell(entry: Entry, earlier: FigureValue, later: FigureValue) -> bool:
    before, now = earlier.value, later.value
    if before is None or now is None:
        return False
    return now < before if entry.figure.better is Better.UP else now > before

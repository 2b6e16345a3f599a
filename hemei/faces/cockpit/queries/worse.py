"""What got worse within a stretch of days, and through which records.

Of how things stand: the value now against that at the end of the stretch before, and the subjects that turned.
Of what happened: this stretch against the one before it, and what went wrong within this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.faces.cockpit.queries.areas import Area
from hemei.faces.cockpit.queries.counting import WEEK, Row, Wanted, all_rows, rows, stretch_tallies, turned
from hemei.faces.cockpit.queries.registry import Entry
from hemei.faces.cockpit.rules import AsOf, Stretch
from hemei.ground.records import queries as records_kept
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.figures import (
    Better,
    FigureValue,
    Measure,
    Relation,
    Span,
    Tally,
    Unit,
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
    """Return the figures of a place that got worse; by area they would only say it twice.

    A change against the year before is none of a week's: of few things a week says nothing.

    The numbers of the week up to now come from the roll-ups; subjects are read only where these got worse.
    """
    by_number = [
        entry
        for entry in entries
        if entry.figure.measure is Measure.NUMBER and entry.figure.unit is not Unit.CHANGE
    ]
    if asked.live and stretch == asked.week:
        tallies = week_tallies(by_number, found.ranges, asked)
    else:
        tallies = stretch_tallies(by_number, ranges=found.ranges, asked=asked, stretch=stretch)
    told = []
    for entry in by_number:
        one = _told(entry, found, actor, asked, stretch, tallies.get(entry.figure.id))
        if one is not None and one.blamed:
            told.append(one)
    return told


def week_tallies(
    entries: Sequence[Entry], ranges: Sequence[PlaceRange], asked: AsOf
) -> dict[str, tuple[Tally, Tally]]:
    """Return of each relation what it counted a week ago and now, from the roll-ups; one statement."""
    codes = [entry.figure.id for entry in entries if isinstance(entry.source, Relation)]
    began, week = asked.week.begin.day + timedelta(days=1), asked.week.before.day
    rows_kept = records_kept.rollup_rows(
        [*codes, *(code + WEEK for code in codes)],
        {place.path for place in ranges},
        since=min(began, asked.months[-1]),
    )
    by_code: dict[tuple[str, date], Tally] = {}
    for row in rows_kept:
        tally = Tally(row.counted, row.not_counted, row.not_provable)
        by_code[row.figure, row.month] = by_code.get((row.figure, row.month), Tally()) + tally
    added = {}
    for entry in entries:
        code = entry.figure.id
        days = {day: tally for (figure, day), tally in by_code.items() if figure == code + WEEK}
        if entry.figure.span is Span.DAY:
            added[code] = (days.get(week, Tally()), by_code.get((code, asked.months[-1]), Tally()))
        else:
            added[code] = (
                sum((tally for day, tally in days.items() if began <= day <= week), Tally()),
                sum((tally for day, tally in days.items() if week < day <= asked.day), Tally()),
            )
    return {code: added[code] for code in codes}


def _told(
    entry: Entry,
    found: Area,
    actor: Actor,
    asked: AsOf,
    stretch: Stretch,
    tallies: tuple[Tally, Tally] | None,
) -> Worse | None:
    """Return what got worse with its subjects; None where nothing did."""
    if tallies is None or not isinstance(entry.source, Relation):
        return _listed(entry, found, actor, asked, stretch)
    before, now = (value_of(entry.figure, tally) for tally in tallies)
    if not _fell(entry, before, now):
        return None
    if entry.figure.span is Span.DAY:
        blamed, listed = turned(
            entry, entry.source, ranges=found.ranges, before=stretch.before.day, day=asked.day, limit=MOST
        )
        return Worse(entry, before, now, blamed, tuple(listed))
    wrong = Verdict.NO if entry.figure.better is Better.UP else Verdict.YES
    blamed = now.tally.not_counted if wrong is Verdict.NO else now.tally.counted
    wanted = Wanted(verdict=wrong, since=stretch.before.moment, limit=MOST)
    listed = rows(entry, actor=actor, ranges=found.ranges, asked=asked, wanted=wanted) if blamed else []
    return Worse(entry, before, now, blamed, tuple(listed))


def _listed(entry: Entry, found: Area, actor: Actor, asked: AsOf, stretch: Stretch) -> Worse | None:
    """Compare the two lists of a figure that has few subjects."""
    lists = [
        list(all_rows(entry, actor=actor, ranges=found.ranges, asked=day, wanted=Wanted()))
        for day in (stretch.before, asked)
    ]
    before, now = ([row.subject for row in listed] for listed in lists)
    values = summarised(entry.figure, before), summarised(entry.figure, now)
    if not _fell(entry, *values):
        return None
    rows_by_key = {row.subject.key: row for listed in lists for row in listed}
    blamed = [
        (turn.after or turn.before).key  # type: ignore[union-attr]
        for turn in worsened(before, now, entry.figure.better)
    ]
    return Worse(entry, *values, len(blamed), tuple(rows_by_key[key] for key in blamed[:MOST]))


def _fell(entry: Entry, earlier: FigureValue, later: FigureValue) -> bool:
    before, now = earlier.value, later.value
    if before is None or now is None:
        return False
    return now < before if entry.figure.better is Better.UP else now > before

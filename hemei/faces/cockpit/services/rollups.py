"""Keep the roll-ups of all figures up to date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from hemei.faces.cockpit.queries.counting import WEEK, rollup_cells, week_cells
from hemei.faces.cockpit.queries.registry import Entry, entries
from hemei.faces.cockpit.rules import AsOf
from hemei.ground.records import queries as records_kept
from hemei.ground.records import services as records
from hemei.ground.records.queries import Stated
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.figures import Measure, Relation, Span

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

# An act takes its time between its moment and its commit; what is younger is left to the next round.
LAG = timedelta(seconds=10)


def refresh_rollups(*, now: datetime, whole: bool = False) -> int:
    """Bring every figure's roll-ups to this moment less a lag; returns how many are of this moment now.

    May be repeated and killed. `whole` counts all places anew, as a night does, so that an act whose
    transaction took longer than a round is not forgotten. Where nothing happened only the moment is stated.
    """
    asked = AsOf.of(None, now - LAG)
    with records.acting(_SYSTEM):
        seen, states = records.last_event(), {} if whole else records_kept.rollup_states()
        changes = records.Changes(seen)
        due = [
            (cells, _places(entry, source, asked, states.get(cells.figure), changes))
            for entry in entries(asked.day)
            if isinstance(source := entry.source, Relation)
            for cells in _series(entry, source, asked)
            if cells.figure not in states or asked.moment >= states[cells.figure].counted_at
            # else the round before is not old enough to be built on
        ]
        quiet = [cells.figure for cells, places in due if places == []]
        records.state_rollups(quiet, stated_at=asked.moment, now=now, seen=seen)
    for cells, places in due:
        if places != []:
            records.keep_rollup(cells=cells, places=places, stated_at=asked.moment, now=now, seen=seen)
    return len(due)


def _series(entry: Entry, source: Relation, asked: AsOf) -> Iterator[records.Cells]:
    """Yield what is kept of a figure: its months, and where it counts by number what the week needs besides."""
    yield records.Cells(entry.figure.id, *rollup_cells(entry, source, asked))
    if entry.figure.measure is Measure.NUMBER:
        yield records.Cells(entry.figure.id + WEEK, *week_cells(entry, source, asked))


def _places(
    entry: Entry, source: Relation, asked: AsOf, state: Stated | None, changes: records.Changes
) -> list[str] | None:
    """Return where to count anew; None for everywhere."""
    if state is None or not state.after:
        return None
    changed = changes.since(state.after, source.apps)
    if entry.figure.span is Span.DAY:
        same_day = AsOf.of(None, state.stated_at).day == asked.day
        if not same_day or (changed and not source.local):
            return None
        return sorted(changed)
    if source.by_time:
        values = {**source.values, "since": state.stated_at, "moment": asked.moment}
        with connection.cursor() as cursor:
            cursor.execute(source.by_time, values)
            changed |= {place for (place,) in cursor.fetchall()}
    return sorted(changed)

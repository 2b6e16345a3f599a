"""What the figures of casework must be at a moment: counted from the events alone, case by case, in Python.

Written apart from the relations in SQL: it folds a case's events up to the moment and looks at the state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from hemei.coordination.cases.rules.evolve import Event, evolve, rebuild
from hemei.coordination.cases.rules.state import CaseState, Clock
from hemei.coordination.cases.rules.words import ClockKind, Ending, Outcome, Settled, TaskEnd, TaskKind
from hemei.kernel.figures import Tally

CLOCKS = {
    "C1": ClockKind.ACCEPT,
    "C2": ClockKind.ARRIVAL,
    "C3": ClockKind.HANDLING,
    "C7": ClockKind.REVISIT,
}
YES, NO, UNKNOWN = Tally(counted=1), Tally(not_counted=1), Tally(not_provable=1)
Found = Iterator[tuple[str, datetime, Tally]]
_CLOSED = {Outcome.SOLVED, Outcome.SOLVED_IN_PART, Outcome.NOT_SOLVED}


def replayed(streams: Mapping[str, Sequence[Event]], since: datetime, moment: datetime) -> dict[str, Tally]:
    """Return the tallies of the figures of casework from the events up to the moment."""
    sums = dict.fromkeys((*CLOCKS, "C4", "C5", "C6"), Tally())
    for events in streams.values():
        for code, at, tally in _of_case([event for event in events if event.at <= moment], moment):
            if since <= at <= moment:
                sums[code] += tally
    return sums


def open_cases(streams: Mapping[str, Sequence[Event]], moment: datetime) -> Tally:
    """Return how many cases had not ended at the moment (C12)."""
    found = (rebuild(event for event in events if event.at <= moment) for events in streams.values())
    return sum((YES for state in found if state is not None and state.ended_at is None), Tally())


def read(rows: Iterable[tuple[str, str]]) -> dict[str, list[Event]]:
    """Return the events of each stream from (stream, payload) rows in order."""
    streams: dict[str, list[Event]] = {}
    for stream, payload in rows:
        found = json.loads(payload)
        if "change" not in found["data"]:
            continue  # a look at sealed data, a paper, a joint visit: the case itself did not move
        event = Event.of(found["type"], datetime.fromisoformat(found["at"]), found["data"])
        streams.setdefault(stream, []).append(event)
    return streams


def _of_case(events: Sequence[Event], moment: datetime) -> Found:
    state: CaseState | None = None
    for event in events:
        before, state = state, evolve(state, event)
        yield from _answers(before, state, event)
        yield from _ending(before, state)
    if state is None:
        return
    for code, kind in CLOCKS.items():
        for clock in state.clocks:
            if clock.kind is kind:
                yield from _clock(code, clock, moment)
    yield from _whistles(state)


def _clock(code: str, clock: Clock, moment: datetime) -> Found:
    if clock.settled is Settled.MET and clock.settled_at is not None:
        yield code, clock.settled_at, YES
    elif clock.missed(moment):
        yield code, clock.due_at, NO


def _whistles(state: CaseState) -> Found:
    for task in state.tasks:
        if task.kind is TaskKind.WHISTLE and task.ended_at is not None and task.ended is not TaskEnd.RECALLED:
            yield "C5", task.ended_at, YES if task.ended is TaskEnd.RETURNED else NO


def _ending(before: CaseState | None, after: CaseState) -> Found:
    """Each ending counts once, also one that a re-visit opened again."""
    if after.ended_at is None or (before is not None and before.ended_at == after.ended_at):
        return
    if after.outcome in _CLOSED and after.ended is not Ending.WITHDRAWN:
        yield "C4", after.ended_at, _first_time(after)


def _first_time(state: CaseState) -> Tally:
    if state.round > 1 or state.outcome is not Outcome.SOLVED:
        return NO
    return YES if state.ended is Ending.ACCEPTED else UNKNOWN


def _answers(before: CaseState | None, after: CaseState, event: Event) -> Found:
    """The reporter was asked, and something has ended the asking."""
    if before is None or not any(clock.kind is ClockKind.ACCEPTANCE for clock in before.open_clocks):
        return
    if event.type == "cases.result_accepted":
        yield "C6", event.at, YES
    elif event.type == "cases.silence_recorded":
        yield "C6", event.at, UNKNOWN
    elif event.type == "cases.case_sent_back":
        late = any(
            clock.settled is Settled.MISSED and clock.settled_at == event.at
            for clock in after.clocks
            if clock.kind is ClockKind.ACCEPTANCE
        )
        yield "C6", event.at, UNKNOWN if late else NO

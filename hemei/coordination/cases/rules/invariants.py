"""What holds for every case at every instant; asked by the walks, the bulk path and `hemei check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hemei.coordination.cases.rules.moves import MOVES
from hemei.coordination.cases.rules.parts import did_the_work
from hemei.coordination.cases.rules.state import Arbitration, CaseState, Request, Revisit
from hemei.coordination.cases.rules.words import ActName, ClockKind, Ending, PauseReason, State, TaskKind

_HIS_WORD = frozenset({Ending.ACCEPTED, Ending.SILENT, Ending.WITHDRAWN})


def flaws(state: CaseState) -> tuple[str, ...]:
    """Return what is wrong with a case, as sentences; empty for a sound one."""
    found = [
        *_of_ending(state),
        *_of_accountability(state),
        *_of_calls(state),
        *_of_pauses(state),
        *_of_requests(state),
        *_of_disputes(state),
        *_of_steps(state),
        *_of_revisits(state),
    ]
    keys = Counter(clock.key for clock in state.clocks)
    found += [f"two clocks {key}" for key, count in keys.items() if count > 1]
    return tuple(found)


def _of_ending(state: CaseState) -> list[str]:
    found = []
    if state.is_open != (state.ended is None) or state.is_open != (state.ended_at is None):
        found.append("ended without saying how and when")
    owed = [clock for clock in state.open_clocks if clock.kind is not ClockKind.REVISIT]
    if not state.is_open and (owed or state.open_tasks):
        found.append("something still runs although the case has ended")
    if state.ended is Ending.ANONYMOUS and state.contact:
        found.append("a reporter who can be asked was not asked")
    if state.left and (state.contact or state.reporter is not None):
        found.append("a reporter who left is still the case's reporter")
    if (state.ended is Ending.LEFT) > state.left or (state.ended is Ending.ANONYMOUS and state.left):
        found.append("who could not be asked is said wrongly")
    if state.final_at is not None and state.ended is not Ending.WITHDRAWN:
        found.append("it may be objected to an ending that was none")
    if state.own and (state.state in {State.AWAITING, State.REFUSED} or state.ended in _HIS_WORD):
        found.append("a reporter is asked for his word on his own work")
    return found


def _of_accountability(state: CaseState) -> list[str]:
    if not state.is_open:
        return []
    clocks = [clock for clock in state.open_clocks if clock.body == state.accountable]
    if not clocks:
        return ["the accountable body has no clock"]
    stills = [clock.standstill for clock in clocks]
    if any(still is None for still in stills):
        return []
    if any(still is not None and still.until is not None for still in stills):
        return []
    return ["the accountable body's clocks stand still without an end"]


def _of_pauses(state: CaseState) -> list[str]:
    """A clock stands still until a named day, and can run on then; else only because the case is handed over."""
    found = []
    for clock in state.open_clocks:
        still = clock.standstill
        if still is None:
            continue
        if still.reason is PauseReason.HANDED_OVER:
            if clock.kind is not ClockKind.HANDLING or state.lead is None:
                found.append(f"clock {clock.key} is handed over to nobody")
        elif still.until is None or state.state not in MOVES[ActName.RESUME].since:
            found.append(f"clock {clock.key} stands still and nothing lets it run on")
    return found


def _of_requests(state: CaseState) -> list[str]:
    found = []
    if sum(request.open for request in state.requests) > 1:
        found.append("two requests for more time wait at once")
    if state.request is not None and state.state not in MOVES[ActName.EXTEND].since:
        found.append("a request for more time waits where nobody may grant it")
    return found + _apart(state, "request", state.requests)


def _of_disputes(state: CaseState) -> list[str]:
    found = []
    item = state.arbitration
    if sum(item.open for item in state.arbitrations) > 1:
        found.append("two disputes wait at once")
    if item is not None and (state.state is not State.ACCEPTED or item.to != state.home):
        found.append("a dispute waits where nobody may decide it")
    return found + _apart(state, "dispute", state.arbitrations)


def _of_revisits(state: CaseState) -> list[str]:
    """A re-visit is owed for what has ended, by somebody who had no part in it, and has a clock."""
    found = []
    visit = state.revisit
    if visit is not None and state.is_open:
        found.append("a re-visit waits although the case runs")
    if visit is not None and (visit.by == visit.solver or did_the_work(state, {visit.by})):
        found.append("a re-visit is owed by a body that judges its own work")
    return found + _apart(state, "re-visit", state.revisits)


def _apart(state: CaseState, name: str, items: Iterable[Arbitration | Request | Revisit]) -> list[str]:
    """Say which of these are open without their clock running, or the other way round."""
    running = {clock.key for clock in state.open_clocks}
    return [
        f"{name} {item.number} and its clock do not agree"
        for item in items
        if item.open != (item.clock_key in running)
    ]


def _of_steps(state: CaseState) -> list[str]:
    at_work = state.state in MOVES[ActName.REPORT_STEP].since
    return [
        f"nobody at work owes the step of clock {clock.key}"
        for clock in state.open_steps
        if not at_work or clock.body != state.accountable
    ]


def _of_calls(state: CaseState) -> list[str]:
    found = []
    lead = state.lead
    kind = lead.kind if lead else None
    if (state.state is State.WHISTLED) != (kind is TaskKind.WHISTLE):
        found.append("whistled and an open lead department do not go together")
    if kind is TaskKind.COMPANY and state.state is not State.HANDLING:
        found.append("the company works although the case is not being handled")
    if sum(task.is_lead for task in state.open_tasks) > 1:
        found.append("two leads")
    if state.accountable != (lead.body if lead else state.home):
        found.append("somebody else than the lead or the home body is accountable")
    found += [
        f"call {task.number} is the rework of none before it"
        for task in state.tasks
        if task.rework_of is not None and not 0 < task.rework_of < task.number
    ]
    open_keys = {clock.key for clock in state.open_clocks}
    return found + [
        f"call {task.number} and its clock do not agree"
        for task in state.tasks
        if task.open != (task.handling_key in open_keys)
    ]

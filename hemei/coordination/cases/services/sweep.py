"""What the clocks do by themselves: silence, lapsed pauses, the ladders, successors, a new calendar.

A sweep claims cases with something due, of the ended those with a re-visit, a few at a time, and leaves those
that somebody else holds. Killed or repeated, it does no harm: every step asks
the same rules as a person's act and finds its work done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.escalating import steps_up, supervisions_due, visit_steps
from hemei.coordination.cases.rules.law import Law
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind
from hemei.coordination.cases.services.acting import act_as_system
from hemei.coordination.cases.viewing import held_by
from hemei.ground.clocks import queries as clocks
from hemei.ground.clocks import services as clock_services
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import WorkingTime

BATCH = 50


def sweep(*, actor: Actor, now: datetime, batch: int = BATCH) -> int:
    """Do what is due on one case after the other; returns how many acts went through."""
    done, last = 0, (now - timedelta(days=36_500), 0)
    while True:
        with records.acting(actor):
            claimed = _claim(now, last, batch)
            done += sum(_tend(actor, now, case) for case in claimed)
        if len(claimed) < batch:
            return done
        last = (claimed[-1].next_due_at or now, claimed[-1].pk)


def _claim(now: datetime, after: tuple[datetime, int], batch: int) -> list[Case]:
    due_at, last = after
    found = (
        Case.objects.filter(next_due_at__lt=now)
        .filter(Q(next_due_at__gt=due_at) | Q(next_due_at=due_at, id__gt=last))
        .order_by("next_due_at", "id")
        .select_for_update(skip_locked=True)
    )
    return list(found[:batch])


def _tend(actor: Actor, now: datetime, case: Case) -> int:
    state = rows.decode_state(case.snapshot)
    law, working = law_of(case.fact_on), clocks.working_time(now=now)
    done = 0
    for act in list(_due_acts(state, law, working, now)):
        try:
            act_as_system(actor=actor, now=now, case=case, act=act)
        except Refused:
            continue
        case.refresh_from_db()
        done += 1
    return done


def _due_acts(state: CaseState, law: Law, working: WorkingTime, now: datetime) -> Iterator[acts.Act]:
    """Yield what the clocks would do now; silence ends a case, so it stands alone."""
    if any(clock.kind is ClockKind.ACCEPTANCE and clock.missed(now) for clock in state.open_clocks):
        yield acts.RecordSilence()
        return
    stills = [clock.standstill for clock in state.open_clocks]
    if any(still is not None and still.until is not None and still.until <= now for still in stills):
        yield acts.ResumeClock()
    yield from _climbing(state, law, working, now)


def _climbing(state: CaseState, law: Law, working: WorkingTime, now: datetime) -> Iterator[acts.Act]:
    """Yield what the ladders would do now: tell upwards, supervise, recall."""
    upwards = [(up.key, up.step.code, up.at) for up in steps_up(state, law, working)]
    upwards += [(step.key, step.code, step.at) for step in visit_steps(state, law, working)]
    for key, code, at in upwards:
        if now > at:
            yield acts.Escalate(clock=key, step=code)
    for one in supervisions_due(state, law, working):
        if now > one.at:
            yield acts.Supervise(rule=one.rung.code, cause=one.cause)
    for item in state.supervisions:
        if state.at_work and item.remind_at is not None and now > item.remind_at:
            yield acts.Remind(number=item.number)


def succeed_body(*, actor: Actor, now: datetime, body_id: int, successor_id: int, batch: int = BATCH) -> int:
    """Give what a dissolved body still has to do to its successor, also re-visits; returns how many cases moved."""
    done = 0
    while True:
        with records.acting(actor):
            numbers = list(
                Case.objects.filter(held_by(body_id)).values_list("pk", flat=True).distinct()[:batch]
            )
            for case in Case.objects.select_for_update().filter(pk__in=numbers).order_by("pk"):
                act_as_system(
                    actor=actor, now=now, case=case, act=acts.Succeed(body=body_id, successor=successor_id)
                )
        done += len(numbers)
        if len(numbers) < batch:
            return done


def recompute_case(*, actor: Actor, now: datetime, stream: str, because: str) -> None:
    """Compute the open clocks of one case by today's calendar; see `clocks.services.recompute_deadlines`."""
    case = Case.objects.select_for_update().get(stream=stream)
    try:
        act_as_system(actor=actor, now=now, case=case, act=acts.Recompute(because=because))
    except Refused:
        # Nothing moved; the rows still learn that they were looked at with this calendar.
        state = rows.decode_state(case.snapshot)
        working = clocks.working_time(now=now)
        clock_services.write_deadlines(
            rows.deadline_rows(case.stream, case.scope, state.open_clocks, working)
        )

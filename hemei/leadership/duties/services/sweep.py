"""What the clocks do by themselves: reminders, one escalation, successors, a new calendar.

A sweep claims duties with something due, a few at a time, and leaves those that somebody else holds. Killed or
repeated, it does no harm: every step asks the same rules as a person's act and finds its work done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from hemei.ground.clocks import services as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.leadership.duties import rows
from hemei.leadership.duties.facts import facts_at
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rules.decide import Act, Facts, escalation_due, reminder_due, soon_until
from hemei.leadership.duties.rules.state import DutyState, decode
from hemei.leadership.duties.rules.words import AT_WORK, ActName, Reminder
from hemei.leadership.duties.services.acting import carry_out

BATCH = 100


def sweep(*, actor: Actor, now: datetime, batch: int = BATCH) -> int:
    """Remind and tell upwards; returns how many acts went through. Nothing at night: the morning's sweep does it."""
    facts = facts_at(now)
    if not facts.working.is_open(now):
        return 0
    near, done, last = soon_until(facts, now), 0, 0
    while True:
        with records.acting(actor):
            claimed = _claim(now, near, last, batch)
            done += sum(_tend(actor, now, duty, facts) for duty in claimed)
        if len(claimed) < batch:
            return done
        last = claimed[-1].pk


def _claim(now: datetime, near: datetime, after: int, batch: int) -> list[Duty]:
    """Lock the next duties whose clock owes a word: near its end and not told, or past it."""
    untold = Q(due_at__lte=near, snapshot__reminded=None)
    untold_above = Q(state__in=[state.value for state in AT_WORK], escalated_body_id=None)
    late = Q(due_at__lt=now) & (~Q(snapshot__reminded=Reminder.OVERDUE.value) | untold_above)
    found = Duty.objects.filter(untold | late, due_at__isnull=False, id__gt=after).order_by("id")
    return list(found.select_for_update(skip_locked=True)[:batch])


def _tend(actor: Actor, now: datetime, duty: Duty, facts: Facts) -> int:
    done = 0
    for act in _due_acts(decode(duty.snapshot), facts, now):
        try:
            carry_out(actor=actor, now=now, duty=duty, act=act)
        except Refused:
            continue
        done += 1
    return done


def _due_acts(state: DutyState, facts: Facts, now: datetime) -> Iterator[Act]:
    reminder = reminder_due(state, facts, now)
    if reminder is not None:
        yield Act(ActName.REMIND, reminder=reminder)
    if escalation_due(state, facts, now):
        yield Act(ActName.ESCALATE)


def succeed_body(*, actor: Actor, now: datetime, body_id: int, successor_id: int, batch: int = BATCH) -> int:
    """Give the open duties of a dissolved body to its successor; returns how many moved."""
    done, last = 0, 0
    held = (
        Q(owner_body_id=body_id)
        | Q(setter_body_id=body_id)
        | Q(behalf_body_id=body_id)
        | Q(escalated_body_id=body_id)
        | Q(snapshot__superior=body_id)
    )
    while True:
        with records.acting(actor):
            found = Duty.objects.filter(held, ended_at=None, id__gt=last).order_by("id")
            claimed = list(found.select_for_update()[:batch])
            for duty in claimed:
                act = Act(ActName.SUCCEED, body=body_id, successor=successor_id)
                carry_out(actor=actor, now=now, duty=duty, act=act)
        done += len(claimed)
        if len(claimed) < batch:
            return done
        last = claimed[-1].pk


def recompute_duty(*, actor: Actor, now: datetime, stream: str, because: str) -> None:
    """Compute the running clock of one duty by today's calendar; see `clocks.services.recompute_deadlines`."""
    duty = Duty.objects.select_for_update().get(stream=stream)
    try:
        carry_out(actor=actor, now=now, duty=duty, act=Act(ActName.RECOMPUTE, because=because))
    except Refused:
        # Nothing moved; the row still learns that it was looked at with this calendar.
        state = decode(duty.snapshot)
        if state.clock:
            working = facts_at(now).working
            clocks.write_deadlines([rows.clock_row(stream, state.scope, state.clock, working)])

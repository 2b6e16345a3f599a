"""Trials of ladders: asked for by a body, played case by case by the worker, stopped or taken up at any time.

A portion of cases is one transaction: its steps are written and the trial says up to which number it is done. A
worker that is killed loses a portion that was not kept, and the next one takes it from there; no step stands
twice. Nothing is written to a case.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import connection

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import LadderTrial, TrialStep
from hemei.coordination.cases.rules.law import ladders_on
from hemei.coordination.cases.rules.replaying import Past, Step, reported_class_of, wishes_of
from hemei.coordination.cases.rules.standards import CaseActs, CaseLadders, CaseLimits
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.trials import Compared, Side, Trial, check_trial, compared, may_try
from hemei.coordination.cases.rules.words import EVENT_TYPES, ActName, Answer
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day

TRIAL_TASK = "hemei.cases.try_ladders"
PORTION = 400
AT_ONCE = 2
"""Portions that are played before the answer; what is more is the worker's."""
KEPT = 5
"""How many trials a body keeps; older ones go with their steps."""
DEAD_AFTER = timedelta(seconds=60)
_NAME = "case-ladders"
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
Clock = Callable[[], datetime]

# A number begins with the day of its report, so the index on numbers leads to the period.
_OF_PERIOD = """number >= %(begins)s collate "C" and number < %(ends)s collate "C"
  and scope >= %(low)s collate "C" and scope < %(high)s collate "C" """
_COUNT = f"select count(*) from cases_case where {_OF_PERIOD}"
_NEXT = f"""
select id, stream, scope, number, snapshot::text from cases_case
where {_OF_PERIOD} and number > %(after)s order by number limit %(limit)s
"""


def begin_trial(*, actor: Actor, now: datetime, trial: Trial) -> int:
    """Ask for a trial and play its first portions; returns its id. A body's oldest trials make room.

    Raises:
        Refused: not his to try, no period, not his place, or a draft that does not read.
    """
    demand(may_try(actor.role))
    if actor.body_id is None:
        raise Refused.because(mark("请以单位身份办理"), code="no_body")
    check_trial(trial, actor, shanghai_day(now))
    ladders_of(trial.rule_day, trial.draft, shanghai_day(now))
    with records.acting(actor):
        [number] = records.next_ids("cases_laddertrial", 1)
        row = LadderTrial(
            id=number, stream=f"cases.ladder_trial:{number}", scope=trial.within, body_id=actor.body_id,
            since=trial.since, until=trial.until, rule_day=trial.rule_day, draft=trial.draft, asked_at=now,
            beat_at=now, total=0,
        )  # fmt: skip
        row.total = _counted(row)
        row.save(force_insert=True)
        old = LadderTrial.objects.filter(body_id=actor.body_id).order_by("-id").values_list("pk", flat=True)
        LadderTrial.objects.filter(pk__in=list(old[KEPT:])).delete()
        records.record_event(
            stream=row.stream, type="cases.ladders_tried", actor=actor, at=now, scope=row.scope,
            data={"since": trial.since.isoformat(), "until": trial.until.isoformat(), "draft": not trial.rule_day},
        )  # fmt: skip
        for _portion in range(AT_ONCE):
            if row.ended_at is None:
                _play(row, now, now)
        if row.ended_at is None:
            # The worker takes up what nobody has touched for a while; this one nobody has in hand.
            LadderTrial.objects.filter(pk=number).update(beat_at=now - DEAD_AFTER)
            records.wake(TRIAL_TASK, now)
    return number


def stop_trial(*, actor: Actor, now: datetime, trial_id: int) -> None:
    """Stop a trial of one's body, or let a stopped one go on; what was played stays. Raises Refused."""
    with records.acting(actor):
        row = LadderTrial.objects.select_for_update().filter(pk=trial_id, body_id=actor.body_id or 0).first()
        if row is None or (row.ended_at is not None and not row.stopped):
            raise Refused.because(mark("这次试算已经做完"), code="ended")
        row.stopped = not row.stopped
        row.ended_at = now if row.stopped else None
        row.beat_at = now if row.stopped else now - DEAD_AFTER
        row.save(update_fields=["stopped", "ended_at", "beat_at"])
        if not row.stopped:
            records.wake(TRIAL_TASK, now)


def play_trials(*, clock: Clock, portion: int = PORTION, most: int | None = None) -> int:
    """Play the trials that wait, oldest first, portion by portion; returns how many portions. For the worker."""
    done = 0
    while most is None or done < most:
        with records.acting(_SYSTEM):
            row = _claimed(clock(), done)
            if row is None:
                return done
            _play(row, row.asked_at, clock(), portion)
        done += 1
    return done


def _claimed(now: datetime, done: int) -> LadderTrial | None:
    """Return the trial that is next: one in this worker's hand, or one that nobody has had for a while."""
    waiting = LadderTrial.objects.filter(ended_at=None).order_by("id").select_for_update(skip_locked=True)
    return waiting.first() if done else waiting.filter(beat_at__lte=now - DEAD_AFTER).first()


def _counted(row: LadderTrial) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _values(row))
        return int(cursor.fetchone()[0])


def _values(row: LadderTrial) -> dict[str, str]:
    return {
        "begins": f"{row.since:%y%m%d}", "ends": f"{row.until:%y%m%d}", "low": row.scope,
        "high": row.scope[:-1] + "/",
    }  # fmt: skip


def _play(row: LadderTrial, at: datetime, now: datetime, portion: int = PORTION) -> None:
    """Play the next portion of a locked or own trial as things stood at `at`, and keep how far it is."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, _values(row) | {"after": row.last_number, "limit": portion})
        found = cursor.fetchall()
    states = {stream: rows.decode_state(json.loads(text)) for _id, stream, _scope, _number, text in found}
    granted = _granted(states)
    other, working = (
        ladders_of(row.rule_day, row.draft, shanghai_day(row.asked_at)),
        clocks.working_time(now=at),
    )
    steps: list[TrialStep] = []
    for case_id, stream, scope, _number, _text in found:
        state = states[stream]
        law = law_of(state.fact_on)
        wishes, reported = wishes_of(state, granted.get(stream, ())), reported_class_of(state, law.limits)
        past = Past(state, wishes, _handling_class(state), at, reported)
        result = compared(past, law.ladders, other, working)
        steps += _rows(row, case_id, scope, result)
        row.differ += result.differs
        row.agreed += result.agrees
    TrialStep.objects.bulk_create(steps, batch_size=2_000)
    row.done += len(found)
    row.last_number = found[-1][3] if found else row.last_number
    row.beat_at = now
    row.ended_at = now if len(found) < portion else None
    row.save(update_fields=["done", "differ", "agreed", "last_number", "beat_at", "ended_at"])


def _granted(states: dict[str, CaseState]) -> dict[str, list[datetime]]:
    """Return when cases were extended that were so without a request; their moments stand in the events alone."""
    own = [
        stream
        for stream, state in states.items()
        if state.times_extended > sum(request.answer is Answer.GRANTED for request in state.requests)
    ]
    found: dict[str, list[datetime]] = {}
    if own:
        for stream, event in record.events_of(streams=own, kind=EVENT_TYPES[ActName.EXTEND]):
            found.setdefault(stream, []).append(event.at)
    return found


def _handling_class(state: CaseState) -> str:
    law = law_of(state.fact_on)
    return (
        law.terms(state.kind, state.variant).handling_class if law.knows(state.kind) else state.service_class
    )


def _rows(row: LadderTrial, case_id: int, scope: str, result: Compared) -> list[TrialStep]:
    sides = ((Side.NOW, result.now), (Side.OTHER, result.other))
    return [
        _row(row, case_id, scope, side, step, differs=differs)
        for side, steps in sides
        for step, differs in steps
    ]


def _row(row: LadderTrial, case_id: int, scope: str, side: Side, step: Step, *, differs: bool) -> TrialStep:
    return TrialStep(
        trial=row, stream=row.stream, scope=scope, case_id=case_id, side=side.value, what=step.what.value,
        item=step.item, key=step.key, level=step.to, amount=step.amount, because=step.because, at=step.at,
        differs=differs,
    )  # fmt: skip


def ladders_of(rule_day: date | None, draft: str, today: date) -> CaseLadders:
    """Return the ladders of a day, or of a draft by the same strict reader. Raises Refused."""
    if rule_day is None:
        found = records.read_draft(name=_NAME, day=today, toml=draft)
        if not isinstance(found, CaseLadders):
            raise TypeError(f"{_NAME} was read as {type(found).__name__}")
        return found
    standards = record.standards()
    try:
        limits = standards.find("case-limits", CaseLimits, on=rule_day)
        acts = standards.find("case-acts", CaseActs, on=rule_day)
        return ladders_on(standards, rule_day, limits, acts)
    except NoStandard as missing:
        raise Refused.because(mark("那一天还没有这项标准"), field="rules", code="no_rules") from missing

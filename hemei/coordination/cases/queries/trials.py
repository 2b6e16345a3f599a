"""Trials of ladders: those of a body, what both sides came to, and the cases behind a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from hemei.coordination.cases.models import LadderTrial, TrialStep
from hemei.coordination.cases.queries.lists import EXPORT_CHUNK
from hemei.coordination.cases.rules.replaying import What
from hemei.coordination.cases.rules.trials import READERS, Side
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.paging import page_by_page


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial and how far it is."""

    id: int
    scope: str
    since: date
    until: date
    rule_day: date | None
    draft: str
    asked_at: datetime
    beat_at: datetime
    ended_at: datetime | None
    stopped: bool
    total: int
    done: int
    differ: int
    agreed: int

    @property
    def runs(self) -> bool:
        """Whether cases are still to be played."""
        return self.ended_at is None

    @property
    def share(self) -> int:
        """How much of it is done, in whole percent."""
        return min(100, 100 * self.done // max(1, self.total)) if self.runs or self.stopped else 100

    def rate(self, now: datetime) -> int:
        """Cases a second since it was asked for."""
        took = ((self.ended_at or now) - self.asked_at).total_seconds()
        return round(self.done / took) if took > 0 else 0

    def left_time(self, now: datetime) -> timedelta | None:
        """How long it will still take at the rate so far."""
        if not self.runs or not self.done:
            return None
        return (now - self.asked_at) * max(0, self.total - self.done) / self.done


_NAMES = tuple(TrialRow.__slots__)


def trials(*, actor: Actor, limit: int = 20) -> list[TrialRow]:
    """Return the trials of the actor's body, the newest first."""
    if actor.role not in READERS or actor.body_id is None:
        return []
    found = LadderTrial.objects.filter(records.seen_by(actor), body_id=actor.body_id).order_by("-id")
    return [TrialRow(**row) for row in found.values(*_NAMES)[:limit]]


def trial(*, actor: Actor, trial_id: int) -> TrialRow | None:
    """Return one trial of the actor's body; None where it is not there or another's."""
    if actor.role not in READERS or actor.body_id is None:
        return None
    found = LadderTrial.objects.filter(records.seen_by(actor), body_id=actor.body_id, pk=trial_id)
    row = found.values(*_NAMES).first()
    return TrialRow(**row) if row else None


@dataclass(frozen=True, slots=True)
class TrialSum:
    """How much one item of one side came to: steps, cases, for days late their sum, steps the other side knows not."""

    side: Side
    what: What
    item: str
    because: str
    steps: int
    cases: int
    days: int
    apart: int


_SUMS = """
select side, what, item, because, count(*), count(distinct case_id),
       coalesce(sum(amount::bigint) filter (where what = 'overdue'), 0),
       count(*) filter (where differs)
from cases_trialstep where trial_id = %s group by side, what, item, because
"""


def trial_sums(trial_id: int) -> list[TrialSum]:
    """Return what both sides of a trial the caller was shown came to; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [trial_id])
        return [TrialSum(Side(row[0]), What(row[1]), *row[2:]) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class TrialAsked:
    """Which cases of a trial: those where the sides differ, or all of one number of one side."""

    side: str = ""
    what: str = ""
    items: tuple[str, ...] = ()
    because: str = ""

    @property
    def differing(self) -> bool:
        """Whether it is the differing cases that are asked for, not a number's."""
        return not self.what


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a case in a trial."""

    side: Side
    what: What
    item: str
    key: str
    level: str
    amount: str
    because: str
    at: datetime
    differs: bool


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case of a trial with the steps that were asked for."""

    id: int
    number: str
    kind: str
    estate_name: str
    fact_on: date
    steps: tuple[StepRow, ...]


_CASES = """
select c.id, c.number, c.kind, c.estate_name, c.fact_on from cases_case c
where c.id in (select s.case_id from cases_trialstep s where {steps} and s.case_id > %(after)s)
order by c.id limit %(limit)s
"""
_OF_A_NUMBER = (
    "s.trial_id = %(trial)s and s.side = %(side)s and s.what = %(what)s and s.item = any(%(items)s)"
    " and s.because = %(because)s"
)
_DIFFERING = "s.trial_id = %(trial)s and s.differs"


def trial_cases(
    trial_id: int, asked: TrialAsked, *, after: int | None = None, limit: int = 50
) -> list[TriedCase]:
    """Return the cases behind a number with both sides' steps of its kind, in their order; two statements.

    The caller was shown the trial.
    """
    values: dict[str, Any] = {
        "trial": trial_id, "side": asked.side, "what": asked.what, "items": list(asked.items),
        "because": asked.because, "after": after or 0, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CASES.format(steps=_DIFFERING if asked.differing else _OF_A_NUMBER), values)
        found = cursor.fetchall()
    steps: dict[int, list[StepRow]] = {row[0]: [] for row in found}
    chosen = TrialStep.objects.filter(trial_id=trial_id, case_id__in=steps).order_by("case_id", "at", "id")
    # Beside a number's own steps stand those of its kind on the other side: what happened there instead.
    chosen = chosen.filter(differs=True) if asked.differing else chosen.filter(what=asked.what)
    for step in chosen:
        steps[step.case_id].append(
            StepRow(
                Side(step.side), What(step.what), step.item, step.key, step.level, step.amount, step.because,
                step.at, step.differs,
            )
        )  # fmt: skip
    return [
        TriedCase(case_id, number, kind, name, fact_on, tuple(steps[case_id]))
        for case_id, number, kind, name, fact_on in found
    ]


def every_trial_case(trial_id: int, asked: TrialAsked) -> Iterator[TriedCase]:
    """Yield all of them for an export."""
    yield from page_by_page(trial_cases, size=EXPORT_CHUNK, trial_id=trial_id, asked=asked)

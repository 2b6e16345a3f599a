"""Trials of ladders (试算): who may try which rules on whose cases, of which period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hemei.coordination.cases.rules.replaying import Past, Step, What, differing, replayed
from hemei.coordination.cases.rules.standards import CaseLadders
from hemei.coordination.cases.rules.state import CaseState
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, Refused, mark
from hemei.kernel.workdays import WorkingTime

READERS = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
"""Who answers for how late the cases below him are, and for the rules about it."""
LONGEST = timedelta(days=366)
LONGEST_DRAFT = 60_000
MONTHS_A_QUARTER = 3


class Side(StrEnum):
    """Whose steps they are: of the rules of the day of the fact, or of the rules that are tried."""

    NOW = "now"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial about to begin: the period of the reports, the place, the rules by their day or as a draft."""

    since: date
    until: date
    within: str
    rule_day: date | None = None
    draft: str = ""


def may_try(role: Role) -> Decision:
    """Whether this role may try ladders on the cases of its places."""
    if role in READERS:
        return Decision.yes()
    return Decision.no(Reason(mark("只有街道、县区和市级主管部门可以试算"), code="not_yours"))


def last_quarter(today: date) -> tuple[date, date]:
    """Return the quarter before this one, its end excluded."""
    until = today.replace(month=(today.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1, day=1)
    month = until.month - MONTHS_A_QUARTER
    return (until.replace(month=month) if month > 0 else date(until.year - 1, month + 12, 1)), until


def check_trial(trial: Trial, actor: Actor, today: date) -> None:
    """Refuse a period that is none, too long or to come, a place beyond the own ones, no rules or a huge draft."""
    if trial.since >= trial.until:
        raise Refused.because(mark("结束日期要在开始日期之后"), field="until", code="period")
    if trial.until - trial.since > LONGEST:
        raise Refused.because(mark("一次最多试算{days}天"), field="until", code="too_long", days=LONGEST.days)
    if trial.since > today:
        raise Refused.because(mark("开始日期不能在今天之后"), field="since", code="to_come")
    if not trial.within or not actor.covers(trial.within):
        raise Refused.because(mark("这个地点不在本单位的范围内"), field="within", code="not_yours")
    if len(trial.draft) > LONGEST_DRAFT:
        raise Refused.because(
            mark("草案太长，最多{most}字"), field="draft", code="draft_long", most=LONGEST_DRAFT
        )
    if (trial.rule_day is None) == (not trial.draft.strip()):
        raise Refused.because(mark("请选择一个版本，或者写一份草案"), field="rules", code="rules")


@dataclass(frozen=True, slots=True)
class Compared:
    """What both sides did to a case: each step with whether the other side knows it not; whether the record agrees."""

    now: tuple[tuple[Step, bool], ...]
    other: tuple[tuple[Step, bool], ...]
    agrees: bool

    @property
    def differs(self) -> bool:
        """Whether the sides differ in anything that can be felt."""
        return any(differs for _step, differs in (*self.now, *self.other))


def compared(past: Past, now: CaseLadders, other: CaseLadders, working: WorkingTime) -> Compared:
    """Return a case by the rules of its day and by others, beside each other."""
    left, right = replayed(past, now, working), replayed(past, other, working)
    told = {(step.key, step.item) for step in left if step.what is What.ESCALATED}
    apart = differing(left, right)
    return Compared(
        now=tuple(zip(left, apart[0], strict=True)),
        other=tuple(zip(right, apart[1], strict=True)),
        agrees=told == recorded(past.case) and _given(left) == past.case.times_extended,
    )


def recorded(case: CaseState) -> set[tuple[str, str]]:
    """Return what was told upwards by the record, leaving out what an earlier round of another class told."""
    keys = {clock.key for clock in case.clocks} | {task.refusal_key for task in case.tasks}
    return {(key, code) for key, code in case.escalated if key in keys}


def _given(steps: list[Step]) -> int:
    return sum(step.what is What.GRANTED for step in steps)

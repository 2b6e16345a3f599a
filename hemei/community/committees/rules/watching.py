"""What a committee's state of a day demands: reminders of a term's end, and why it is in danger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.community.committees.rules.life_standards import CommitteeLife, Report, Training
from hemei.community.committees.rules.life_words import Danger
from hemei.kernel.decision import Reference


@dataclass(frozen=True, slots=True)
class Facts:
    """A committee as the registers know it on a day.

    `renewal_on` is the day from which a renewal is due, `warned_on` that of the first warning, `filing_due` the last
    day to file where it is not filed. `below_half` is judged by `committee-rules`. `met_on` is the last
    recorded meeting, None where none was ever recorded; `contested` says that a recount awaits the street's decision.
    """

    ended: bool
    until: date | None
    warned_on: date | None
    renewal_on: date | None
    below_half: bool
    filing_due: date | None
    handover_due: date | None
    met_on: date | None
    contested: bool = False


def dangers(facts: Facts, on: date, rules: CommitteeLife) -> tuple[Danger, ...]:
    """Return why a committee is in danger on a day, the gravest first; nothing where it is in order."""
    over = facts.until is not None and facts.until <= on
    runs = not facts.ended and not over
    renewal = _reached(facts.renewal_on, on)
    idle_on = facts.met_on + timedelta(days=rules.idle.days) if facts.met_on else None
    found = {
        Danger.NO_COMMITTEE: facts.ended,
        Danger.EXPIRED: over and not facts.ended,
        Danger.CONTESTED: facts.contested,
        Danger.BELOW_HALF: runs and facts.below_half,
        Danger.HANDOVER_LATE: facts.handover_due is not None and facts.handover_due < on,
        Danger.RENEWAL_DUE: runs and renewal,
        Danger.FILING_LATE: facts.filing_due is not None and facts.filing_due < on,
        Danger.RUNNING_OUT: runs and not renewal and _reached(facts.warned_on, on),
        Danger.IDLE: runs and _reached(idle_on, on),
    }
    return tuple(danger for danger, holds in found.items() if holds)


def _reached(day: date | None, on: date) -> bool:
    return day is not None and day <= on


@dataclass(frozen=True, slots=True)
class EndWarning:
    """A warning of a term's end: its code, how many days before, and the item it stands on."""

    code: str
    days: int
    reference: Reference


def warning_on(until: date, on: date, steps: Iterable[EndWarning]) -> EndWarning | None:
    """Return the nearest warning of a term that has not ended, itself included; the earlier ones are passed over."""
    left = (until - on).days
    due = [step for step in steps if 0 < left <= step.days]
    return min(due, key=lambda step: step.days, default=None)


def report_due(year: int, rules: Report) -> date:
    """Return the day by which owners hear of a year."""
    return date(year + 1, rules.month, rules.day)


def training_due(since: date, trained: Iterable[tuple[date, int]], on: date, rules: Training) -> int:
    """Return how many hours of this year a member still owes on a day; within the first days nobody owes any."""
    held = [(day, hours) for day, hours in trained if day <= on]
    if not held and on < since + timedelta(days=rules.first_days):
        return 0
    if since.year == on.year and held:
        return 0  # who took the seat this year owes the first hours only
    done = sum(hours for day, hours in held if day.year == on.year)
    return max(0, rules.hours_a_year - done)

"""Load what a decision must know: the rules of the day and the calendar."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as records
from hemei.kernel.standards import Standards
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.rules.decide import Facts
from hemei.leadership.duties.rules.standards import DutyRules


def facts_at(now: datetime) -> Facts:
    """Return the rules in force today and the working time known today; no statement."""
    return Facts(_rules(records.standards(), shanghai_day(now)), clocks.working_time(now=now))


@lru_cache(maxsize=64)
def _rules(standards: Standards, day: date) -> DutyRules:
    return standards.find("duty-rules", DutyRules, on=day)

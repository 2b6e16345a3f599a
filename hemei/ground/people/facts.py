"""What a decision about committees must know beside the records: the rules of a day and the calendar."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from hemei.ground.clocks import queries as clocks
from hemei.ground.people.rules.authorities import MatterAuthorities
from hemei.ground.people.rules.standards import CommitteeRules
from hemei.ground.people.rules.terms import filing_due
from hemei.ground.records import queries as record
from hemei.kernel.standards import NoStandard, Standards


def committee_rules(day: date) -> CommitteeRules | None:
    """Return the rules in force on a day, None before there were any; no statement."""
    return _rules(record.standards(), day)


@lru_cache(maxsize=4096)
def _rules(standards: Standards, day: date) -> CommitteeRules | None:
    try:
        return standards.find("committee-rules", CommitteeRules, on=day)
    except NoStandard:
        return None


def matter_authorities(day: date) -> MatterAuthorities | None:
    """Return which department is the authority of which matter on a day, None where the city says nothing."""
    return _authorities(record.standards(), day)


@lru_cache(maxsize=64)
def _authorities(standards: Standards, day: date) -> MatterAuthorities | None:
    try:
        return standards.find("matter-authorities", MatterAuthorities, on=day)
    except NoStandard:
        return None


def due_of(elected_on: date, now: datetime) -> date | None:
    """Return the last day to file an election, by the calendar known now; None where no rule of its time is known."""
    rules = committee_rules(elected_on)
    return filing_due(elected_on, rules, clocks.working_time(now=now)) if rules else None

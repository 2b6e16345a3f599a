"""What a level leads to by rule: how often a company is checked from the day its level takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment import services as assessment
from hemei.oversight.credit.queries.standards import consequences_on
from hemei.oversight.credit.rules.standards import LevelCode


def follow_levels(*, actor: Actor, now: datetime, levels: Mapping[int, LevelCode]) -> None:
    """Set how often companies are checked, by their new levels; who has left the city since is not checked any more."""
    today = shanghai_day(now)
    rule = consequences_on(today)
    drafts = [
        assessment.FrequencyDraft(company, rule.of(level).every.amount, f"信用等级{level}")
        for company, level in sorted(levels.items())
    ]
    assessment.set_check_frequencies(actor=actor, now=now, subject_kind="company", since=today, drafts=drafts)

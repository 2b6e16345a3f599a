"""What the rules are told: the document of a day."""

from __future__ import annotations

from datetime import datetime

from hemei.faces.notices.rules.standards import NoticeRules
from hemei.ground.records import queries as records
from hemei.kernel.workdays import shanghai_day


def rules_at(now: datetime) -> NoticeRules:
    """Return `notice-rules` as in force at a moment."""
    return records.standards().find("notice-rules", NoticeRules, on=shanghai_day(now))

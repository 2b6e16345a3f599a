"""What `case-checks` answers to its examples."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.coordination.cases.rules.alike import is_repeat, likeness
from hemei.coordination.cases.rules.capture import Capture
from hemei.coordination.cases.rules.looks import Look, Pictured, looks
from hemei.coordination.cases.rules.standards import CaseChecks
from hemei.kernel.clock import utc_now
from tests.asked import Answer, Asked


def case_checks(asked: Asked) -> Answer:
    content: CaseChecks = asked.content
    facts, item = asked.facts, asked.example.item
    if item == "revisit":
        if "closed" in facts:
            return {"drawn": content.revisit.size_of(int(facts["closed"]))}
        return {"due": asked.due(content.revisit.limit)}
    if item == "pattern":
        day = date(2026, 11, 25)
        tied = is_repeat(day - timedelta(days=int(facts["days_between"])), day, content.pattern)
        return {"tied": "yes" if tied else "no"}
    if item == "duplicate":
        shown = likeness(str(facts["said"]), str(facts["before"])) >= content.duplicate.share.value
        return {"shown": "yes" if shown else "no"}
    photo = Pictured(Capture(), facts.get("metres"), facts.get("differs"))  # type: ignore[arg-type]
    found = looks(photo, since=utc_now(), checks=content)
    if item == "photo_distance":
        return {"far": "yes" if Look.FAR in found else "no"}
    return {"same": "yes" if Look.REUSED in found else "no"}

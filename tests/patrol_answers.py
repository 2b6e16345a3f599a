"""What `patrol-rounds` answers to its examples."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hemei.coordination.patrols.rules.planning import PointFacts, arrives_by, due_points, round_days
from hemei.coordination.patrols.rules.standards import PatrolRounds
from hemei.coordination.patrols.rules.walking import Walk, flags_of
from hemei.kernel.workdays import SHANGHAI
from tests.asked import Answer, Asked

_FAR = 500


def patrol_rounds(asked: Asked) -> Answer:
    content: PatrolRounds = asked.content
    facts = asked.facts
    if "kind" in facts:
        kind = content.kind(str(facts["kind"]))
        assert kind is not None
        last, day = date.fromisoformat(str(facts["last_on"])), date.fromisoformat(str(facts["day"]))
        due = due_points([PointFacts(1, kind.code, last)], day=day, rules=content)
        return {"due": "yes" if due else "no", "usual": kind.cases[0]}
    if "today" in facts and "planned_on" in facts:
        kept_from = content.positions.kept_from(date.fromisoformat(str(facts["today"])))
        return {"kept": "yes" if date.fromisoformat(str(facts["planned_on"])) >= kept_from else "no"}
    if "today" in facts:
        today, last = date.fromisoformat(str(facts["today"])), date.fromisoformat(str(facts["last_on"]))
        days = round_days(today=today, last_on=last, rules=content, works=asked.working.is_working_day)
        return {"next": days[0].isoformat()}
    if "minutes" in facts:
        return {"flags": _flags(content, int(facts["minutes"]), int(facts["seconds"]))}
    if "planned_on" in facts:
        by = arrives_by(date.fromisoformat(str(facts["planned_on"])), content.missed)
        now = datetime.fromisoformat(str(facts["now"])).replace(tzinfo=SHANGHAI)
        return {"missed": "yes" if now >= by else "no"}
    rule = content.vacant if "vacant" in facts else content.missed
    return {"due": asked.due(rule.limit)}


def _flags(content: PatrolRounds, minutes: int, seconds: int) -> str:
    start = datetime(2026, 11, 26, 8, tzinfo=SHANGHAI)
    end = start + timedelta(minutes=minutes)
    walk = Walk(start, end, (seconds,), (0,), ())
    flags = flags_of(walk, received_at=end, far_metres=_FAR, length=content.length, missed=content.missed)
    return "、".join(flags)

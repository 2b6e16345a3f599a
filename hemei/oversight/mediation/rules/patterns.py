"""Patterns: the same cause in many estates is more than many disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.mediation.rules.petition_standards import Area, PatternRule

AREA_TEXTS: dict[Area, str] = {"community": mark("社区"), "county": mark("县区")}
ANSWER_TEXTS = {"topic": mark("提交三位一体议事"), "duty": mark("布置治理任务")}
# Who raises a topic must stand on one of the sides of the meeting; who sets a duty leads those who carry it out.
RAISERS: dict[Area, frozenset[Role]] = {
    "community": frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}),
    "county": frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One cause in one area within the days of the rule: in how many estates, by how many petitions and disputes."""

    area: Area
    place_id: int
    kind: str
    estates: int
    petitions: int
    disputes: int
    answered_on: date | None = None


def is_pattern(found: Found, rule: PatternRule) -> bool:
    """Whether a cause is a pattern of its area; the number itself is included."""
    return found.area == rule.code and found.estates >= rule.estates


def open_from(answered_on: date | None, rule: PatternRule) -> date | None:
    """Return from when on the same pattern may be answered again; None where it never was."""
    return None if answered_on is None else answered_on + timedelta(days=rule.days)


def may_answer(found: Found, rule: PatternRule, *, role: Role, covered: bool, today: date) -> Decision:
    """Whether somebody may answer a pattern: it is one, it is his, and it was not answered within its days."""
    again = open_from(found.answered_on, rule)
    if role not in RAISERS[found.area] or not covered:
        return Decision.no(
            Reason(
                mark("这个身份不能{act}"),
                {"act": ANSWER_TEXTS[rule.answer]},
                _WHO[found.area],
                code="role",
            )
        )
    if not is_pattern(found, rule):
        return Decision.no(
            Reason(
                mark("只涉及{estates}个小区，达到{least}个才作为共性问题提出。"),
                {"estates": found.estates, "least": rule.estates},
                code="too_few",
            )
        )
    if again is not None and again > today:
        return Decision.no(
            Reason(mark("已经提出过，{day}以后才能再提。"), {"day": again.isoformat()}, code="answered")
        )
    return Decision.yes(rule.warrant.reference)


_WHO: dict[Area, str] = {
    "community": mark("由社区提交三位一体会议。"),
    "county": mark("由县区或市级主管部门布置。"),
}

"""Joint visits (联合执法): who sets one, who takes part, what a department finds and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hemei.coordination.cases.rules.moves import Viewer, Who, standings
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import State
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, Refused, mark


class Finding(StrEnum):
    """What a department found at a joint visit, and so what it has to do next."""

    NOTHING = "nothing"
    STOPPED = "stopped"
    ORDERED = "ordered"
    OPENED = "opened"
    OTHERS = "others"


FINDING_TEXTS: dict[Finding, str] = {
    Finding.NOTHING: mark("未发现本部门职责内的问题"),
    Finding.STOPPED: mark("当场制止、已经改正"),
    Finding.ORDERED: mark("责令限期改正"),
    Finding.OPENED: mark("立案调查"),
    Finding.OTHERS: mark("须由其他部门处理"),
}
GOES_ON = frozenset({Finding.ORDERED, Finding.OPENED})
"""What a department found so, it must bring to an end by a day of its own."""
_ENFORCING = frozenset({Role.STREET_CLERK, Role.DEPARTMENT_CLERK, Role.CITY_BUREAU})
"""Who may order somebody to put something right or open an investigation: departments, and streets or towns, to which a
province can give the power (Administrative Penalty Law 17, 24). A company has no power to punish: it dissuades, stops
and reports (PMR 45); a residents' committee governs its own affairs."""
VISIT_EVENTS: dict[str, str] = {
    "cases.visit_set": mark("安排联合执法"),
    "cases.visit_joined": mark("到达联合执法现场"),
    "cases.visit_found": mark("联合执法检查结果"),
    "cases.visit_succeeded": mark("联合执法由承接单位参加"),
    "cases.visit_left": mark("单位撤销，不再参加联合执法"),
    "cases.visit_held": mark("联合执法结束"),
    "cases.visit_cancelled": mark("取消联合执法"),
}
LONGEST_SPOT, LONGEST_TEXT, FEWEST = 100, 1_000, 2
EARLIEST = timedelta(hours=1)
_SETTERS = frozenset({Who.HOME, Who.SUPERIOR, Who.CALLED})
OFFICES = frozenset(
    {
        Role.COMMUNITY_CLERK,
        Role.COMMUNITY_SECRETARY,
        Role.STREET_CLERK,
        Role.COUNTY_COORDINATOR,
        Role.DEPARTMENT_CLERK,
        Role.CITY_BUREAU,
    }
)
_LIVE = frozenset({State.ACCEPTED, State.HANDLING, State.WHISTLED, State.RESULTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDraft:
    """A joint visit about to be set: when, where, who takes part besides the body that sets it."""

    meets_at: datetime
    spot: str
    bodies: tuple[int, ...]


def may_set(state: CaseState, viewer: Viewer) -> Decision:
    """Whether this viewer may call departments together for this case as it stands."""
    if viewer.actor.role not in OFFICES or not standings(state, viewer) & _SETTERS:
        return Decision.no(Reason(mark("这个身份不能安排联合执法"), code="not_yours"))
    if state.state not in _LIVE:
        return Decision.no(Reason(mark("案件没有在办理，不能安排联合执法"), code="state"))
    return Decision.yes()


def check_draft(draft: VisitDraft, now: datetime) -> None:
    """Refuse a visit in the past or too far away, without a place, or of one department alone."""
    if not now < draft.meets_at <= now + timedelta(days=90):
        raise Refused.because(mark("集合时间要在现在之后、90天以内"), field="meets_at", code="meets_at")
    if not draft.spot or len(draft.spot) > LONGEST_SPOT or not draft.spot.isprintable():
        raise Refused.because(
            mark("请填写集合地点，最多{most}个字"), field="spot", code="spot", most=LONGEST_SPOT
        )
    if len(set(draft.bodies)) < FEWEST:
        raise Refused.because(mark("联合执法至少要两个部门"), field="bodies", code="bodies")


@dataclass(frozen=True, slots=True)
class Part:
    """A body's part in a visit as it stands: when it came, whether it ended with the body."""

    body: int
    came_at: datetime | None
    ended: bool = False


def absent(parts: Iterable[Part]) -> tuple[int, ...]:
    """Return who was called and is not there."""
    return tuple(part.body for part in parts if part.came_at is None and not part.ended)


def may_hold(parts: Iterable[Part], caller: int) -> Decision:
    """Whether a visit was held: whoever called it was there, and somebody else.

    Where it fell to a body that takes no part in it, two of those who do.
    """
    found = list(parts)
    there = {part.body for part in found if part.came_at is not None}
    if (caller in there or caller not in {part.body for part in found}) and len(there) >= FEWEST:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("安排的单位和至少一个参加的单位到场，才算进行了联合执法"),
            remedy=mark("请勾选到场的单位；没有进行的，请取消并写明理由"),
            field="bodies",
            code="alone",
        )
    )


def late_by(came_at: datetime | None, meets_at: datetime) -> timedelta | None:
    """Return how much later than the meeting time a body came, whole minutes; None where it came in time or not."""
    if came_at is None or came_at < meets_at + timedelta(minutes=1):
        return None
    return (came_at - meets_at) // timedelta(minutes=1) * timedelta(minutes=1)


def may_join(meets_at: datetime, now: datetime) -> Decision:
    """Whether a body may say now that it is there: on the day of the visit, an hour before it at the earliest."""
    if now < meets_at - EARLIEST:
        return Decision.no(Reason(mark("还没有到集合时间"), code="too_early"))
    return Decision.yes()


def findings_of(role: Role) -> tuple[Finding, ...]:
    """Return what somebody of a role can have found at a visit."""
    return tuple(one for one in Finding if one not in GOES_ON or role in _ENFORCING)


def may_find(finding: Finding, role: Role) -> Decision:
    """Whether somebody of a role can have found this: what goes on is for bodies with the power to enforce."""
    if finding in findings_of(role):
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("贵单位没有行政执法权，不能责令改正或者立案"),
            remedy=mark("请写明情况，由参加的部门责令或者立案"),
            field="finding",
            code="no_power",
        )
    )


def check_finding(found: str, text: str, until: date | None, today: date) -> Finding:
    """Return what was found; refuse it without words, or without a day where it goes on."""
    if found not in set(Finding):
        raise Refused.because(mark("请选择检查结果"), field="finding", code="finding")
    if not text.strip() or len(text) > LONGEST_TEXT or "\x00" in text:
        raise Refused.because(
            mark("请写明检查情况，最多{most}个字"), field="text", code="text", most=LONGEST_TEXT
        )
    finding = Finding(found)
    if finding in GOES_ON and (until is None or until <= today):
        raise Refused.because(
            mark("责令改正和立案的，请写明办完的日期，要在今天之后"), field="until", code="until"
        )
    return finding

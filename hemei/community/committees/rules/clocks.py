"""What an election owes, by whom, until when: one table of clocks, from the application to the first meeting.

The act itself ends its clock. What stands here is shown on the page of the election, marks it late in the list, and
is a duty of whoever must act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hemei.community.committees.rules.election_standards import ElectionRules
from hemei.community.committees.rules.election_words import ElectionState, Receiver
from hemei.community.committees.rules.ordering import unmet
from hemei.kernel.decision import Reference, mark


class Clock(StrEnum):
    """What is owed of an election."""

    GROUP = "group"
    GROUP_POST = "group_post"
    POSTING = "posting"
    ASSEMBLY = "assembly"
    URGE = "urge"
    ORDERED = "ordered"
    INSTEAD = "instead"
    OBJECTION = "objection"
    FILING = "filing"
    FILING_ANSWER = "filing_answer"
    DISTRICT = "district"
    FIRST_MEETING = "first_meeting"
    RESOLUTION = "resolution"
    AGAIN = "again"


CLOCK_TEXTS: dict[Clock, str] = {
    Clock.GROUP: mark("成立筹备组"),
    Clock.GROUP_POST: mark("公告筹备组名单"),
    Clock.POSTING: mark("公示候选人"),
    Clock.ASSEMBLY: mark("召开选举的业主大会"),
    Clock.URGE: mark("督促业委会召集换届的业主大会，不召集的责令限期"),
    Clock.ORDERED: mark("按责令召集选举的业主大会"),
    Clock.INSTEAD: mark("代业委会召集选举的业主大会"),
    Clock.OBJECTION: mark("答复异议"),
    Clock.FILING: mark("备案"),
    Clock.FILING_ANSWER: mark("审核备案"),
    Clock.DISTRICT: mark("登记区县房产主管部门，使其接收备案"),
    Clock.FIRST_MEETING: mark("首次业委会会议"),
    Clock.RESOLUTION: mark("处理被撤销的选举结果"),
    Clock.AGAIN: mark("重新组织选举"),
}


class By(StrEnum):
    """Who owes it."""

    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    BUREAU = "bureau"
    COMMITTEE = "committee"


# Guidance rules articles 9, 11, 13, 32, 33: the authority forms the group, settles objections and receives the filing;
# the residents' committee, which is on the spot, posts, calls and hands in until the committee has its chair.
_BY: dict[Clock, By] = {
    Clock.GROUP: By.STREET,
    Clock.GROUP_POST: By.COMMUNITY,
    Clock.POSTING: By.COMMUNITY,
    Clock.ASSEMBLY: By.COMMUNITY,
    Clock.URGE: By.STREET,
    Clock.ORDERED: By.COMMITTEE,
    Clock.INSTEAD: By.COMMUNITY,
    Clock.OBJECTION: By.STREET,
    Clock.FILING: By.COMMUNITY,
    Clock.DISTRICT: By.BUREAU,
    Clock.FIRST_MEETING: By.COMMUNITY,
    Clock.RESOLUTION: By.STREET,
    Clock.AGAIN: By.COMMUNITY,
}


@dataclass(frozen=True, slots=True)
class Course:
    """Where an election stands, as much as its clocks need to know; a day that is None owes nothing.

    `group_post_due` is None once the list is posted, `filing_due` unless papers are to be handed in, for the first time
    or because they were returned; `receivers` have them and owe an answer by a day, `district_missing` says that the
    district had nobody to give them to. `meeting_by` and `filing_by` are what those days stand on. Before the assembly
    is called `urge_due` speaks of a renewal, from its days before on, and `order_due` of an order to call it, `on` the
    day that is asked about.
    """

    state: ElectionState
    group_due: date | None = None
    group_post_due: date | None = None
    posting_due: date | None = None
    meeting_due: date | None = None
    meeting_by: Reference | None = None
    objections: tuple[tuple[int, date], ...] = ()
    filing_due: date | None = None
    filing_by: Reference | None = None
    receivers: tuple[tuple[Receiver, date], ...] = ()
    district_missing: bool = False
    first_meeting_due: date | None = None
    resolution_due: date | None = None
    again_due: date | None = None
    on: date | None = None
    urge_due: date | None = None
    order_due: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed: its item is its name within the election, and `by` owes it until the end of a day."""

    clock: Clock
    item: str
    by: By
    due: date
    reference: Reference


_PREPARED = frozenset({ElectionState.PREPARING, ElectionState.POSTED, ElectionState.CALLED})
_CHOSEN = frozenset({ElectionState.ELECTED, ElectionState.FILED})
ANEW = frozenset({ElectionState.ANNULLED, ElectionState.FAILED, ElectionState.STOPPED})
"""Where an election came to nothing and is to be held anew."""


def owed(course: Course, rules: ElectionRules) -> tuple[Owed, ...]:
    """Return what an election owes, the first to end first."""
    found = [*_before(course, rules), *_after(course, rules)]
    return tuple(sorted(found, key=lambda one: (one.due, one.item)))


def _before(course: Course, rules: ElectionRules) -> Iterator[Owed]:
    """Yield what is owed until the owners have voted."""
    if course.state is ElectionState.APPLIED and course.group_due:
        yield _owed(Clock.GROUP, course.group_due, rules.group_rule.warrant.reference)
    if course.state not in _PREPARED:
        return
    if course.group_post_due:
        yield _owed(Clock.GROUP_POST, course.group_post_due, rules.group_posting.warrant.reference)
    if course.meeting_due and course.meeting_by:
        yield _owed(Clock.ASSEMBLY, course.meeting_due, course.meeting_by)
    if course.state is ElectionState.PREPARING and course.posting_due:
        yield _owed(Clock.POSTING, course.posting_due, rules.posting.warrant.reference)
    if course.state is not ElectionState.CALLED and course.on is not None:
        yield from _uncalled(course, course.on, rules)
    for number, due in course.objections:
        yield _owed(Clock.OBJECTION, due, rules.answer.warrant.reference, f":{number}")


def _uncalled(course: Course, on: date, rules: ElectionRules) -> Iterator[Owed]:
    """Yield what is owed because the committee has not called: urged, ordered, then called for it (article 57)."""
    if course.order_due is None:
        days = rules.renewal_urged.limit.amount
        if course.urge_due is not None and on >= course.urge_due - timedelta(days=days):
            yield _owed(Clock.URGE, course.urge_due, rules.renewal_urged.warrant.reference)
    elif not unmet(course.order_due, on):
        yield _owed(Clock.ORDERED, course.order_due, rules.renewal_ordered.warrant.reference)
    else:
        due = course.order_due + timedelta(days=rules.renewal_instead.limit.amount)
        yield _owed(Clock.INSTEAD, due, rules.renewal_instead.warrant.reference)


def _after(course: Course, rules: ElectionRules) -> Iterator[Owed]:
    """Yield what is owed once a committee was elected, or its election came to nothing."""
    if course.state in _CHOSEN:
        if course.filing_due and course.filing_by:
            yield _owed(Clock.FILING, course.filing_due, course.filing_by)
            if course.district_missing:
                yield _owed(Clock.DISTRICT, course.filing_due, course.filing_by)
        for receiver, due in course.receivers:
            by = By.STREET if receiver is Receiver.STREET else By.DISTRICT
            reference = rules.filing_answer.warrant.reference
            yield Owed(Clock.FILING_ANSWER, f"{Clock.FILING_ANSWER}:{receiver}", by, due, reference)
        if course.first_meeting_due:
            yield _owed(Clock.FIRST_MEETING, course.first_meeting_due, rules.first_meeting.warrant.reference)
    if course.state is ElectionState.ANNULLED and course.resolution_due:
        yield _owed(Clock.RESOLUTION, course.resolution_due, rules.resolution.warrant.reference)
    if course.state in ANEW and course.again_due:
        yield _owed(Clock.AGAIN, course.again_due, rules.again.warrant.reference)


def _owed(clock: Clock, due: date, reference: Reference, more: str = "") -> Owed:
    return Owed(clock, f"{clock}{more}", _BY[clock], due, reference)


def last_posting(meeting_due: date, rules: ElectionRules, works: Callable[[date], bool]) -> date:
    """Return the last working day on which posted candidates can still be voted on in time.

    The call waits for the last objection, and its notice runs as long as the posting (property regulation, article 14):
    the days of both lie wholly between posting and vote. Counted backwards a holiday moves the day back, never on.
    """
    day = meeting_due - timedelta(days=rules.objection.limit.amount + 1 + rules.posting.limit.amount + 1)
    while not works(day):
        day -= timedelta(days=1)
    return day

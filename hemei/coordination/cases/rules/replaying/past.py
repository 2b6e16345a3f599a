"""A case that was, and what ladders do to it: its recorded facts, one thing a ladder did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hemei.coordination.cases.rules.standards import CaseLimits
from hemei.coordination.cases.rules.state import CaseState, Clock
from hemei.coordination.cases.rules.words import Answer, ClockKind
from hemei.kernel.decision import mark


class What(StrEnum):
    """What a ladder did."""

    GRANTED = "granted"
    REFUSED = "refused"
    ESCALATED = "escalated"
    SUPERVISED = "supervised"
    RECALLED = "recalled"
    OVERDUE = "overdue"


WHAT_TEXTS: dict[What, str] = {
    What.GRANTED: mark("延期获准"),
    What.REFUSED: mark("延期未准"),
    What.ESCALATED: mark("升级"),
    What.SUPERVISED: mark("督办"),
    What.RECALLED: mark("催办"),
    What.OVERDUE: mark("办理逾期"),
}
BECAUSE_TEXTS: dict[str, str] = {
    "declined": mark("批准单位没有同意"),
    "no_extension": mark("这类案件不能延期"),
    "extended": mark("延期的次数已经用完"),
    "too_late": mark("申请时办理时限已过"),
    "too_near": mark("申请时离到期太近"),
}
"""Why more time was not given."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wanted more time at `at`; `answer` is what was answered then at `answered_at`, None while it waits."""

    at: datetime
    answer: Answer | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a ladder did: by which item, on which clock or wish, towards which level, when.

    `amount` is the time given, the days late or how often it was recalled; `because` why more time was refused.
    """

    what: What
    item: str
    key: str
    at: datetime
    to: str = ""
    amount: str = ""
    because: str = ""

    @property
    def effect(self) -> tuple[str, str, str, str, str, datetime | None]:
        """What of it can be felt: two ladders that differ in the name of an item only do the same."""
        at = None if self.what in {What.GRANTED, What.REFUSED, What.OVERDUE} else self.at
        return (self.what, self.key, self.to, self.amount, self.because, at)


@dataclass(frozen=True, slots=True)
class Past:
    """A case that was: its state as it stands, who wanted more time, the class of its handling, the moment now.

    `reported_class` is the class it had until it was accepted as another kind; its accept clock was of that.
    """

    case: CaseState
    wishes: tuple[Wish, ...]
    handling_class: str
    now: datetime
    reported_class: str = ""

    def class_of(self, clock: Clock) -> str:
        """Return the class by which a miss of this clock is told."""
        return (clock.kind is ClockKind.ACCEPT and self.reported_class) or self.case.service_class


def reported_class_of(case: CaseState, limits: CaseLimits) -> str:
    """Return the class a case was reported in: its own where the accept clock had its time, else the first that has."""
    accept = next((clock.limits[0] for clock in case.clocks if clock.kind is ClockKind.ACCEPT), "")
    fitting = [found.code for found in limits.service_class if str(found.accept.limit) == accept]
    return next((code for code in fitting if code == case.service_class), fitting[0] if fitting else "")


def wishes_of(case: CaseState, granted_at: Sequence[datetime] = ()) -> tuple[Wish, ...]:
    """Return who wanted more time: the requests, and what was granted at these moments without one."""
    asked = [Wish(one.asked_at, one.answer, one.answered_at) for one in case.requests]
    answered = {one.answered_at for one in case.requests}
    own = [Wish(at, Answer.GRANTED, at) for at in granted_at if at not in answered]
    return tuple(sorted((*asked, *own), key=lambda wish: wish.at))


def home_at(case: CaseState, at: datetime) -> tuple[int, int]:
    """Return the level and the home body of a moment: the last of its own clocks that had begun then tells both."""
    level, home = case.level, case.home
    for clock in sorted(case.clocks, key=lambda clock: clock.started_at):
        own = clock.kind in {ClockKind.ACCEPT, ClockKind.HANDLING} and ":task-" not in clock.key
        if own and clock.started_at <= at:
            level, home = int(clock.key.split(".")[1]), clock.body
    return level, home

"""Petitions 信访件: their words, by when they are told of and finished, and which of them repeat an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.workdays import SHANGHAI, WorkingTime, shanghai_day
from hemei.oversight.mediation.rules.petition_standards import PetitionRules, RepeatRule

LONGEST_NUMBER, LONGEST_NAME, LONGEST_TEXT, MOST_PERSONS = 40, 40, 2_000, 10_000


class PetitionSource(StrEnum):
    """How a petition came in."""

    LETTER = "letter"
    VISIT = "visit"
    ONLINE = "online"
    PHONE = "phone"
    TRANSFERRED = "transferred"


PETITION_SOURCE_TEXTS: dict[PetitionSource, str] = {
    PetitionSource.LETTER: mark("来信"),
    PetitionSource.VISIT: mark("来访"),
    PetitionSource.ONLINE: mark("网上信访"),
    PetitionSource.PHONE: mark("来电"),
    PetitionSource.TRANSFERRED: mark("上级转送"),
}


class Repeat(StrEnum):
    """Whether a petition is the same matter again: a rule or the file says so, a person confirms it."""

    FIRST = "first"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DENIED = "denied"


REPEAT_TEXTS: dict[Repeat, str] = {
    Repeat.FIRST: mark("初次"),
    Repeat.PROPOSED: mark("疑似重复，待确认"),
    Repeat.CONFIRMED: mark("重复"),
    Repeat.DENIED: mark("经确认不是重复"),
}
REPEAT_TONES: dict[Repeat, str] = {
    Repeat.FIRST: "",
    Repeat.PROPOSED: "warn",
    Repeat.CONFIRMED: "brand",
    Repeat.DENIED: "",
}


class Said(StrEnum):
    """What a file says in a cell of yes and no: for the first time or not extended, or again and extended."""

    FIRST = "first"
    AGAIN = "again"


class Stage(StrEnum):
    """How far a petition has come, as its own office reports it."""

    REGISTERED = "registered"
    TOLD = "told"
    ENDED = "ended"


STAGE_TEXTS: dict[Stage, str] = {
    Stage.REGISTERED: mark("已登记"),
    Stage.TOLD: mark("已告知受理"),
    Stage.ENDED: mark("已办结"),
}
STAGE_TONES: dict[Stage, str] = {Stage.REGISTERED: "warn", Stage.TOLD: "brand", Stage.ENDED: "good"}


def stage_of(told_on: date | None, ended_on: date | None) -> Stage:
    """Return how far a petition has come."""
    if ended_on is not None:
        return Stage.ENDED
    return Stage.TOLD if told_on is not None else Stage.REGISTERED


@dataclass(frozen=True, slots=True)
class Times:
    """By when the petitioner is told that his matter is taken up, and by when it is finished."""

    tell_by: date
    finish_by: date


def times_of(
    received_on: date, told_on: date | None, rules: PetitionRules, working: WorkingTime, *, extended: bool
) -> Times:
    """Return the two days; a last day that is none of work moves on (Civil Code art. 203).

    The sixty days run from the day the matter is taken up, which is the day its petitioner is told; one who was not
    told yet is owed no more time than one who was told on the last day.
    """
    tell_by = shanghai_day(working.due(_noon(received_on), rules.tell.limit).at)
    limits = [rules.finish.limit, *([rules.extension.limit] if extended else [])]
    begun = told_on if told_on is not None and told_on <= tell_by else tell_by
    return Times(tell_by, shanghai_day(working.due_in_turn(_noon(begun), limits).at))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def is_late(told_on: date | None, ended_on: date | None, times: Times, today: date) -> bool:
    """Whether a petition was told of or finished too late, or is not yet and its day has passed."""
    return (told_on or today) > times.tell_by or (ended_on or today) > times.finish_by


def days_fit(received_on: date, told_on: date | None, ended_on: date | None, today: date) -> Decision:
    """Whether the days of a petition follow each other and none lies ahead."""
    days = (("told_on", told_on), ("ended_on", ended_on))
    wrong = [Reason(_AHEAD, {}, _NOT_LATER, "received_on", "ahead")] if received_on > today else []
    for name, day in days:
        if day is not None and day > today:
            wrong.append(Reason(_AHEAD, {}, _NOT_LATER, name, "ahead"))
        elif day is not None and day < received_on:
            wrong.append(
                Reason(_BEFORE, {"day": received_on.isoformat()}, mark("请核对日期。"), name, "before")
            )
    if told_on is not None and ended_on is not None and ended_on < told_on:
        wrong.append(
            Reason(mark("办结日期早于告知日期。"), {}, mark("请核对日期。"), "ended_on", "before_told")
        )
    return Decision.no(*wrong) if wrong else Decision.yes()


_AHEAD, _NOT_LATER = mark("日期在将来。"), mark("请填写不晚于今天的日期。")
_BEFORE = mark("早于登记日期{day}。")


@dataclass(frozen=True, slots=True)
class Known:
    """A petition as the rule of repeats sees it; `who` are the marks of the petitioner, readable by nobody."""

    id: int
    received_on: date
    kind: str
    community: int
    estate: int | None
    who: frozenset[bytes]


def repeated_by(one: Known, earlier: Iterable[Known], rule: RepeatRule) -> int | None:
    """Return the petition of which one may be a repetition: the latest by the same petitioner on the same matter.

    The same petitioner: one of his marks, of telephone or of name, is the same. The same matter: kind and estate, or
    kind and community where one of the two names no estate. Who gave neither name nor telephone repeats nothing.
    """
    same = [
        other
        for other in earlier
        if other.id != one.id
        and other.kind == one.kind
        and other.community == one.community
        and (other.estate == one.estate or None in {other.estate, one.estate})
        and other.who & one.who
        and 0 <= (one.received_on - other.received_on).days <= rule.days
        and (other.received_on, other.id) < (one.received_on, one.id)
    ]
    return max(same, key=lambda other: (other.received_on, other.id)).id if same else None


def may_settle_repeat(repeat: Repeat, *, confirmed: bool, earlier: int | None) -> Decision:
    """Whether somebody may say that a petition is, or is not, a repetition. Nothing is said twice the same."""
    wanted = Repeat.CONFIRMED if confirmed else Repeat.DENIED
    if repeat is wanted:
        return Decision.no(
            Reason(
                mark("已经登记为“{state}”。"),
                {"state": REPEAT_TEXTS[repeat]},
                mark("刷新页面查看当前状态"),
                code="state",
            )
        )
    if confirmed and earlier is None:
        return Decision.no(
            Reason(
                mark("没有说明重复的是哪一件。"),
                {},
                mark("请填写前一件的信访件编号。"),
                "earlier",
                "no_earlier",
            )
        )
    return Decision.yes()


def may_follow(received_on: date, earlier_on: date, *, backwards: bool = False) -> Decision:
    """Whether a petition can repeat another: the other was there before, and does not repeat this one (`backwards`)."""
    if earlier_on > received_on:
        return Decision.no(
            Reason(mark("所填的一件登记得更晚。"), {}, mark("请填写更早的一件。"), "earlier", "later")
        )
    if backwards:
        return Decision.no(
            Reason(
                mark("所填的一件已经登记为重复本件。"),
                {},
                mark("请填写最早的一件，或先更正那一件。"),
                "earlier",
                "backwards",
            )
        )
    return Decision.yes()

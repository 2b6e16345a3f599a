"""Whether a round may be handed in as a phone brings it, whether it was in time, and what there is to check."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low

from hemei.coordination.patrols.rules.planning import arrives_by
from hemei.coordination.patrols.rules.standards import LengthRule, MissedRule
from hemei.coordination.patrols.rules.words import Flag, Result
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.workdays import shanghai_day

_AHEAD = timedelta(minutes=10)
_CLOCK_ERROR = timedelta(minutes=30)
"""By how much a camera's clock may be wrong, as for the visits of cases."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a walker says of a point: the result, what kind of case a find is, his words, how many photos."""

    point: int
    name: str
    result: Result
    case_kind: str = ""
    note: str = ""
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo of a round: when it was taken, how far from its point, and whether it was shown before."""

    at: datetime | None
    metres: int | None
    copied: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """A round as it came in: its times, how many seconds and how many metres off at each point, photos."""

    started_at: datetime
    ended_at: datetime
    seconds: tuple[int, ...]
    metres: tuple[int | None, ...]
    shots: tuple[Shot, ...]
    clock_off: bool = False
    second: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """From when to when a round is kept as walked; `off` says that the phone's clock cannot have been right."""

    started_at: datetime
    ended_at: datetime
    off: bool


def may_walk(*, planned_on: date, now: datetime) -> Decision:
    """Whether a round may be handed in: its day has come, by our own clock; a phone's may be off."""
    if shanghai_day(now) < planned_on:
        return Decision.no(
            Reason(
                mark("这一轮安排在{day}，还没有到。"),
                {"day": planned_on.isoformat()},
                mark("请到那一天再走；当天的巡查在“今天要走的”里。"),
                "started_at",
                "early",
            )
        )
    return Decision.yes()


def times_of(*, planned_on: date, started_at: datetime, ended_at: datetime, now: datetime) -> Times:
    """Return the times a round is kept with: never after now, never empty.

    A wrong clock loses no round, nor does a night between its beginning and its end: what was recorded is taken, and
    who reads it is told what to check.
    """
    ended = min(ended_at, now)
    off = ended_at > now + _AHEAD or started_at >= ended or shanghai_day(started_at) < planned_on
    return Times(min(started_at, ended - timedelta(seconds=1)), ended, off)


def fact_on(*, seen_at: datetime, planned_on: date, now: datetime) -> date:
    """Return the day on which something was found: not before the round's day and not after today."""
    return max(planned_on, min(shanghai_day(seen_at), shanghai_day(now)))


def may_say(
    said: Sequence[Said], *, planned: Collection[int], listed: Mapping[int, Collection[str]]
) -> Decision:
    """Whether what is said of the points holds.

    `planned` are the points of this round, `listed` the kinds of cases that may be found at each. A find needs a kind
    and words or a photo; who could not look at a point says why.
    """
    if not said:
        return Decision.no(
            Reason(mark("一个点位都没有记录。"), {}, mark("请逐个点位记录后再提交。"), "points", "empty")
        )
    reasons = [reason for one in said if (reason := _wrong(one, planned, listed)) is not None]
    if len({one.point for one in said}) < len(said):
        reasons.append(
            Reason(mark("同一个点位记录了两次。"), {}, mark("请重新打开后再提交。"), "points", "twice")
        )
    return Decision(not reasons, tuple(reasons))


def may_send(results: Sequence[Result]) -> Decision:
    """Whether what is said of one point may go ahead of its round: only something that was found."""
    if list(results) == [Result.FOUND]:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("没有选“发现问题”，不能单独上报。"),
            {},
            mark("请先选“发现问题”和类别，再上报。"),
            "points",
            "no_find",
        )
    )


def _wrong(one: Said, planned: Collection[int], listed: Mapping[int, Collection[str]]) -> Reason | None:
    field, values = f"mark-{one.point}", {"name": one.name}
    if one.point not in planned:
        words, remedy = mark("点位“{name}”不在这一轮里。"), mark("请重新打开这一轮再提交。")
        return Reason(words, values, remedy, "points", "foreign_point")
    if one.result is Result.FOUND and one.case_kind not in listed.get(one.point, ()):
        words, remedy = mark("点位“{name}”发现了问题，没有选是哪一类。"), mark("请选择问题的类别。")
        return Reason(words, values, remedy, f"case-{one.point}", "kind")
    if one.result is Result.FOUND and not (one.photos or one.note.strip()):
        words, remedy = (
            mark("点位“{name}”发现了问题，没有照片也没有说明。"),
            mark("请拍照，或写明看到了什么。"),
        )
        return Reason(words, values, remedy, field, "unproven")
    if one.result is Result.BLOCKED and not one.photos:
        said = gives_reason(
            mark("点位“{name}”没能查看，没有说明原因。"), one.note, field=field, code="why", name=one.name,
            remedy=mark("请写明为什么，至少{least}个字，或者拍照；现在是{given}个字。"),
        )  # fmt: skip
        return next(iter(said.reasons), None)
    return None


def on_time(*, planned_on: date, ended_at: datetime, received_at: datetime, rule: MissedRule) -> bool:
    """Whether a round was walked on its day and arrived before it counted as missed."""
    return shanghai_day(ended_at) == planned_on and received_at < arrives_by(planned_on, rule)


def flags_of(
    walk: Walk, *, received_at: datetime, far_metres: int, length: LengthRule, missed: MissedRule
) -> tuple[Flag, ...]:
    """Return what there is to check about a round, in the order of the list."""
    far = [*walk.metres, *(shot.metres for shot in walk.shots)]
    found = {
        Flag.SECOND: walk.second,
        Flag.CLOCK: walk.clock_off,
        Flag.LONG: walk.ended_at - walk.started_at > timedelta(minutes=length.most_minutes),
        Flag.RUSHED: bool(walk.seconds) and median_low(walk.seconds) < length.least_seconds,
        Flag.LATE_RECEIPT: received_at - walk.ended_at > timedelta(hours=missed.hours),
        Flag.COPIED: any(shot.copied for shot in walk.shots),
        Flag.OUTSIDE: any(_outside(shot, walk) for shot in walk.shots),
        Flag.ELSEWHERE: any((metres or 0) > far_metres for metres in far),
        Flag.UNPLACED: bool(walk.metres) and all(metres is None for metres in walk.metres),
    }
    return tuple(flag for flag, holds in found.items() if holds)


def _outside(shot: Shot, walk: Walk) -> bool:
    return (
        shot.at is not None and not walk.started_at - _CLOCK_ERROR <= shot.at <= walk.ended_at + _CLOCK_ERROR
    )

"""The renovation of an old estate 改造提升, and that its management keeps step with it (双同步)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.ground.companies.rules.modes import Mode, not_keeper
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark


class Stage(StrEnum):
    """How far a renovation is on a day; derived from its days."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    FINISHED = "finished"


STAGE_NAMES = {
    Stage.PLANNED: mark("列入改造计划"),
    Stage.UNDER_WAY: mark("正在改造"),
    Stage.FINISHED: mark("改造完成"),
}


@dataclass(frozen=True, slots=True)
class RenovationDraft:
    """A renovation: when it was put on the plan, begun and finished, and how the estate is managed afterwards.

    A renovation names the mode to come, so that management follows at once; not yet decided is None.
    """

    estate_id: int
    planned_on: date
    begun_on: date | None = None
    finished_on: date | None = None
    mode_after: Mode | None = None


def stage_on(planned_on: date, begun_on: date | None, finished_on: date | None, day: date) -> Stage | None:
    """Return how far a renovation was on a day; None before it was planned."""
    if finished_on is not None and finished_on <= day:
        return Stage.FINISHED
    if begun_on is not None and begun_on <= day:
        return Stage.UNDER_WAY
    return Stage.PLANNED if planned_on <= day else None


def may_enter_renovation(role: Role, draft: RenovationDraft, *, stands_since: date, today: date) -> Decision:
    """Answer whether a renovation may stand with these days; that two never overlap is the database's to say."""
    reasons = not_keeper(role)
    if draft.planned_on < stands_since:
        reasons.append(
            Reason(
                mark("列入计划之日早于小区在册之日{since}。"),
                {"since": stands_since.isoformat()},
                mark("请核对日期。"),
                "planned_on",
                "before_estate",
            )
        )
    named = (
        ("planned_on", draft.planned_on),
        ("begun_on", draft.begun_on),
        ("finished_on", draft.finished_on),
    )
    for field, day in named:
        if day is not None and day > today:
            reasons.append(
                Reason(mark("日期在将来。"), {}, mark("还没有发生的，请留空。"), field, "future_day")
            )
    if draft.begun_on is not None and draft.begun_on < draft.planned_on:
        reasons.append(
            Reason(mark("开工日期早于列入计划之日。"), {}, mark("请核对两个日期。"), "begun_on", "bad_order")
        )
    if draft.finished_on is not None and (draft.begun_on is None or draft.finished_on <= draft.begun_on):
        reasons.append(
            Reason(
                mark("完工日期须在开工日期之后。"), {}, mark("请补填开工日期，或核对两个日期。"),
                "finished_on", "bad_order",
            )
        )  # fmt: skip
    if draft.mode_after is Mode.NONE:
        reasons.append(
            Reason(
                mark("改造后不能没有人管理。"),
                {},
                mark("改造和管理覆盖同步推进：请选定改造后的管理模式，还没有定的留空。"),
                "mode_after",
                "no_mode",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()

"""Renovation and coverage in step 双同步: may a project be filed, begun, accepted; how it stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.renewal.rules.words import Mode


class Step(StrEnum):
    """How renovation and coverage stand to each other on a day."""

    STOPPED = "stopped"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    UNACCEPTED = "unaccepted"
    WAITING = "waiting"
    LATE = "late"
    COVERED = "covered"
    DROPPED = "dropped"


STEP_TEXTS: dict[Step, str] = {
    Step.STOPPED: mark("暂停：没有写明改造后的管理模式"),
    Step.PLANNED: mark("列入计划"),
    Step.UNDER_WAY: mark("正在改造"),
    Step.UNACCEPTED: mark("已经完工，没有登记验收"),
    Step.WAITING: mark("已经验收，等待管理覆盖"),
    Step.LATE: mark("验收后逾期没有覆盖"),
    Step.COVERED: mark("改造和覆盖都已到位"),
    Step.DROPPED: mark("两年内失去管理"),
}
STEP_TONES: dict[Step, str] = {
    Step.STOPPED: "bad",
    Step.PLANNED: "",
    Step.UNDER_WAY: "brand",
    Step.UNACCEPTED: "warn",
    Step.WAITING: "warn",
    Step.LATE: "bad",
    Step.COVERED: "good",
    Step.DROPPED: "bad",
}


@dataclass(frozen=True, slots=True)
class StageDays:
    """A stage of the works: planned to be done by a day, done on one."""

    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProjectDays:
    """The days of a project: on the plan, begun, planned to be finished, and its stages."""

    planned_on: date
    begun_on: date | None
    due_on: date
    accepted_on: date | None
    stages: tuple[StageDays, ...]


def may_file(days: ProjectDays, mode_after: Mode | None, budget_fen: int, works: tuple[str, ...]) -> Decision:
    """Answer whether a project may be filed: with a later mode, works, a budget and stages that stand in order."""
    reasons = []
    if mode_after is None:
        reasons.append(no_later_mode())
    if budget_fen <= 0:
        words = mark("预算要大于零。")
        reasons.append(Reason(words, {}, mark("请填写批准的改造预算，单位元。"), "budget", "no_budget"))
    if not works:
        words = mark("没有选改造内容。")
        reasons.append(Reason(words, {}, mark("请至少选一项。"), "works", "no_works"))
    if not days.stages:
        words = mark("没有写改造的阶段。")
        reasons.append(Reason(words, {}, mark("请至少写一个阶段和它的计划完成日期。"), "stages", "no_stages"))
    latest = days.planned_on
    for stage in days.stages:
        if stage.due_on < latest or stage.due_on > days.due_on:
            reasons.append(
                Reason(
                    mark("阶段的计划日期{day}不在列入计划和计划完工之间，或者先后颠倒。"),
                    {"day": stage.due_on.isoformat()}, mark("请按先后填写。"), "stages", "bad_order",
                )
            )  # fmt: skip
            break
        latest = stage.due_on
    return Decision.no(*reasons) if reasons else Decision.yes()


def no_later_mode() -> Reason:
    """Say why a project without a later mode is stopped."""
    return Reason(
        mark("没有写明改造后的管理模式，项目暂停。"), {},
        mark("改造提升和管理覆盖双同步：请先选定改造后由谁管理。"), "mode_after", "no_mode",
    )  # fmt: skip


def may_begin(days: ProjectDays, mode_after: Mode | None, day: date, *, today: date) -> Decision:
    """Answer whether the works may begin on a day."""
    if mode_after is None:
        return Decision.no(no_later_mode())
    if days.begun_on is not None:
        return Decision.no(Reason(mark("已经登记开工。"), {}, mark("请刷新页面。"), code="begun"))
    if not days.planned_on <= day <= today:
        return Decision.no(_bad_day(mark("开工日期要在列入计划之后、且不晚于今天。")))
    return Decision.yes()


def may_finish_stage(days: ProjectDays, number: int, day: date, *, today: date) -> Decision:
    """Answer whether a stage may be done on a day: after the works began, and after the stage before it."""
    if days.begun_on is None:
        return Decision.no(Reason(mark("还没有开工。"), {}, mark("请先登记开工日期。"), code="not_begun"))
    if days.stages[number].done_on is not None:
        return Decision.no(Reason(mark("这个阶段已经完成。"), {}, mark("请刷新页面。"), code="done"))
    before = [one.done_on for one in days.stages[:number]]
    if None in before:
        return Decision.no(
            Reason(mark("前一个阶段还没有完成。"), {}, mark("请按先后登记。"), code="too_early")
        )
    least = max([days.begun_on, *(one for one in before if one)])
    if not least <= day <= today:
        return Decision.no(_bad_day(mark("完成日期要在开工和前一阶段之后、且不晚于今天。")))
    return Decision.yes()


def may_accept(days: ProjectDays, mode_after: Mode | None, day: date, *, today: date) -> Decision:
    """Answer whether a project may be accepted on a day: never before its works."""
    if mode_after is None:
        return Decision.no(no_later_mode())
    if days.begun_on is None:
        words = mark("还没有开工，不能验收。")
        return Decision.no(Reason(words, {}, mark("请先登记开工和各阶段完成。"), code="not_begun"))
    if days.accepted_on is not None:
        return Decision.no(Reason(mark("已经验收。"), {}, mark("请刷新页面。"), code="accepted"))
    open_ = sum(one.done_on is None for one in days.stages)
    if open_:
        words = mark("还有{count}个阶段没有完成，不能验收。")
        return Decision.no(Reason(words, {"count": open_}, mark("请先登记各阶段完成。"), code="open_stages"))
    least = max(one.done_on for one in days.stages if one.done_on) if days.stages else days.begun_on
    if not max(least, days.begun_on) <= day <= today or day == days.begun_on:
        return Decision.no(_bad_day(mark("验收日期要在全部工程完成之后、且不晚于今天。")))
    return Decision.yes()


def _bad_day(words: str) -> Reason:
    return Reason(words, {}, mark("请核对日期。"), "day", "bad_day")


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What is known of a renovation and the coverage of its estate on a day.

    `lost_on` is the first day without management after coverage was reached, where it was lost in time to count.
    """

    mode_after: str
    begun_on: date | None
    finished_on: date | None
    accepted_on: date | None
    cover_by: date | None
    covered: bool
    lost_on: date | None


def step_on(facts: StepFacts, day: date) -> Step:
    """Return how renovation and coverage stand to each other on a day."""
    if facts.finished_on is None or facts.finished_on > day:
        if not facts.mode_after:
            return Step.STOPPED
        return Step.UNDER_WAY if facts.begun_on is not None and facts.begun_on <= day else Step.PLANNED
    if facts.lost_on is not None:
        return Step.DROPPED
    if facts.covered:
        return Step.COVERED
    if facts.accepted_on is None or facts.cover_by is None:
        return Step.UNACCEPTED
    return Step.LATE if day > facts.cover_by else Step.WAITING

"""The five steps of a small matter 五共, who may rate, and when the result is shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hemei.community.deliberation.rules.standards import Rating, SmallMatters
from hemei.community.deliberation.rules.words import Step, TopicState
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a small matter is: concluded in a meeting, built, given somebody to look after, shared."""

    planned: bool = False
    built: bool = False
    managed: bool = False
    shared: bool = False


def step_of(progress: Progress) -> Step:
    """Return the step that is going on; the last one where all is shared."""
    if not progress.planned:
        return Step.PLAN
    if not progress.built:
        return Step.BUILD
    if not progress.managed:
        return Step.MANAGE
    return Step.SHARE if progress.shared else Step.RATE


def has_photos(count: int, *, needed: bool, field: str = "photos") -> Decision:
    """Whether there is a picture where one is needed."""
    if count or not needed:
        return Decision.yes()
    return Decision.no(
        Reason(mark("没有照片"), {}, mark("请至少附一张照片，前后对比才看得见"), field, "no_photo")
    )


def may_rate(
    *, state: TopicState, done_on: date | None, today: date, days: int, lives_there: bool, rated: bool
) -> Decision:
    """Whether somebody may rate: who lives or owns there, once, from the end of the work for so many days."""
    if not lives_there:
        return _no(mark("只有本小区的业主和住户可以评价"), mark("请先在个人页面登记住房"), "place")
    if done_on is None or state not in {TopicState.DONE, TopicState.CLOSED}:
        return _no(mark("还没有办完，不能评价"), mark("办完后会在这里开放评价"), "state")
    if today > done_on + timedelta(days=days):
        return _no(mark("评价已经截止"), mark("可以作为新的议题提出"), "late")
    if rated:
        return _no(mark("您已经评价过"), mark("每人评价一次"), "twice")
    return Decision.yes()


def is_score(score: int, rules: Rating) -> Decision:
    """Whether a number is on the scale."""
    if 1 <= score <= rules.best:
        return Decision.yes()
    reason = Reason(mark("请选择1到{best}分"), {"best": rules.best}, field="score", code="score")
    return Decision.no(reason)


def is_satisfied(score: int, rules: Rating) -> bool:
    """Whether a score counts as content."""
    return score >= rules.satisfied_from


def may_share(progress: Progress, *, done_on: date | None, today: date, rules: SmallMatters) -> Decision:
    """Whether the result may be shared: built, looked after, and the days of rating are over, the last one with them.

    On the last day ratings are still taken (`may_rate`): the result is shared from the next one on.
    """
    if progress.shared:
        return _no(mark("已经公布过结果"), "", "shared")
    if not progress.built or done_on is None:
        return _no(mark("还没有建成"), mark("请先验收建设任务"), "built")
    if not progress.managed and rules.upkeep.needed:
        return _no(mark("还没有人管护"), mark("请先布置管护任务"), "upkeep")
    if today <= done_on + timedelta(days=rules.rating.days):
        reason = Reason(
            mark("居民评价还没有满{days}天"),
            {"days": rules.rating.days},
            mark("评价期满后再公布"),
            code="rating",
        )
        return Decision.no(reason, references=(rules.rating.warrant.reference,))
    return Decision.yes(rules.rating.warrant.reference)


def _no(text: str, remedy: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, remedy, code=code))

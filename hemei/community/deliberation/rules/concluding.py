"""Who must be at the table, and what a three-in-one meeting may conclude on a topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.community.deliberation.rules.standards import ThreeInOne
from hemei.community.deliberation.rules.words import SIDE_TEXTS, ConclusionKind, OwnersSide, Side
from hemei.kernel.decision import Decision, Reason, Reference, mark

MOST_TASKS = 10


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter the owners decide together: its code and clause of that day."""

    code: str
    name: str
    clause: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Task:
    """A task to be set: what, who owes it, until when."""

    title: str
    owner: int
    until: date


def missing_sides(present: Iterable[Side], rules: ThreeInOne) -> tuple[Side, ...]:
    """Return the sides that must sit and do not, in order."""
    here = set(present)
    return tuple(side for side in rules.sides if side not in here)


def may_conclude(present: Iterable[Side], rules: ThreeInOne) -> Decision:
    """Whether the meeting can conclude anything: every side is present, each missing one is named."""
    items = {Side(one.code): one.warrant.reference for one in rules.side}
    missing = missing_sides(present, rules)
    if not missing:
        return Decision.yes(*items.values())
    reasons = [
        Reason(
            mark("{side}没有到场，会议不能议定"),
            {"side": SIDE_TEXTS[side]},
            mark("议题留到下次会议；可以请对方要求临时召开"),
            code="absent",
        )
        for side in missing
    ]
    return Decision(False, tuple(reasons), tuple(items[side] for side in missing))


def may_chair(side: Side, rules: ThreeInOne) -> Decision:
    """Whether a side chairs the meeting: the one that leads, no other."""
    reference = rules.lead.warrant.reference
    if side is Side(rules.lead.side):
        return Decision.yes(reference)
    reason = Reason(
        mark("三位一体会议由{side}主持"), {"side": SIDE_TEXTS[Side(rules.lead.side)]}, code="chair"
    )
    return Decision.no(reason, references=(reference,))


def owners_seat(there_is: Iterable[OwnersSide], rules: ThreeInOne) -> OwnersSide:
    """Return who sits for the owners: the first of the document that there is; delegates can always be elected."""
    found = {*there_is, OwnersSide.DELEGATES}
    return next(side for side in rules.owners_sides if side in found)


def may_be(kind: ConclusionKind, matter: Matter | None, rules: ThreeInOne) -> Decision:
    """Whether a topic may be concluded so: on a matter of the owners' vote only a proposal, on others never one.

    That it is talked over no more may be said of any, where the sides rejected it.
    """
    vote = rules.owners_vote.warrant.reference
    if kind is ConclusionKind.DROPPED:
        return Decision.yes(rules.dropped.warrant.reference)
    if matter is not None and kind is not ConclusionKind.PROPOSAL:
        reason = Reason(
            mark("“{matter}”须由业主共同决定（{clause}），会议只能建议业主表决"),
            {"matter": matter.name, "clause": matter.clause},
            mark("请改为建议业主共同决定；表决通过以前不布置任务"),
            field="kind",
            code="owners_decide",
        )
        return Decision.no(reason, references=(vote, matter.reference))
    if matter is None and kind is ConclusionKind.PROPOSAL:
        reason = Reason(
            mark("这个议题不属于须由业主共同决定的事项"),
            {},
            mark("请直接议定任务；确实属于的，在议题页改它的事项，下次会议再议"),
            field="kind",
            code="no_owners_matter",
        )
        return Decision.no(reason, references=(vote,))
    return Decision.yes(vote, *((matter.reference,) if matter else ()))


def is_ripe(kind: ConclusionKind, *, adopted: bool, rejected: bool, signed: bool) -> Decision:
    """Whether the meeting's vote bears such a conclusion: all sides agreed, or, to drop it, they did not; and signed.

    That they rejected it is one person's word until the sides that came have signed, or were noted to refuse to.
    """
    if kind is ConclusionKind.DROPPED and not rejected:
        return _no(
            mark("最近一次会议没有否决这个议题"),
            mark("各方没有一致通过的，才能不再商议"),
            "kind",
            "not_rejected",
        )
    if kind is not ConclusionKind.DROPPED and not adopted:
        return _no(
            mark("这个议题还没有在各方都到场的会议上通过"),
            mark("请在会议上登记各方表态，会议结束后再记录议定事项"),
            "kind",
            "not_agreed",
        )
    if not signed:
        return _no(
            mark("到场各方还没有都在会议记录上签字"),
            mark("请先登记各方签字，上传签字页；有一方不肯签的，登记拒签"),
            "kind",
            "unsigned",
        )
    return Decision.yes()


def may_set(task: Task, *, owners: Iterable[int], today: date, rules: ThreeInOne) -> Decision:
    """Whether a task has what, who and until when: an owner at the table, a day ahead and not too far."""
    if not task.title:
        return _no(mark("没有写要做什么"), mark("请写明要做什么"), "title", "title")
    if task.owner not in set(owners):
        return _no(mark("没有责任单位"), mark("请从参加会议的各方中选择谁来做"), "owner", "owner")
    last = today + timedelta(days=rules.task.most_days)
    if task.until <= today:
        return _no(mark("完成日期要在今天以后"), mark("请填写以后的日期"), "until", "past")
    if task.until > last:
        reason = Reason(
            mark("完成日期超过{days}天"),
            {"days": rules.task.most_days},
            mark("请分期议定，先写第一步"),
            "until",
            "far",
        )
        return Decision.no(reason, references=(rules.task.warrant.reference,))
    return Decision.yes(rules.task.warrant.reference)


def _no(text: str, remedy: str, field: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, remedy, field, code))

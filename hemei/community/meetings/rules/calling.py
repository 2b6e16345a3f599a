"""What a meeting must be before it is called: who demands it, its sides, its agenda, the days of its notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.community.meetings.rules.standards import Kind
from hemei.community.meetings.rules.words import SIDE_TEXTS, SideCode, State
from hemei.kernel.decision import Decision, Reason, mark

LONGEST_TITLE = 60
MOST_ITEMS = 30
SEATED: dict[str, bool] = {"committee_meeting": False, "first_committee_meeting": True}
"""Kinds whose members are those who sit in the committee; True counts in who is elected and has not begun."""
STEP_OF: dict[str, str] = {
    "three_in_one": "deliberation.sitting:",
    "preparatory_group": "committees.election:",
    "stand_in_meeting": "committees.committee:",
}
"""Kinds that are only called as a step of something of a later chapter, by the beginning of its stream."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A side that is invited; `size` is how many members it has, where that is known."""

    code: SideCode
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """How many persons of a side must be there, and of members how many must agree; 0 where none must."""

    present: int = 0
    agree: int = 0


def earliest_on(noticed_on: date, kind: Kind) -> date:
    """Return the first day a meeting noticed today may be held: whole days lie between, neither end counted.

    A closed one has no notice: who is invited agrees on the hour.
    """
    return noticed_on if kind.closed else noticed_on + timedelta(days=kind.notice_days + 1)


def needs_of(kind: Kind, side: Invited) -> Needs:
    """Return what a side needs to be there and to decide, in whole persons."""
    rule = kind.of(side.code)
    least = rule.least if rule.required else 0
    if rule.quorum is None or side.size is None:
        return Needs(least)
    agree = kind.agree.least(side.size) if kind.agree is not None and side.code == "members" else 0
    return Needs(max(least, rule.quorum.least(side.size)), agree)


def may_demand(kind: Kind, *, asking: int, of: int) -> Decision:
    """Whether enough demand a meeting for it to be called on a clock."""
    if kind.ask is None:
        return Decision.no(
            Reason(mark("“{kind}”没有规定由谁要求召开"), {"kind": kind.name}, field="kind", code="no_demand")
        )
    if not 0 < asking <= of:
        return Decision.no(
            Reason(
                mark("人数不对"), remedy=mark("请核对提出要求的人数和总人数"), field="asking", code="asking"
            )
        )
    if not kind.ask.reached(asking, of):
        return Decision.no(
            Reason(
                mark("{of}人中有{asking}人要求，还差{short}人"),
                {
                    "of": of,
                    "asking": asking,
                    "short": kind.ask.short(asking, of),
                    "bar": f"{kind.ask.sign}{kind.ask.share}",
                },
                mark("人数达到{bar}才必须召集"),
                "asking",
                "too_few",
            ),
            references=(kind.warrant.reference,),
        )
    return Decision.yes(kind.warrant.reference)


def may_join(kind: Kind, state: State, *, reached: bool, over: bool, owner: bool) -> Decision:
    """Whether an owner may demand a meeting of this kind, join in a demand or take his own back."""
    reasons = []
    if not kind.owners_ask:
        values: dict[str, str | int] = {"kind": kind.name}
        reasons.append(Reason(mark("“{kind}”不由业主联名要求召开"), values, field="kind", code="not_asked"))
    if not owner:
        reasons.append(Reason(mark("只有本小区的业主可以要求召开"), field="estate", code="no_owner"))
    if reached or state is not State.PREPARED:
        reasons.append(Reason(mark("人数已经够了，会议正在召集或已经公告"), code="reached"))
    elif over:
        reasons.append(Reason(mark("征集期已满，这项要求已经结束"), remedy=mark("可以重新提出"), code="over"))
    reference = kind.warrant.reference
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


def may_notice(
    kind: Kind, *, noticed_on: date, held_on: date, sides: Sequence[Invited], items: Sequence[str]
) -> Decision:
    """Whether a meeting can be noticed: in time, with every side it needs, with an agenda."""
    reasons = [*_day(kind, noticed_on, held_on), *_sides(kind, sides), *_items(items)]
    reference = kind.warrant.reference
    return Decision.no(*reasons, references=(reference,)) if reasons else Decision.yes(reference)


_ELSEWHERE: dict[str, tuple[str, str]] = {
    "three_in_one": (
        mark("“{kind}”由等待的议题召集，不能另写议题"),
        mark("请先提出议题：属于业主共同决定的（民法典第二百七十八条），议事会只能建议业主表决"),
    ),
    "preparatory_group": (
        mark("“{kind}”在业委会选举里召集"),
        mark("请打开这次选举：参会的人数以成立的筹备组为准，不另填写"),
    ),
    "stand_in_meeting": (
        mark("“{kind}”在业委会履职里召集"),
        mark("请打开小区的业委会履职：参会的人数以组建的物业管理委员会为准，不另填写"),
    ),
}


def may_convene(kind: Kind, *, subject: str, seats: int | None) -> Decision:
    """Whether a meeting is called where it belongs: its members sit, what it is a step of is there.

    A three-in-one meeting on a title somebody typed would conclude on what the owners alone decide; its topics were
    held against the owners' matters (Civil Code article 278) before it is called. A preparatory group, and who stands
    in for a committee, are as many as were named when they were set up. `seats` is None where members have none.
    """
    reference = kind.warrant.reference
    if not subject.startswith(STEP_OF.get(kind.code, "")):
        text, remedy = _ELSEWHERE[kind.code]
        return Decision.no(
            Reason(text, {"kind": kind.name}, remedy, "kind", "subject"), references=(reference,)
        )
    if seats == 0:
        text = mark("业委会没有在任的委员，不能召开“{kind}”")
        remedy = mark("请先登记委员，或者启动选举")
        return Decision.no(
            Reason(text, {"kind": kind.name}, remedy, "sides", "no_members"), references=(reference,)
        )
    return Decision.yes(reference)


def may_sit(kind: Kind, *, seated: bool) -> Decision:
    """Whether somebody counts as a member: only who sits does, on the day itself (guidance rules, articles 37-39)."""
    if seated:
        return Decision.yes(kind.warrant.reference)
    text = mark("“{kind}”的委员只能是当天在任的委员")
    remedy = mark("在任的委员公告时已经登记，到场签到即可；其他人请登记为别的参会方")
    reason = Reason(text, {"kind": kind.name}, remedy, "side", "no_seat")
    return Decision.no(reason, references=(kind.warrant.reference,))


def is_title(title: str, field: str = "title") -> Decision:
    """Whether a text can be the title of a meeting or an item."""
    if 2 <= len(title) <= LONGEST_TITLE:  # noqa: PLR2004 - one character says nothing
        return Decision.yes()
    values = {"most": LONGEST_TITLE}
    return Decision.no(
        Reason(mark("标题要有2到{most}个字"), values, mark("写明要议什么，不写个人信息"), field, "title")
    )


def _day(kind: Kind, noticed_on: date, held_on: date) -> list[Reason]:
    earliest = earliest_on(noticed_on, kind)
    if held_on >= earliest:
        return []
    values: dict[str, str | int] = {"days": kind.notice_days, "day": earliest.isoformat()}
    return [
        Reason(
            mark("公告日与会议日之间要隔满{days}天"),
            values,
            mark("请改到{day}或以后"),
            "starts_at",
            "notice",
        )
    ]


def _sides(kind: Kind, sides: Sequence[Invited]) -> list[Reason]:
    known, invited = {side.code for side in kind.side}, [side.code for side in sides]
    reasons = [
        Reason(
            mark("“{kind}”没有{side}这一方"),
            {"kind": kind.name, "side": SIDE_TEXTS[code]},
            "",
            "sides",
            "side",
        )
        for code in invited
        if code not in known
    ]
    reasons += [
        Reason(
            mark("没有邀请{side}"), {"side": SIDE_TEXTS[side.code]}, mark("请邀请这一方"), "sides", "missing"
        )
        for side in kind.side
        if side.required and side.code not in invited
    ]
    reasons += [
        Reason(
            mark("没有写{side}共有几人"),
            {"side": SIDE_TEXTS[side.code]},
            mark("到会人数按全体人数计算"),
            "size",
            "size",
        )
        for side in sides
        if side.code in known and kind.of(side.code).quorum is not None and not side.size
    ]
    if len(set(invited)) < kind.sides_least and not reasons:
        values: dict[str, str | int] = {"kind": kind.name, "least": kind.sides_least}
        reasons.append(
            Reason(mark("“{kind}”至少要有{least}方"), values, mark("请再邀请一方"), "sides", "too_few_sides")
        )
    return reasons


def _items(items: Sequence[str]) -> list[Reason]:
    if not items:
        return [Reason(mark("没有写议程"), {}, mark("公告之后不能再加议题，请现在写全"), "items", "no_items")]
    if len(items) > MOST_ITEMS:
        return [Reason(mark("议题超过{most}个"), {"most": MOST_ITEMS}, mark("请分次开会"), "items", "items")]
    reasons = [reason for title in items for reason in is_title(title, "items").reasons]
    if len(set(items)) < len(items):
        reasons.append(Reason(mark("有两个相同的议题"), {}, mark("请合并"), "items", "twin"))
    return reasons

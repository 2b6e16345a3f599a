"""The register of mechanisms: what an entry must say, and when one community has one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from hemei.community.deliberation.rules.standards import ThreeInOne
from hemei.community.deliberation.rules.words import SIDE_TEXTS, OwnersSide, Side
from hemei.kernel.decision import Decision, Reason, mark

LONGEST_DOCUMENT, SHORTEST_DOCUMENT = 120, 4
FIRST_DAY = date(2000, 1, 1)
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """What is registered of a mechanism. `months` is how often it meets at least: once in so many."""

    established_on: date
    document: str
    sides: tuple[Side, ...]
    owners_side: OwnersSide
    months: int


def may_register(entry: Entry, today: date, rules: ThreeInOne) -> Decision:
    """Whether an entry is whole: its day, its document, every side that must sit, its rhythm."""
    reasons: list[Reason] = []

    def add(text: str, remedy: str, field: str, code: str, **values: str | int) -> None:
        reasons.append(Reason(text, values, remedy, field, code))

    if not FIRST_DAY <= entry.established_on <= today:
        add(mark("建立日期{day}不合理"), mark("请填写今天或以前的日期"), "established_on", "day",
            day=entry.established_on.isoformat())  # fmt: skip
    if not SHORTEST_DOCUMENT <= len(entry.document) <= LONGEST_DOCUMENT:
        add(mark("没有写明依据的文件"), mark("请写建立机制的文件名称或文号"), "document", "document")
    for side in rules.sides:
        if side not in entry.sides:
            add(mark("参加各方里没有{side}"), mark("缺一方就不是三位一体，请补齐后再登记"), "sides", "side",
                side=SIDE_TEXTS[side])  # fmt: skip
    if not 1 <= entry.months <= MOST_MONTHS:
        add(
            mark("议事间隔要在1到{most}个月"),
            mark("请填写几个月至少一次"),
            "months",
            "months",
            most=MOST_MONTHS,
        )
    elif entry.months > rules.rhythm.limit.amount:
        add(mark("至少每{months}个月一次"), mark("请按规定的节奏登记"), "months", "rhythm",
            months=rules.rhythm.limit.amount)  # fmt: skip
    references = tuple(one.warrant.reference for one in rules.side)
    return Decision(not reasons, tuple(reasons), references)


def may_stand(*, urban: bool, has_party: bool) -> Decision:
    """Whether a community can have one: an urban one, whose Party organisation runs and leads it."""
    if not urban:
        return Decision.no(
            Reason(
                mark("只有城市社区登记三位一体机制"), {}, mark("请选择居委会所在的社区"), "community", "urban"
            )
        )
    if not has_party:
        return Decision.no(
            Reason(
                mark("这个社区没有登记党组织，没有人牵头"),
                {},
                mark("请先登记社区党组织"),
                "community",
                "no_party",
            )
        )
    return Decision.yes()


def may_end(established_on: date, until: date, today: date) -> Decision:
    """Whether a mechanism may end on a day, that day excluded."""
    if established_on < until <= today:
        return Decision.yes()
    return Decision.no(
        Reason(mark("结束日期要在建立以后、今天或以前"), {}, mark("请核对日期"), "valid_until", "period")
    )


def same(one: Entry, other: Entry, chairs: Collection[int]) -> bool:
    """Whether nothing would change, the chair included: `chairs` are the two."""
    return one == other and len(set(chairs)) == 1

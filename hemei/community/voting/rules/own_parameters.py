"""What owners may choose in their rules of procedure: each a part of an item of a standard, with its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, cast

from hemei.kernel.decision import mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Share

Value = str | int | list[str]
Standard = Literal["vote-counting", "vote-trust", "voter-proof", "assembly-procedure", "paper-ballots"]
MOST_NUMBER, MOST_VALID, MOST_TRIES = 366, 1_826, 10


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the owners may choose: a part of an item of a standard, in words by value; `number` is for numbers.

    Of a `bounded` one the law's own number is the least; a number is at most `most`. A share is chosen in percent.
    """

    key: str
    name: str
    standard: Standard
    item: str
    part: str
    words: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    bounded: bool = False
    counts: bool = True
    most: int = MOST_NUMBER

    def typed(self, value: Value) -> object:
        """Return the value as its standard holds it."""
        if self.part == "limit":
            return Limit(int(cast("int", value)), "days")
        if self.part == "detection":
            return Share(Fraction(int(cast("int", value)), 100))
        return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value

    def kept(self, value: object) -> Value:
        """Return what a standard holds as a value of this parameter."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Share):
            return int(value.value * 100)
        return value.amount if isinstance(value, Limit) else cast("Value", value)


def _days(key: str, item: str, name: str, words: str) -> Parameter:
    return Parameter(key, name, "assembly-procedure", item, "limit", number=words, counts=False)


def _valid(key: str, item: str, name: str, words: str, *, part: str = "valid_days") -> Parameter:
    return Parameter(key, name, "voter-proof", item, part, number=words, counts=False, most=MOST_VALID)


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "double_ballots", mark("一户有两张有效选票"), "vote-counting", "double_ballots", "counts",
        {
            "last": mark("一个专有部分先后有两张有效选票的，后到的为准（{article}）"),
            "first": mark("一个专有部分先后有两张有效选票的，先到的为准（{article}）"),
            "refuse": mark("一个专有部分已有有效选票的，不收第二张（{article}）"),
        },
    ),
    Parameter(
        "mixed_choice", mark("一人名下各户意见不一"), "vote-counting", "mixed_choice", "agrees",
        {
            "all_units": mark("一人名下各专有部分意见不一的，已投的都同意才算一人同意（{article}）"),
            "most_area": mark("一人名下各专有部分意见不一的，同意的面积超过已投面积一半的算一人同意（{article}）"),
        },
    ),
    Parameter(
        "same_owners", mark("几个专有部分并为一人"), "vote-counting", "same_owners", "merge",
        {
            "identical_sets": mark("共有人完全相同的专有部分并为一人（{article}）"),
            "sole_owners": mark("只有一人单独所有的专有部分才并为一人（{article}）"),
        },
    ),
    Parameter(
        "spoiled_ballots", mark("交回而无效的选票"), "vote-counting", "spoiled_ballots", "take_part",
        {
            "yes": mark("交回而无效的选票算参与表决，不算同意（{article}）"),
            "no": mark("交回而无效的选票不算参与表决（{article}）"),
        },
    ),
    Parameter(
        "parking_spaces", mark("车位的表决权"), "vote-counting", "parking_spaces", "counts_for_vote",
        {
            "yes": mark("登记为专有部分的车位有表决权，计面积和人数（{article}）"),
            "no": mark("车位没有表决权，不计面积和人数（{article}）"),
        },
    ),
    Parameter(
        "unknown_delivery", mark("没有登记交付日的房屋"), "vote-counting", "unknown_delivery", "counts",
        {
            "delivered": mark("登记了业主、没有登记交付日的，按已交付计入业主（{article}）"),
            "undelivered": mark("登记了业主、没有登记交付日的，按未交付计入建设单位（{article}）"),
        },
    ),
    Parameter(
        "choices_by_unit", mark("公布各户的选择"), "vote-trust", "choices_by_unit", "published",
        {
            "yes": mark("结果公告后公布各户的选择（{article}）"),
            "no": mark("不公布各户的选择（{article}）"),
        },
    ),
    Parameter(
        "proxy_units", mark("一名代理人代理几个专有部分"), "voter-proof", "proxy_limit", "most_units",
        number=mark("一名代理人最多代理{count}个专有部分（{article}）"),
    ),
    Parameter(
        "too_many_marks", mark("同意的候选人多于应选人数"), "voter-proof", "too_many_marks", "spoils",
        {
            "group": mark("同意的候选人多于应选人数的，同组选举的选票无效，其他事项照计（{article}）"),
            "sheet": mark("同意的候选人多于应选人数的，整张选票无效（{article}）"),
        },
    ),
    Parameter(
        "notice_days", mark("公告多少日以后表决"), "assembly-procedure", "notice", "days",
        number=mark("公告后须满{count}日才能开始表决（{article}）"), bounded=True, counts=False,
    ),
    Parameter(
        "notice_reading", mark("公告的日数怎样计算"), "assembly-procedure", "notice_reading", "reading",
        {
            "strict": mark("公告日和表决开始日之间须满规定的日数（{article}）"),
            "lenient": mark("从公告次日起算，满规定的日数当日即可开始表决（{article}）"),
        },
        counts=False,
    ),
    _days("judge_days", "judge", mark("截止后多少日之内计票"), mark("表决截止后{count}日之内计票（{article}）")),
    _days("post_days", "post", mark("计票后多少日之内公告"), mark("计票后{count}日之内公告结果（{article}）")),
    _days(
        "objection_days", "objection", mark("公告后多少日之内可以提出异议"),
        mark("结果公告后{count}日之内可以提出异议（{article}）"),
    ),
    _days("answer_days", "answer", mark("多少日之内答复异议"), mark("收到异议后{count}日之内答复（{article}）")),
    Parameter(
        "call_back_chance", mark("回访发现伪造的机会"), "vote-trust", "call_back", "detection",
        number=mark("回访发现足以改变结果的伪造的机会不低于百分之{count}（{article}）"), counts=False, most=99,
    ),
    Parameter(
        "call_back_least", mark("至少回访几张票"), "vote-trust", "call_back", "least",
        number=mark("至少回访{count}张票（{article}）"), counts=False,
    ),
    Parameter(
        "call_back_days", mark("抽票后多少日之内回访完毕"), "paper-ballots", "calling", "limit",
        number=mark("抽票后{count}日之内回访完毕（{article}）"), counts=False,
    ),
    Parameter(
        "draw_days", mark("公告后多少日之内抽票回访"), "paper-ballots", "drawing", "limit",
        number=mark("结果公告后{count}日之内抽票回访（{article}）"), counts=False,
    ),
    Parameter(
        "call_tries", mark("在几个不同的日子联系不上才算未核实"), "paper-ballots", "tries", "days",
        number=mark("在{count}个不同的日子都联系不上的，该票记为未核实（{article}）"), counts=False, most=MOST_TRIES,
    ),
    Parameter(
        "tally_least", mark("几人投票才单独公布一幢"), "vote-trust", "public_tallies", "least_ballots",
        number=mark("至少{count}人投票的楼栋才单独公布（{article}）"), counts=False,
    ),
    _valid(
        "code_days", "letter", mark("确认函多少日内使用"), mark("确认函{count}日内使用（{article}）"),
        part="code_days",
    ),
    _valid(
        "letter_days", "letter", mark("凭确认函登记的有效期"),
        mark("凭确认函登记的表决人{count}日内有效（{article}）"),
    ),
    _valid(
        "register_days", "register", mark("凭登记簿登记的有效期"),
        mark("凭不动产登记查询结果登记的表决人{count}日内有效（{article}）"),
    ),
    _valid("desk_days", "desk", mark("当面登记的有效期"), mark("当面登记的表决人{count}日内有效（{article}）")),
)  # fmt: skip
BY_KEY: Mapping[str, Parameter] = {one.key: one for one in PARAMETERS}

"""What an estate's own rules of procedure 议事规则 say otherwise than the standards: by which parameter, how far.

A parameter is an item of a standard that the law leaves to the owners; what law fixes is none, and a number that law
only bounds is refused beyond its bound. The bounds are read from the standards: a city that issues a document in which
an item rests on law takes it from the owners.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, TypeVar, cast

from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.limits import Limit
from hemei.kernel.standards import Share, Warrant

T = TypeVar("T")
Value = str | int | list[str]
Standard = Literal["vote-counting", "vote-trust", "voter-proof", "assembly-procedure", "paper-ballots"]
GATES = "gates"
"""The parameter of candidates' conditions: a list of gates which these rules make bar."""
MOST_NUMBER, MOST_VALID = 366, 1_826
MOST_ARTICLE = 40
_SUFFIXES = ("（）", " ()")


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
        "call_back_least", mark("至少回访几张纸质票"), "vote-trust", "call_back", "least",
        number=mark("至少回访{count}张纸质票（{article}）"), counts=False,
    ),
    Parameter(
        "call_back_days", mark("抽票后多少日之内回访完毕"), "paper-ballots", "calling", "limit",
        number=mark("抽出纸质票后{count}日之内回访完毕（{article}）"), counts=False,
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

_NEVER = frozenset({"take_part", "agree", "silent_owners"})
"""What nobody's rules of procedure may change: the shares of a matter, and that who is silent takes no part."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one parameter is set to, and the article that says so."""

    value: Value
    article: str


@dataclass(frozen=True, slots=True)
class Own:
    """What the rules of procedure in force say; empty where an estate has none, or they say nothing of it."""

    rules_id: int | None = None
    since: date | None = None
    says: Mapping[str, Said] = field(default_factory=dict)

    def as_kept(self) -> dict[str, Any]:
        """Return it as a roll keeps it; nothing where there is nothing."""
        if self.rules_id is None or self.since is None:
            return {}
        return {"rules": self.rules_id, "since": self.since.isoformat(), "says": kept_says(self.says)}

    def told(self) -> dict[str, Any]:
        """Return what the public file says of it."""
        says = {key: [said.value, said.article] for key, said in sorted(self.says.items())}
        return {"since": self.since.isoformat(), "says": says} if self.since and says else {}


NONE = Own()


def kept_says(says: Mapping[str, Said]) -> dict[str, Any]:
    """Return parameters as a table keeps them."""
    return {key: {"value": said.value, "article": said.article} for key, said in says.items()}


def says_of(kept: Mapping[str, Any]) -> dict[str, Said]:
    """Return the parameters that a table keeps, in the order they are listed."""
    return {key: Said(kept[key]["value"], kept[key]["article"]) for key in (*BY_KEY, GATES) if key in kept}


def own_of(kept: Mapping[str, Any] | None) -> Own:
    """Return what a roll keeps."""
    if not kept:
        return NONE
    return Own(kept["rules"], date.fromisoformat(kept["since"]), says_of(kept["says"]))


def overlaid(content: T, standard: Standard, own: Own) -> T:
    """Return a standard as an estate's own rules read it."""
    changed: dict[str, Any] = {}
    for one in PARAMETERS:
        if one.standard == standard and one.key in own.says:
            item = changed.get(one.item, getattr(content, one.item))
            changed[one.item] = replace(item, **{one.part: one.typed(own.says[one.key].value)})
    return cast("T", replace(cast("Any", content), **changed)) if changed else content


@dataclass(frozen=True, slots=True)
class Laws:
    """The standards of a day by name, the gates candidates are held against, and where the shares are fixed."""

    standards: Mapping[str, Any]
    gates: Mapping[str, Any]
    shares: str

    def item(self, one: Parameter) -> Any:
        """Return the item a parameter is of."""
        return getattr(self.standards[one.standard], one.item)

    def references(self, keys: Iterable[str]) -> tuple[Reference, ...]:
        """Return the items of the standards that parameters are of."""
        return tuple(self.item(BY_KEY[key]).warrant.reference for key in keys if key in BY_KEY)


def in_bounds(one: Parameter, value: Value, laws: Laws) -> bool:
    """Whether law leaves this choice to the owners."""
    item = laws.item(one)
    if item.warrant.basis == "design":
        return True
    said = one.kept(getattr(item, one.part))
    return (
        value >= said if one.bounded and isinstance(value, int) and isinstance(said, int) else value == said
    )


def effective(own: Own, laws: Laws) -> Own:
    """Return what of the rules holds by the standards of a day: what law has fixed since is law's."""
    says = {
        key: said
        for key, said in own.says.items()
        if (key == GATES) or (key in BY_KEY and in_bounds(BY_KEY[key], said.value, laws))
    }
    return replace(own, says=says)


def may_say(says: Mapping[str, Said], laws: Laws) -> Decision:
    """Whether rules of procedure may say this; everything that is wrong is named."""
    reasons = [reason for key, said in says.items() for reason in _wrong(key, said, laws)]
    return Decision.no(*reasons) if reasons else Decision.yes()


def _wrong(key: str, said: Said, laws: Laws) -> Iterator[Reason]:
    one = BY_KEY.get(key)
    if one is None and key != GATES:
        text = mark("参与表决和同意的比例、未投票的不算参与，是法律的规定，议事规则不能改变（{clause}）")
        unknown = mark("“{key}”不是议事规则可以另定的")
        fixed = key in _NEVER
        yield Reason(
            text if fixed else unknown, {"clause": laws.shares, "key": key[:40]}, field=key,
            code="fixed" if fixed else "unknown",
        )  # fmt: skip
        return
    if not 0 < len(said.article.strip()) <= MOST_ARTICLE:
        text = mark("请用不超过{most}个字写明由议事规则哪一条规定")
        yield Reason(text, {"most": MOST_ARTICLE}, field=f"article_{key}", code="article")
    if one is None:
        yield from _wrong_gates(said.value, laws)
    elif not _fits(one, said.value):
        text = mark("请填1至{most}的整数") if one.number else mark("请选择一项")
        yield Reason(text, {"most": one.most}, field=key, code="value")
    elif not in_bounds(one, said.value, laws):
        yield _fixed(one, laws)


def _fits(one: Parameter, value: Value) -> bool:
    if one.number:
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= one.most
    return value in one.words


def _fixed(one: Parameter, laws: Laws) -> Reason:
    item = laws.item(one)
    warrant: Warrant = item.warrant
    values: dict[str, str | int] = {"clause": f"{warrant.source.title}{warrant.clause}"}
    if one.bounded:
        text = mark("不能少于法律规定的{least}（{clause}）")
        return Reason(text, values | {"least": getattr(item, one.part)}, field=one.key, code="laxer")
    text = mark("这一项由法律规定，议事规则不能另定（{clause}）")
    return Reason(text, values, field=one.key, code="fixed")


def _wrong_gates(value: Value, laws: Laws) -> Iterator[Reason]:
    chosen = value if isinstance(value, list) else []
    unknown = [code for code in chosen if code not in laws.gates]
    if unknown or not chosen:
        text = mark("请从候选人条件中选择")
        yield Reason(text, field=GATES, code="gates")


def reason_for(key: str, said: Said) -> Reason:
    """Return what a parameter says, in a sentence with its article."""
    article = f"本小区议事规则{said.article}"
    one = BY_KEY[key]
    if one.number:
        return Reason(one.number, {"count": cast("int", said.value), "article": article}, code=f"own.{key}")
    return Reason(one.words[str(said.value)], {"article": article}, code=f"own.{key}")


def counted_by(own: Own) -> tuple[Reason, ...]:
    """Return by which of its own articles an estate's vote was counted and told."""
    return tuple(
        reason_for(one.key, own.says[one.key]) for one in PARAMETERS if one.counts and one.key in own.says
    )


def bare(text: str) -> str:
    """Return the words of a choice that were said without an article, in whichever language they are."""
    for suffix in _SUFFIXES:
        text = text.replace(suffix, "")
    return text


def since_of(rules_from: date, adopted_on: date) -> Decision:
    """Whether rules may be in force from a day: not before they were decided."""
    if rules_from >= adopted_on:
        return Decision.yes()
    text, remedy = mark("议事规则不能在通过以前施行"), mark("请核对通过之日和施行之日")
    return Decision.no(Reason(text, {}, remedy, "valid_from", "before_decision"))


class RulesState(StrEnum):
    """Where a record of rules of procedure stands."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


STATE_NAMES: Mapping[str, str] = {
    RulesState.ENTERED: mark("待第二人确认"),
    RulesState.CONFIRMED: mark("已确认"),
    RulesState.REFUSED: mark("未确认，退回"),
}


def may_settle(state: str, *, entered_by: int, by: int | None) -> Decision:
    """Whether this person may confirm or refuse what another one entered."""
    if state != RulesState.ENTERED:
        return Decision.no(Reason(mark("这份议事规则已经处理过"), code="settled"))
    if by is None or by == entered_by:
        text = mark("登记的人不能自己确认，请由居民委员会或者街道的另一人核对")
        return Decision.no(Reason(text, code="two_hands"))
    return Decision.yes()

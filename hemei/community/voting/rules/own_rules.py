"""What an estate's own rules of procedure 议事规则 say otherwise than the standards: by which parameter, how far.

A parameter is an item of a standard that the law leaves to the owners; what law fixes is none, and a number that law
only bounds is refused beyond its bound. How often the code of a letter may be entered wrongly is none either: it keeps
a code of the platform's length from being guessed, which holds for whoever tries. The bounds are read from the
standards: a city that issues a document in which an item rests on law takes it from the owners.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

from hemei.community.voting.rules.own_parameters import BY_KEY, PARAMETERS, Parameter, Standard, Value
from hemei.kernel.decision import Decision, Reason, Reference, mark
from hemei.kernel.standards import Warrant

T = TypeVar("T")
GATES = "gates"
"""The parameter of candidates' conditions: a list of gates which these rules make bar."""
MOST_ARTICLE = 40
_SUFFIXES = ("（）", " ()")


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
            if item is None:
                continue
            changed[one.item] = replace(item, **{one.part: one.typed(own.says[one.key].value)})
    return cast("T", replace(cast("Any", content), **changed)) if changed else content


@dataclass(frozen=True, slots=True)
class Laws:
    """The standards of a day by name, the gates candidates are held against, and where the shares are fixed."""

    standards: Mapping[str, Any]
    gates: Mapping[str, Any]
    shares: str

    def item(self, one: Parameter) -> Any:
        """Return the item a parameter is of; None where the standards of the day do not say it yet."""
        return getattr(self.standards[one.standard], one.item)

    @property
    def asked(self) -> tuple[Parameter, ...]:
        """The parameters of which the standards of the day say anything."""
        return tuple(one for one in PARAMETERS if self.item(one) is not None)

    def references(self, keys: Iterable[str]) -> tuple[Reference, ...]:
        """Return the items of the standards that parameters are of."""
        items = [self.item(BY_KEY[key]) for key in keys if key in BY_KEY]
        return tuple(item.warrant.reference for item in items if item is not None)


def in_bounds(one: Parameter, value: Value, laws: Laws) -> bool:
    """Whether law leaves this choice to the owners."""
    item = laws.item(one)
    if item is None:
        return False
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
    if not reasons:
        reasons += _too_many_tries(says, laws)
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
    elif laws.item(one) is None:
        yield Reason(mark("这一天施行的标准还没有这一项，不用另定"), field=key, code="unknown")
    elif not in_bounds(one, said.value, laws):
        yield _fixed(one, laws)


def _too_many_tries(says: Mapping[str, Said], laws: Laws) -> Iterator[Reason]:
    """Yield that a voter cannot be tried on so many days before the calls are to be done; both may be the owners'."""
    tries, calls = (
        one.kept(getattr(laws.item(one), one.part)) if one.key not in says else says[one.key].value
        for one in (BY_KEY["call_tries"], BY_KEY["call_back_days"])
    )
    if {"call_tries", "call_back_days"} & says.keys() and int(cast("int", tries)) > int(cast("int", calls)):
        yield Reason(
            mark("回访要在{calls}日之内完成，打不了{tries}个不同的日子"),
            {"calls": cast("int", calls), "tries": cast("int", tries)}, mark("请放宽回访的日数，或者减少次数"),
            "call_tries", "too_many_tries",
        )  # fmt: skip


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

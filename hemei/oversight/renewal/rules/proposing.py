"""Which mode fits an old estate, and why: size, openness, kind, renovation, facilities, owners' organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemei.kernel.decision import Decision, Reason, Reference, gives_reason, mark
from hemei.oversight.renewal.rules.standards import Fit, RenewalModes
from hemei.oversight.renewal.rules.words import MODE_TEXTS, Decider, Mode

M2 = 100
_OPEN_KINDS = frozenset({"open", "scattered"})


@dataclass(frozen=True, slots=True)
class EstateFacts:
    """What is known of an estate on a day; `enclosed` and `facilities` are None where nobody has looked.

    `stage` is how far its renovation is, empty without one; `companions` how many other small old estates its street
    has; `organised` whether owners have a committee at work.
    """

    kind: str
    area_dm2: int
    households: int
    enclosed: bool | None = None
    facilities: frozenset[str] | None = None
    stage: str = ""
    companions: int = 0
    organised: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The mode proposed, the row of the standard that says so, what it was told by, and who may decide it."""

    mode: Mode
    rule: str
    name: str
    reasons: tuple[Reason, ...]
    by: tuple[Decider, ...]
    references: tuple[Reference, ...]


def is_old(facts: EstateFacts, rules: RenewalModes) -> bool:
    """Whether an estate is one of the old kinds."""
    return facts.kind in rules.old.kinds


def is_small(area_dm2: int, households: int, rules: RenewalModes) -> bool:
    """Whether an estate is small: below the area, or below the number of households."""
    return area_dm2 < rules.small.area_below_dm2 or households < rules.small.households_below


def is_open(facts: EstateFacts) -> bool:
    """Whether an estate is open: as somebody found it, else by its kind."""
    return facts.kind in _OPEN_KINDS if facts.enclosed is None else not facts.enclosed


def lacking(facts: EstateFacts, rules: RenewalModes) -> frozenset[str] | None:
    """Return the basic facilities an estate lacks; None where nobody has looked."""
    return None if facts.facilities is None else rules.basic - facts.facilities


def propose(facts: EstateFacts, rules: RenewalModes) -> Proposal | None:
    """Return the mode of the first row that fits; None for an estate that is not old, or that no row fits."""
    if not is_old(facts, rules):
        return None
    row = next((one for one in rules.fit if _fits(one, facts, rules)), None)
    if row is None:
        return None
    mode, decided = Mode(row.mode), rules.decider_of(row.mode)
    return Proposal(
        mode,
        row.code,
        row.name,
        tuple(_reasons(facts, rules, decided.deciders)),
        tuple(Decider(one) for one in decided.deciders),
        (row.warrant.reference, decided.warrant.reference),
    )


def _fits(row: Fit, facts: EstateFacts, rules: RenewalModes) -> bool:
    missing = lacking(facts, rules)
    known = {
        "is_open": _said(is_open(facts)),
        "extent": "small" if is_small(facts.area_dm2, facts.households, rules) else "large",
        "companions": _said(facts.companions > 0),
        "facilities": "" if missing is None else "lacking" if missing else "complete",
        "renovated": _said(facts.stage == "finished"),
    }
    if row.kinds and facts.kind not in row.kinds:
        return False
    return all(getattr(row, name) in {"any", value} for name, value in known.items())


def _said(yes: object) -> str:
    return "yes" if yes else "no"


def _reasons(facts: EstateFacts, rules: RenewalModes, by: Sequence[str]) -> list[Reason]:
    """Return every fact the proposal was told, each in a sentence."""
    missing = lacking(facts, rules)
    names = {one.code: one.name for one in rules.facility}
    size = {
        "area": facts.area_dm2 // M2,
        "households": facts.households,
        "least": rules.small.area_below_dm2 // M2,
        "homes": rules.small.households_below,
    }
    small = is_small(facts.area_dm2, facts.households, rules)
    told = [Reason(_SMALL if small else _LARGE, size, code="size")]
    told.append(Reason(_KINDS[facts.kind], code="kind"))
    told.append(Reason(_OPEN if is_open(facts) else _ENCLOSED, code="open"))
    told.append(Reason(_STAGES[facts.stage], code="renovation"))
    if missing is None:
        told.append(Reason(_NOT_LOOKED, remedy=_LOOK, code="facilities"))
    elif missing:
        said = "、".join(names[code] for code in names if code in missing)
        told.append(Reason(_LACKS, {"lacks": said}, code="facilities"))
    else:
        told.append(Reason(_EQUIPPED, code="facilities"))
    if small:
        told.append(
            Reason(_BESIDE if facts.companions else _ALONE, {"count": facts.companions}, code="companions")
        )
    if Decider.OWNERS in by:
        told.append(Reason(_ORGANISED if facts.organised else _UNORGANISED, code="organised"))
    return told


_SMALL = mark("建筑面积{area}平方米、{households}户，规模较小（不足{least}平方米，或不足{homes}户）。")
_LARGE = mark("建筑面积{area}平方米、{households}户，规模较大（达到{least}平方米和{homes}户）。")
_KINDS = {
    "commodity": mark("登记为商品房小区。"),
    "affordable": mark("登记为保障性住房小区。"),
    "old": mark("登记为老旧小区。"),
    "resettlement": mark("登记为老旧安置小区。"),
    "open": mark("登记为开放式小区。"),
    "scattered": mark("登记为零散小区。"),
}
_OPEN = mark("没有围合，是开放的。")
_ENCLOSED = mark("已经围合，可以封闭管理。")
_STAGES = {
    "": mark("没有列入改造。"),
    "planned": mark("已经列入改造计划，还没有开工。"),
    "under_way": mark("正在改造。"),
    "finished": mark("已经改造完成。"),
}
_NOT_LOOKED = mark("还没有摸底，设施情况不明。")
_LOOK = mark("请先登记摸底情况，提出的模式可能不同。")
_LACKS = mark("缺少基本设施：{lacks}。")
_EQUIPPED = mark("基本设施齐全。")
_BESIDE = mark("所在街道还有{count}个规模较小的老旧小区，可以一起选聘。")
_ALONE = mark("所在街道没有别的规模较小的老旧小区可以一起选聘。")
_ORGANISED = mark("有业主委员会，由它召集业主表决。")
_UNORGANISED = mark("没有业主委员会，由街道指导居民委员会组织业主表决。")


def may_differ(proposal: Proposal, mode: Mode, reason: str) -> Decision:
    """Whether it is explained where another mode is decided than is proposed."""
    if proposal.mode is mode:
        return Decision.yes()
    return gives_reason(
        mark("按标准提出的是“{proposed}”，决定的是“{mode}”，没有写明为什么不同。"), reason, code="no_reason",
        proposed=MODE_TEXTS[proposal.mode], mode=MODE_TEXTS[mode],
    )  # fmt: skip

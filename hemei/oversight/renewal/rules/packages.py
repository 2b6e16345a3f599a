"""A package 统一打包: its course, who stands in it, how its cost is shared, when it is put out to tender."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark

LEAST = 2
"""One estate is no package: it chooses its company alone."""
LONGEST_NAME = 40
MOST_YEARS, MOST_FEE = 10, 2_000


class PackageState(StrEnum):
    """Where a package stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOTING = "voting"
    TENDERED = "tendered"
    CONTRACTED = "contracted"
    DROPPED = "dropped"


STATE_TEXTS: dict[PackageState, str] = {
    PackageState.DRAFT: mark("草案"),
    PackageState.ISSUED: mark("已下发，待表决"),
    PackageState.VOTING: mark("各小区表决中"),
    PackageState.TENDERED: mark("招标中"),
    PackageState.CONTRACTED: mark("已签合同"),
    PackageState.DROPPED: mark("已取消"),
}
STATE_TONES: dict[PackageState, str] = {
    PackageState.CONTRACTED: "good",
    PackageState.TENDERED: "brand-tone",
    PackageState.VOTING: "brand-tone",
    PackageState.DROPPED: "",
}
LIVE = frozenset(PackageState) - {PackageState.DROPPED}


class Standing(StrEnum):
    """How an estate stands in a package."""

    IN = "in"
    VOTING = "voting"
    PASSED = "passed"
    SHORT = "short"
    FAILED = "failed"
    LEFT = "left"


STANDING_TEXTS: dict[Standing, str] = {
    Standing.IN: mark("未表决"),
    Standing.VOTING: mark("表决中"),
    Standing.PASSED: mark("表决通过"),
    Standing.SHORT: mark("参与表决不足，可以再表决"),
    Standing.FAILED: mark("表决未通过，退出"),
    Standing.LEFT: mark("已退出"),
}
STANDING_TONES: dict[Standing, str] = {
    Standing.PASSED: "good",
    Standing.SHORT: "warn",
    Standing.FAILED: "bad",
    Standing.VOTING: "brand-tone",
}


class CostKey(StrEnum):
    """By what the cost of a package is shared."""

    AREA = "area"
    AGREED = "agreed"


KEY_TEXTS: dict[CostKey, str] = {CostKey.AREA: mark("按建筑面积"), CostKey.AGREED: mark("按约定比例")}


class Step(StrEnum):
    """What moves a package on."""

    ISSUE = "issue"
    CALL = "call"
    LEAVE = "leave"
    SHARE = "share"
    TENDER = "tender"
    BID = "bid"
    CONTRACT = "contract"
    DROP = "drop"


MOVES: dict[Step, Mapping[PackageState, PackageState]] = {
    Step.ISSUE: {PackageState.DRAFT: PackageState.ISSUED},
    Step.CALL: {PackageState.ISSUED: PackageState.VOTING, PackageState.VOTING: PackageState.VOTING},
    Step.LEAVE: {state: state for state in (PackageState.DRAFT, PackageState.ISSUED, PackageState.VOTING)},
    Step.SHARE: {state: state for state in (PackageState.DRAFT, PackageState.ISSUED, PackageState.VOTING)},
    Step.TENDER: {PackageState.VOTING: PackageState.TENDERED},
    Step.BID: {PackageState.TENDERED: PackageState.TENDERED},
    Step.CONTRACT: {PackageState.TENDERED: PackageState.CONTRACTED},
    Step.DROP: dict.fromkeys(LIVE - {PackageState.CONTRACTED}, PackageState.DROPPED),
}
STEP_TEXTS: dict[Step, str] = {
    Step.ISSUE: mark("下发"),
    Step.CALL: mark("召集表决"),
    Step.LEAVE: mark("让小区退出"),
    Step.SHARE: mark("约定分摊比例"),
    Step.TENDER: mark("开始招标"),
    Step.BID: mark("登记投标企业"),
    Step.CONTRACT: mark("登记合同"),
    Step.DROP: mark("取消"),
}
_STREET = frozenset({Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM})
# A vote is called by the community, for the residents' committee or the owners' committee; the contract is filed with
# the county, as every contract of the register is.
MAY: dict[Step, frozenset[Role]] = {
    **dict.fromkeys(Step, _STREET),
    Step.CALL: frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}),
    Step.CONTRACT: frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM}),
}
PLANNERS = _STREET - {Role.SYSTEM}
BEYOND = frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
"""Who may plan beyond one street."""


def may_step(role: Role, step: Step, state: PackageState) -> Decision:
    """Whether a role may take this step with a package that stands here."""
    if role not in MAY[step]:
        remedy = mark("请由社区办理") if step is Step.CALL else mark("请由街道或区县办理")
        return Decision.no(
            Reason(mark("这个身份不能{step}"), {"step": STEP_TEXTS[step]}, remedy, code="role")
        )
    if state in MOVES[step]:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("这个包现在是“{state}”，不能{step}"),
            {"state": STATE_TEXTS[state], "step": STEP_TEXTS[step]},
            mark("刷新页面查看当前状态"),
            code="state",
        )
    )


CALLABLE = frozenset({Standing.IN, Standing.SHORT})
"""An estate in these may be called to vote: it has not, or too few took part and the standard lets it try again."""


def standing_after(*, passed: bool, quorum: bool, short_before: int, repeats: int) -> Standing:
    """Return how an estate stands after its vote: too few owners took part is no "no", so it may vote again."""
    if passed:
        return Standing.PASSED
    return Standing.SHORT if not quorum and short_before < repeats else Standing.FAILED


def may_be_made(name: str, fee_fen: int, years: int, names: Sequence[str]) -> Decision:
    """Whether a package of estates of these names may be made."""
    reasons = []
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        reasons.append(
            Reason(mark("请用不超过{most}个字写明包名"), {"most": LONGEST_NAME}, field="name", code="name")
        )
    if not 0 < fee_fen <= MOST_FEE:
        reasons.append(Reason(mark("收费标准须大于0，不超过每平方米每月20元"), {}, field="fee", code="fee"))
    if not 0 < years <= MOST_YEARS:
        reasons.append(Reason(mark("服务期为1至{most}年"), {"most": MOST_YEARS}, field="years", code="years"))
    if len(names) < LEAST:
        reasons.append(
            Reason(mark("打包至少要两个小区"), {}, mark("单个小区按市场化选聘办理"), "estates", "too_few")
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def elsewhere(estate: str, package: str) -> Reason:
    """Say that an estate stands in another package already."""
    return Reason(
        mark("{estate}已经在“{package}”里，一个小区不能同时在两个包里"),
        {"estate": estate, "package": package},
        mark("请先让它退出原来的包，或从这个包里去掉"),
        "estates",
        "two_packages",
    )


def may_tender(standings: Iterable[Standing], *, opens: date, closes: date, least: int) -> Decision:
    """Whether a package goes out to tender: every estate has decided, at least two agreed, time to bid.

    No estate outvotes another: those that agreed stand, the others have left. Where too few took part and nobody calls
    the vote again the estate leaves with the tender: it holds up nobody.
    """
    found = list(standings)
    reasons = []
    if open_votes := sum(one in {Standing.IN, Standing.VOTING} for one in found):
        reasons.append(
            Reason(
                mark("还有{count}个小区没有表决结果"),
                {"count": open_votes},
                mark("等结果公告，或先让它退出"),
                code="undecided",
            )
        )
    elif (passed := found.count(Standing.PASSED)) < LEAST:
        reasons.append(_too_few(passed))
    if (closes - opens).days < least:
        reasons.append(
            Reason(
                mark("投标截止日期距开始招标不足{days}日"),
                {"days": least},
                mark("请把截止日期往后延"),
                "closes",
                "too_short",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def _too_few(passed: int) -> Reason:
    return Reason(
        mark("表决通过的小区只有{count}个，不成一个包"),
        {"count": passed},
        mark("请取消这个包；通过的小区可以单独选聘，或重新测算"),
        code="too_few",
    )


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """What was agreed with the company that won: from when, until when, and the fee."""

    company_id: int
    signed_on: date
    valid_from: date
    term_until: date
    fee_fen: int
    reference: str


def may_contract(draft: ContractDraft, *, highest_fen: int, closed: date, estates: int) -> Decision:
    """Whether a contract follows from the tender: after its close, no dearer than was voted on, still a package."""
    reasons = []
    if estates < LEAST:
        reasons.append(_too_few(estates))
    if draft.signed_on < closed:
        reasons.append(
            Reason(
                mark("签订日期早于投标截止日期{day}"), {"day": closed.isoformat()}, field="signed_on",
                code="before_close",
            )
        )  # fmt: skip
    if not draft.signed_on <= draft.valid_from < draft.term_until:
        reasons.append(
            Reason(mark("起止日期的先后不对"), {}, mark("签订、起始、届满依次在后"), "valid_from", "order")
        )
    if not 0 < draft.fee_fen <= highest_fen:
        reasons.append(
            Reason(
                mark("收费标准高于业主表决同意的上限"),
                {},
                mark("更高的标准须由各小区重新表决"),
                "fee",
                "dearer",
            )
        )
    if not draft.reference.strip():
        reasons.append(Reason(mark("请填写合同编号"), {}, field="reference", code="reference"))
    return Decision.no(*reasons) if reasons else Decision.yes()


def shares(whole: int, weights: Mapping[int, int]) -> dict[int, int]:
    """Share an amount by weights to the last fen: the largest remainders are rounded up, of equals the lower id."""
    total = sum(weights.values())
    if total <= 0:
        raise ValueError("nothing is shared by weights that come to nothing")
    parts = {key: divmod(whole * weight, total) for key, weight in weights.items()}
    left = whole - sum(part for part, _ in parts.values())
    first = sorted(parts, key=lambda key: (-parts[key][1], key))[:left]
    return {key: part + (key in first) for key, (part, _) in parts.items()}


def may_agree(weights: Mapping[int, int], members: Iterable[int]) -> Decision:
    """Whether agreed shares, in ten thousandths, cover every estate of the package and come to the whole."""
    if set(weights) != set(members) or any(weight <= 0 for weight in weights.values()):
        return Decision.no(Reason(mark("每个小区都要写明大于0的比例"), {}, field="shares", code="missing"))
    if sum(weights.values()) != 10_000:  # noqa: PLR2004 - the whole in ten thousandths
        return Decision.no(
            Reason(
                mark("各小区的比例相加不是100%"), {}, mark("比例写到百分之一，例如 33.34"), "shares", "whole"
            )
        )
    return Decision.yes()

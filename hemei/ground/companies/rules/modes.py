"""How an estate is managed 管理模式: the modes there are, and whether one may be entered.

Who manages follows from the mode: the company under contract, the residents' committee, both, or the owners
themselves (Civil Code art. 284). Which modes count as covered is the city's to say: see `standards`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, gives_reason, mark

KEEPERS = frozenset({Role.CITY_BUREAU, Role.COUNTY_COORDINATOR, Role.STREET_CLERK, Role.SYSTEM})
LONGEST_PACKAGE = 40
LONGEST_REFERENCE = 60


class Mode(StrEnum):
    """How an estate is managed; the value is stored and named in the standard `management-modes`."""

    MARKET = "market"
    PACKAGED = "packaged"
    COMMUNITY = "community"
    MIXED = "mixed"
    SELF = "self_managed"
    NONE = "none"


MODE_NAMES = {
    Mode.MARKET: mark("市场化选聘"),
    Mode.PACKAGED: mark("统一打包选聘"),
    Mode.COMMUNITY: mark("社区准物业化"),
    Mode.MIXED: mark("居委会+物业"),
    Mode.SELF: mark("业主自行管理"),
    Mode.NONE: mark("无人管理"),
}
BY_COMPANY = frozenset({Mode.MARKET, Mode.PACKAGED, Mode.MIXED})
BY_COMMITTEE = frozenset({Mode.COMMUNITY, Mode.MIXED})


class Basis(StrEnum):
    """What a mode is entered on."""

    OWNERS = "owners"
    CONTRACT = "contract"
    STREET = "street"
    SURVEY = "survey"


BASIS_NAMES = {
    Basis.OWNERS: mark("业主共同决定"),
    Basis.CONTRACT: mark("物业服务合同"),
    Basis.STREET: mark("街道（乡镇）文件"),
    Basis.SURVEY: mark("摸底登记"),
}


@dataclass(frozen=True, slots=True)
class ModeDraft:
    """A mode to enter; `package` names the lot of estates that chose together, `reference` the document."""

    estate_id: int
    mode: Mode
    valid_from: date
    basis: Basis
    package: str = ""
    reference: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class ModeFacts:
    """What is known of the estate: since when it stands, whether a company was under contract on the first day."""

    stands_since: date
    company_then: bool


def may_enter_mode(role: Role, draft: ModeDraft, facts: ModeFacts, *, today: date) -> Decision:
    """Answer whether this mode may be entered; that two never hold at once is the database's to say.

    A company's mode needs the contract it rests on, and where a company is under contract no mode says that
    none manages: one of the two is wrong, and both stand in the way of a sure figure.
    """
    reasons = [*not_keeper(role), *period_doubts(draft, facts.stands_since, today), *package_doubts(draft)]
    if draft.mode in BY_COMPANY and not facts.company_then:
        reasons.append(
            Reason(
                mark("{day}没有在管的物业服务合同，不能登记为“{mode}”。"),
                {"day": draft.valid_from.isoformat(), "mode": MODE_NAMES[draft.mode]},
                mark("请先登记物业项目（合同），或核对模式和起始日期。"),
                "mode",
                "no_contract",
            )
        )
    if draft.mode not in BY_COMPANY and facts.company_then:
        reasons.append(
            Reason(
                mark("{day}有物业服务合同在管，不能登记为“{mode}”。"),
                {"day": draft.valid_from.isoformat(), "mode": MODE_NAMES[draft.mode]},
                mark("合同已经结束的，请先登记合同终止；居委会和企业共管的，请选“居委会+物业”。"),
                "mode",
                "contract_runs",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def may_end_mode(role: Role, *, began: date, day: date, today: date) -> Decision:
    """Answer whether a mode may end on a day, itself excluded."""
    reasons = not_keeper(role)
    if not began < day <= today:
        reasons.append(
            Reason(
                mark("日期须在{began}之后、且不晚于今天。"),
                {"began": began.isoformat()},
                field="valid_until",
                code="bad_day",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def may_void(role: Role, reason: str) -> Decision:
    """Answer whether what was entered in error may be voided."""
    reasons = [*not_keeper(role), *says_why(reason).reasons]
    return Decision.no(*reasons) if reasons else Decision.yes()


def says_why(reason: str) -> Decision:
    """Answer whether a reason is given for voiding what was entered in error."""
    return gives_reason(mark("没有写明作废的理由。"), reason)


def period_doubts(draft: ModeDraft, stands_since: date, today: date) -> list[Reason]:
    """Return what is wrong with the days of a draft."""
    reasons = []
    if draft.valid_from > today:
        reasons.append(
            Reason(mark("起始日期在将来。"), {}, mark("请在当天或以后登记。"), "valid_from", "future_day")
        )
    if draft.valid_from < stands_since:
        reasons.append(
            Reason(
                mark("起始日期早于小区在册之日{since}。"),
                {"since": stands_since.isoformat()},
                mark("请核对日期。"),
                "valid_from",
                "before_estate",
            )
        )
    if draft.valid_until is not None and not draft.valid_from < draft.valid_until <= today:
        reasons.append(
            Reason(
                mark("结束日期须在起始日期之后、且不晚于今天。"),
                {},
                mark("仍在实行的请留空。"),
                "valid_until",
                "bad_day",
            )
        )
    return reasons


def package_doubts(draft: ModeDraft) -> list[Reason]:
    """Return what is wrong with the package: several estates share one, and no other mode has any."""
    if draft.mode is Mode.PACKAGED and not draft.package:
        return [
            Reason(
                mark("统一打包选聘的，没有写是哪一个包。"),
                {},
                mark("同一次打包的小区填同一个包名，例如“明光路街道第1包”。"),
                "package",
                "no_package",
            )
        ]
    if draft.mode is not Mode.PACKAGED and draft.package:
        return [
            Reason(
                mark("只有统一打包选聘的小区有包名。"),
                {},
                mark("请核对模式，或把包名留空。"),
                "package",
                "package",
            )
        ]
    return []


def not_keeper(role: Role) -> list[Reason]:
    """Return why a role does not keep what is entered of an estate's management; nothing where it does."""
    if role in KEEPERS:
        return []
    return [Reason(mark("您的岗位不能登记小区的管理和改造。"), {}, mark("请由街道或上级登记。"), code="role")]

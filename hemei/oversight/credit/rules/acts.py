"""Who may do what about credit, and what a line must be for it. Where, is decided by the project's place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, Reference, gives_reason, mark
from hemei.kernel.roles import role_may
from hemei.oversight.credit.rules.lines import Recorded, Standing, last_counted, repairable_from, standing
from hemei.oversight.credit.rules.standards import Behaviour, CreditCatalogue, CreditRepair
from hemei.oversight.credit.rules.words import LineState


class Act(StrEnum):
    """An act on credit."""

    SEE = "see"
    SEE_MANAGERS = "see_managers"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    OBJECT = "object"
    DECIDE = "decide"
    ASK_REPAIR = "ask_repair"
    FILE_BASIC = "file_basic"
    REPORT = "report"
    SETTLE = "settle"
    FORESEE = "foresee"


ACT_NAMES: dict[Act, str] = {
    Act.SEE: mark("查看信用信息"),
    Act.SEE_MANAGERS: mark("查看项目负责人的信用"),
    Act.PROPOSE: mark("登记信用信息"),
    Act.CONFIRM: mark("认定信用信息"),
    Act.OBJECT: mark("提出异议"),
    Act.DECIDE: mark("决定异议和修复"),
    Act.ASK_REPAIR: mark("申请信用修复"),
    Act.FILE_BASIC: mark("报送基本信息"),
    Act.REPORT: mark("出具信用报告"),
    Act.SETTLE: mark("评定年度信用等级"),
    Act.FORESEE: mark("试算新的信用清单"),
}

_AUTHORITY = frozenset({Role.COUNTY_COORDINATOR, Role.CITY_BUREAU})
_NEAR = frozenset({Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK})
_COMPANY = frozenset({Role.COMPANY_MANAGER})
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE: _AUTHORITY | _NEAR | _COMPANY,
    Act.SEE_MANAGERS: _AUTHORITY | _COMPANY,
    Act.PROPOSE: _AUTHORITY | {Role.STREET_CLERK, Role.SYSTEM},
    Act.CONFIRM: _AUTHORITY,
    Act.OBJECT: _COMPANY,
    Act.DECIDE: _AUTHORITY,
    Act.ASK_REPAIR: _COMPANY,
    Act.FILE_BASIC: _COMPANY,
    Act.REPORT: _AUTHORITY | _COMPANY,
    Act.SETTLE: frozenset({Role.CITY_BUREAU, Role.SYSTEM}),
    Act.FORESEE: frozenset({Role.CITY_BUREAU}),
}
LONGEST_ABOUT = 60


def may(role: Role, act: Act) -> Decision:
    """Whether a role may do an act at all."""
    return role_may(role, act, MAY, ACT_NAMES, mark("请由有权的单位办理。"))


@dataclass(frozen=True, slots=True)
class Conducted:
    """What is known of conduct about to be proposed: whether there was a contract and a manager on its day."""

    behaviour: str
    happened_on: date
    has_project: bool
    contract_runs: bool
    has_manager: bool
    evidence: str
    by_hand: bool


def may_propose(
    facts: Conducted, catalogue: CreditCatalogue | None, repair: CreditRepair | None, today: date
) -> Decision:
    """Whether conduct may be proposed: in the catalogue of its day, within the contract, with evidence, not ahead.

    What is so old that it would never count is not proposed: nobody has to judge it any more.
    """
    day = facts.happened_on
    if day > today:
        return _no(mark("{day}还没有到。"), mark("请核对日期。"), "happened_on", "future", day=day)
    row = catalogue.of(facts.behaviour) if catalogue else None
    if row is None:
        remedy = mark("请从当天有效的清单中选择。")
        return _no(mark("{day}的信用清单里没有这一项。"), remedy, "behaviour", "no_row", day=day)
    placed = _attributed(facts, row)
    if not placed.allowed:
        return placed
    last = last_counted(day, row, repair)
    if last < today:
        remedy = mark("超过期限的不再登记。")
        return _no(mark("这类信息只计到{last}。"), remedy, "happened_on", "expired", last=last)
    if facts.by_hand:
        told = gives_reason(
            mark("没有写明依据。"), facts.evidence, field="evidence", code="evidence",
            remedy=mark("请写明文书名称、文号或核查记录，至少{least}个字；现在是{given}个字。"),
        )  # fmt: skip
        if not told.allowed:
            return told
    return Decision.yes(row.warrant.reference)


def _attributed(facts: Conducted, row: Behaviour) -> Decision:
    """Whether it is known whose the conduct is: a company under contract on its day, a manager where it needs one."""
    day = facts.happened_on
    if not facts.has_project and row.holders != ("company",):
        return _no(mark("没有写明是哪个项目。"), mark("请选择项目。"), "project", "project")
    if facts.has_project and not facts.contract_runs:
        remedy = mark("请核对日期和项目；行为记在当天在管的企业名下。")
        return _no(mark("{day}不在该企业的合同期内。"), remedy, "happened_on", "outside", day=day)
    if "company" not in row.holders and not facts.has_manager:
        remedy = mark("请先由企业登记项目负责人。")
        return _no(mark("{day}该项目没有登记负责人。"), remedy, "happened_on", "no_manager", day=day)
    return Decision.yes()


def may_confirm(state: LineState) -> Decision:
    """Whether a line still waits for the authority."""
    if state is LineState.PROPOSED:
        return Decision.yes()
    return _no(mark("这条信息已经有了决定。"), mark("请刷新页面查看。"), "", "decided")


def may_judge(*, proposed_by: Collection[int], by: int | None) -> Decision:
    """Whether one may confirm or refuse a line: whoever proposed it, in whatever post, does neither."""
    if by in proposed_by:
        return _no(
            mark("这条信息是您登记的，不能由您认定或者不予认定。"),
            mark("请由主管部门的另一人办理。"),
            "",
            "own",
        )
    return Decision.yes()


def may_answer(*, confirmed_by: Collection[int], by: int | None) -> Decision:
    """Whether one may decide an objection or take longer for it: whoever confirmed the line does neither."""
    if by in confirmed_by:
        return _no(
            mark("这条信息是您认定的，不能由您决定对它的异议。"),
            mark("请由主管部门的另一人决定。"),
            "",
            "own",
        )
    return Decision.yes()


def may_object(
    *, stands: Standing, objected: int, now: datetime, due_at: datetime | None, repair: CreditRepair | None
) -> Decision:
    """Whether a line may be objected to: once, in time, while it counts. Without a rule of that day nobody may."""
    if repair is None:
        return _no(mark("当时还没有异议的规定。"), "", "", "no_rule")
    if objected >= repair.objections.most:
        return _no(
            mark("对同一条信息再次提出异议的，不予受理。"),
            mark("对决定不服的，可以依法申请行政复议或者提起诉讼。"),
            "",
            "again",
            references=(repair.objections.warrant.reference,),
        )
    if stands is not Standing.COUNTS:
        return _no(mark("这条信息现在不计分，没有可以异议的。"), mark("请查看它的状态。"), "", "not_counting")
    if due_at is not None and now > due_at:
        return _no(
            mark("提出异议的期限已经过了。"),
            mark("纠正以后可以申请信用修复。"),
            "",
            "late",
            references=(repair.objection.warrant.reference,),
        )
    return Decision.yes(repair.objection.warrant.reference)


def may_ask_repair(
    line: Recorded, row: Behaviour, repair: CreditRepair | None, *, today: date, waits: bool
) -> Decision:
    """Whether repair may be asked for: bad conduct that counts, after the time the rule wants it shown."""
    first = repairable_from(line, row, repair) if repair else None
    if repair is None or first is None:
        return _no(mark("这条信息不能修复。"), mark("它到期后自动不再计分。"), "", "no_repair")
    if waits:
        return _no(mark("修复申请正在办理。"), mark("请等候决定。"), "", "waits")
    if standing(line, row, repair, on=today) is not Standing.COUNTS:
        return _no(mark("这条信息现在不计分，不需要修复。"), "", "", "not_counting")
    if today < first:
        return _no(
            mark("{day}起才可以申请修复。"),
            mark("公示期未过半的，请先纠正。"),
            "",
            "early",
            references=(repair.repair.warrant.reference,),
            day=first,
        )
    return Decision.yes(repair.repair.warrant.reference)


def may_decide(*, decided: bool) -> Decision:
    """Whether an objection or a request still waits for its decision."""
    if decided:
        return _no(mark("已经作出决定。"), mark("请刷新页面查看。"), "", "decided")
    return Decision.yes()


def says_why(text: str, field: str) -> Decision:
    """Whether what a person wrote may pass for a reason."""
    remedy = mark("请写明事实和依据，至少{least}个字；现在是{given}个字。")
    return gives_reason(mark("没有写明理由。"), text, field=field, remedy=remedy)


def may_file(*, year: int, today: date, filed: bool) -> Decision:
    """Whether basic information of a year may be filed: in that year, once."""
    if year != today.year:
        return _no(mark("只能报送今年的基本信息。"), "", "year", "year")
    if filed:
        return _no(mark("{year}年的基本信息已经报送。"), "", "year", "once", year=year)
    return Decision.yes()


def in_time(day: date, catalogue: CreditCatalogue) -> bool:
    """Whether basic information filed on a day is in time; the last day included."""
    return day <= date(day.year, catalogue.filing.month, catalogue.filing.day)


def may_settle(*, year: int, today: date, settled: bool) -> Decision:
    """Whether a year's levels may be settled: after its end, once."""
    if year >= today.year:
        return _no(mark("{year}年还没有结束。"), mark("请在年度结束后评定。"), "year", "early", year=year)
    if settled:
        return _no(mark("{year}年的等级已经评定。"), "", "year", "once", year=year)
    return Decision.yes()


def _no(
    text: str,
    remedy: str,
    field: str,
    code: str,
    *,
    references: tuple[Reference, ...] = (),
    **values: object,
) -> Decision:
    said = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
    return Decision.no(Reason(text, said, remedy, field, code), references=references)

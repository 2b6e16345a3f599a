"""A fee or service grade that changes within one contract, from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hemei.ground.companies.rules.contracts import REGISTRARS
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark

DEAREST = 100_000  # a thousand yuan a square metre and month, in fen: beyond it the unit is wrong
LONGEST_GRADE = 20


@dataclass(frozen=True, slots=True)
class FeeDraft:
    """What holds from a day on; what is left out stays as it was. The fee is in fen a square metre and month."""

    valid_from: date
    fee_fen: int | None = None
    service_grade: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Fee and grade as they hold on a day, each with the day since when."""

    fee_fen: int | None
    fee_since: date
    service_grade: str
    grade_since: date


def agreed_on(first: FeeDraft, revisions: Iterable[FeeDraft], day: date) -> Agreed:
    """Return what holds on a day: what the contract began with, and each later change of one or both."""
    fee, fee_since = first.fee_fen, first.valid_from
    grade, grade_since = first.service_grade, first.valid_from
    for one in sorted(revisions, key=lambda one: one.valid_from):
        if one.valid_from <= day:
            if one.fee_fen is not None:
                fee, fee_since = one.fee_fen, one.valid_from
            if one.service_grade:
                grade, grade_since = one.service_grade, one.valid_from
    return Agreed(fee, fee_since, grade, grade_since)


def may_revise(draft: FeeDraft, *, began: date, ended: date | None, before: Agreed, today: date) -> Decision:
    """Answer whether fee or grade may change on a day: within the contract, after its first day, to something else."""
    reasons = []
    if not began < draft.valid_from <= today or (ended is not None and draft.valid_from >= ended):
        reasons.append(
            Reason(
                mark("调整日期须在合同起始日{began}之后、合同结束之前，且不晚于今天。"),
                {"began": began.isoformat()},
                mark("合同起始日的收费和等级，请在物业项目里填写或更正。"),
                "valid_from",
                "bad_day",
            )
        )
    if draft.fee_fen is not None and not 0 < draft.fee_fen <= DEAREST:
        reasons.append(
            Reason(
                mark("物业费须大于 0、不超过 {most} 元。"), {"most": DEAREST // 100}, mark("请核对单位和小数点。"),
                "fee", "out_of_range",
            )
        )  # fmt: skip
    if len(draft.service_grade) > LONGEST_GRADE:
        reasons.append(
            Reason(
                mark("服务等级最多 {most} 个字。"), {"most": LONGEST_GRADE}, field="grade", code="too_long"
            )
        )
    same_fee = draft.fee_fen in {None, before.fee_fen}
    if same_fee and draft.service_grade in {"", before.service_grade}:
        reasons.append(
            Reason(
                mark("物业费和服务等级都没有变。"),
                {},
                mark("请填写调整后的物业费或等级。"),
                "fee",
                "unchanged",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def may_keep_fees(role: Role) -> Decision:
    """Answer whether a role enters what a contract says."""
    if role in REGISTRARS:
        return Decision.yes()
    return Decision.no(Reason(mark("您的岗位不能登记物业企业和项目。"), code="role"))

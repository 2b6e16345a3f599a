"""A fee, a service grade or services that change within one contract, from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hemei.ground.companies.rules.contracts import REGISTRARS
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark

DEAREST = 100_000  # a thousand yuan a square metre and month, in fen: beyond it the unit is wrong
LONGEST_GRADE = 20
LONGEST_SERVICES = 200


@dataclass(frozen=True, slots=True)
class FeeDraft:
    """What holds from a day on; what is left out stays as it was. The fee is in fen a square metre and month."""

    valid_from: date
    fee_fen: int | None = None
    service_grade: str = ""
    services: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Fee, grade and services as they hold on a day, each with the day since when."""

    fee_fen: int | None
    fee_since: date
    service_grade: str
    grade_since: date
    services: str
    services_since: date


def agreed_on(first: FeeDraft, revisions: Iterable[FeeDraft], day: date) -> Agreed:
    """Return what holds on a day: what the contract began with, and each later change of some of it."""
    until = [
        first,
        *sorted((one for one in revisions if one.valid_from <= day), key=lambda one: one.valid_from),
    ]
    fee = next((one for one in reversed(until) if one.fee_fen is not None), first)
    grade = next((one for one in reversed(until) if one.service_grade), first)
    services = next((one for one in reversed(until) if one.services), first)
    return Agreed(
        fee.fee_fen, fee.valid_from, grade.service_grade, grade.valid_from, services.services, services.valid_from
    )  # fmt: skip


def may_revise(draft: FeeDraft, *, began: date, ended: date | None, before: Agreed, today: date) -> Decision:
    """Answer whether what is agreed may change on a day: within the contract, after its first day, and to another."""
    reasons = list(_beyond(draft))
    if not began < draft.valid_from <= today or (ended is not None and draft.valid_from >= ended):
        reasons.append(
            Reason(
                mark("调整日期须在合同起始日{began}之后、合同结束之前，且不晚于今天。"),
                {"began": began.isoformat()},
                mark("合同起始日的收费、等级和服务事项，请在物业项目里填写或更正。"),
                "valid_from",
                "bad_day",
            )
        )
    same_fee = draft.fee_fen in {None, before.fee_fen}
    same_services = draft.services in {"", before.services}
    if same_fee and same_services and draft.service_grade in {"", before.service_grade}:
        reasons.append(
            Reason(
                mark("物业费、服务等级和服务事项都没有变。"),
                {},
                mark("请填写调整了的一项。"),
                "fee",
                "unchanged",
            )
        )
    return Decision.no(*reasons) if reasons else Decision.yes()


def _beyond(draft: FeeDraft) -> Iterator[Reason]:
    if draft.fee_fen is not None and not 0 < draft.fee_fen <= DEAREST:
        yield Reason(
            mark("物业费须大于 0、不超过 {most} 元。"), {"most": DEAREST // 100}, mark("请核对单位和小数点。"),
            "fee", "out_of_range",
        )  # fmt: skip
    for text, most, field, words in (
        (draft.service_grade, LONGEST_GRADE, "grade", mark("服务等级最多 {most} 个字。")),
        (draft.services, LONGEST_SERVICES, "services", mark("服务事项最多 {most} 个字。")),
    ):
        if len(text) > most:
            yield Reason(words, {"most": most}, field=field, code="too_long")


def may_keep_fees(role: Role) -> Decision:
    """Answer whether a role enters what a contract says."""
    if role in REGISTRARS:
        return Decision.yes()
    return Decision.no(Reason(mark("您的岗位不能登记物业企业和项目。"), code="role"))

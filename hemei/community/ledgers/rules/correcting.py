"""How a payment that was reported wrongly is put right: which proof, whose two hands, and when it may be paid anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.standards import FactorTime, Head, Warrant

Proof = Literal["bank_line", "bank_paper"]
LINE, PAPER = "bank_line", "bank_paper"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves that a payment came back: a line of the bank's statement, or a paper of the bank."""

    kinds: tuple[Proof, ...]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class SecondHand:
    """Who reports does not confirm, nor who recorded the payment, nor who paid."""

    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Beside:
    """Nothing is deleted: a further entry takes back the first."""

    by: Literal["reversal"]
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class Anew:
    """Whether the money must be seen on a statement before it is paid anew."""

    seen_first: bool
    warrant: Warrant


@dataclass(frozen=True, slots=True)
class PaymentCorrections:
    """`payment-corrections`: how payments that were reported wrongly are put right."""

    head: Head
    evidence: Evidence
    second: SecondHand
    second_factor: FactorTime
    beside: Beside
    anew: Anew
    unpaid: SecondHand


def may_report(
    *, done: bool, waiting: bool, proofs: Collection[str], reason: str, rules: PaymentCorrections
) -> Decision:
    """Whether a payment may be reported as wrong: it stands, nobody reported it yet, with a proof and a reason.

    `done` is whether it is recorded as made and not taken back; `waiting` whether a report waits to be confirmed.
    """
    faults: list[Reason] = []
    if not done:
        faults.append(
            _reason(mark("这一笔没有登记为已付，或者已经更正过。"), mark("请刷新页面查看。"), "", "not_done")
        )
    elif waiting:
        faults.append(
            _reason(mark("这一笔已经登记了更正，还没有确认。"), mark("请由另一人先确认。"), "", "waiting")
        )
    if not set(rules.evidence.kinds) & set(proofs):
        faults.append(
            _reason(
                mark("没有银行的证明。"),
                mark("请选择对账单上的流水，或者上传银行的书面凭证。"),
                "proof",
                "proof",
            )
        )
    faults.extend(gives_reason(mark("没有写明更正的原因。"), reason).reasons)
    references = (rules.evidence.warrant.reference, rules.beside.warrant.reference)
    return Decision.no(*faults, references=references) if faults else Decision.yes(*references)


def may_confirm(
    person_id: int | None,
    *,
    reported_by: int | None,
    recorded_by: int | None,
    of_payer: bool,
    confirmed_at: datetime | None,
    now: datetime,
    rules: PaymentCorrections,
) -> Decision:
    """Whether somebody may say yes or no to a report: a second person, not who recorded the payment, not who paid.

    He gives a second factor first; `confirmed_at` is when he did.
    """
    text = ""
    if person_id is not None and person_id == reported_by:
        text = mark("更正是您登记的，不能由您确认。")
    elif person_id is not None and person_id == recorded_by:
        text = mark("这笔付款是您登记的，不能由您确认更正。")
    elif of_payer:
        text = mark("您在付款的公司任职，不能确认更正。")
    if text:
        return Decision.no(
            _reason(text, mark("请由另一人确认。"), "", "own"), references=(rules.second.warrant.reference,)
        )
    if not rules.second_factor.counts(confirmed_at, now):
        return Decision.no(
            _reason(mark("请先再验证一次身份。"), mark("验证后回到这里确认。"), "", "step_up"),
            references=(rules.second_factor.warrant.reference,),
        )
    return Decision.yes(rules.second.warrant.reference, rules.second_factor.warrant.reference)


def may_pay_anew(number: str, *, by_paper: bool, seen: bool, rules: PaymentCorrections) -> Decision:
    """Whether what came back may be paid anew: where only a paper says so, the bank's statement shows it first."""
    if by_paper and rules.anew.seen_first and not seen:
        return Decision.no(
            _reason(
                mark("付款单{number}凭书面凭证登记了退回，对账单上还没有看到钱。"),
                mark("请导入对账单，勾对退回的流水以后再送银行。"), "", "not_back", number=number,
            ),
            references=(rules.anew.warrant.reference,),
        )  # fmt: skip
    return Decision.yes()


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)


STANDARDS: dict[str, type] = {"payment-corrections": PaymentCorrections}

"""What an agreement may say, when it takes effect, who may have it confirmed, and what follows when it is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hemei.kernel.decision import Decision, Reason, Reference, gives_reason, mark
from hemei.kernel.money import yuan
from hemei.oversight.mediation.rules.agreement_standards import AgreementRules

MOST_FEN = 10**11
CONFIRMING, PAYING = "mediation.confirming", "mediation.paying"
"""The kinds of clocks of an agreement: to ask the court, and of each payment."""


class Form(StrEnum):
    """How the parties came to it: in writing under a seal, by word of mouth, or as a settlement of their own."""

    WRITTEN = "written"
    ORAL = "oral"
    SETTLEMENT = "settlement"


class Hand(StrEnum):
    """How somebody put his hand to it."""

    SIGNATURE = "signature"
    SEAL = "seal"
    FINGERPRINT = "fingerprint"


class Court(StrEnum):
    """What became of the request to confirm it."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    NOT_TAKEN = "not_taken"


FORM_TEXTS: dict[Form, str] = {
    Form.WRITTEN: mark("人民调解协议书"),
    Form.ORAL: mark("口头调解协议"),
    Form.SETTLEMENT: mark("和解协议"),
}
HAND_TEXTS: dict[Hand, str] = {
    Hand.SIGNATURE: mark("签名"),
    Hand.SEAL: mark("盖章"),
    Hand.FINGERPRINT: mark("按指印"),
}
COURT_TEXTS: dict[Court, str] = {
    Court.CONFIRMED: mark("法院裁定有效"),
    Court.REFUSED: mark("法院驳回申请"),
    Court.NOT_TAKEN: mark("法院不予受理"),
}


@dataclass(frozen=True, slots=True)
class Payment:
    """An instalment: who pays so many fen by the end of a day."""

    payer: int
    due_on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What the parties agree on. `unit_owned` says whether the unit it disposes of is the party's; None: of no unit."""

    form: Form
    text: str
    amount_fen: int | None
    payments: Sequence[Payment]
    unit_owned: bool | None
    has_committee: bool


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has put his hand to it."""

    parties: int
    signed: int
    mediator: bool
    seal: bool


def may_draw_up(terms: Terms, parties: Sequence[int], rules: AgreementRules, today: date) -> Decision:
    """Whether this may be what the parties agree on: written down, over something, each paying what he promised."""
    reasons = [*_form_faults(terms, rules), *_money_faults(terms, parties, rules, today)]
    if not terms.text.strip():
        reasons.append(
            _reason(mark("没有写明协议内容"), mark("请写明各方的责任、履行方式和期限"), "terms", "terms")
        )
    if terms.unit_owned is False:
        reasons.append(
            _reason(
                mark("写入的房屋不是当事人的"),
                mark("只能处分自己的财产；请核对房屋和业主"),
                "unit",
                "property",
            )
        )
    if reasons:
        return Decision.no(*reasons, references=_standing_on(terms, rules))
    return Decision.yes(*_standing_on(terms, rules))


def _form_faults(terms: Terms, rules: AgreementRules) -> list[Reason]:
    del rules
    if terms.form is Form.SETTLEMENT or terms.has_committee:
        return []
    return [
        _reason(
            mark("本机构没有以人民调解委员会的名义调解，不能制作人民调解协议"),
            mark("请改为和解协议：由各方签名，不盖印章，不能申请司法确认"), "form", "committee",
        )
    ]  # fmt: skip


def _money_faults(terms: Terms, parties: Sequence[int], rules: AgreementRules, today: date) -> list[Reason]:
    faults = []
    if terms.amount_fen is not None and not 0 < terms.amount_fen < MOST_FEN:
        faults.append(_reason(mark("金额要大于0"), mark("没有金额的请留空"), "amount", "amount"))
    if terms.amount_fen is None and terms.payments:
        faults.append(_reason(mark("没有写总金额"), mark("请填写总金额"), "amount", "amount"))
    if len(terms.payments) > rules.instalments.most:
        faults.append(_reason(mark("最多分{most}期"), "", "instalments", "many", most=rules.instalments.most))
    last = today + timedelta(days=rules.instalments.longest_days)
    for number, one in enumerate(terms.payments, start=1):
        faults += _payment_faults(number, one, parties, (today, last))
    total = sum(one.amount_fen for one in terms.payments)
    if terms.amount_fen is not None and terms.payments and total != terms.amount_fen:
        text, remedy = mark("各期合计{total}元，与总金额{amount}元不一致"), mark("请核对各期金额")
        values = {"total": yuan(total), "amount": yuan(terms.amount_fen)}
        faults.append(Reason(text, values, remedy, "instalments", "total"))
    return faults


def _payment_faults(
    number: int, one: Payment, parties: Sequence[int], between: tuple[date, date]
) -> list[Reason]:
    first, last = between
    faults = []
    if one.amount_fen <= 0:
        faults.append(_reason(mark("第{number}期的金额要大于0"), "", "instalments", "amount", number=number))
    if not first <= one.due_on <= last:
        text, remedy = mark("第{number}期的日期{day}不行"), mark("请在今天和{last}之间选择")
        values: dict[str, str | int] = {
            "number": number, "day": one.due_on.isoformat(), "last": last.isoformat(),
        }  # fmt: skip
        faults.append(Reason(text, values, remedy, "instalments", "day"))
    if one.payer not in parties:
        faults.append(_reason(mark("第{number}期没有写由谁付"), "", "instalments", "payer", number=number))
    return faults


def _standing_on(terms: Terms, rules: AgreementRules) -> tuple[Reference, ...]:
    found = [_reference(terms.form, rules)]
    if terms.unit_owned is not None:
        found.append(rules.own_property.warrant.reference)
    return tuple(found)


def missing_hands(form: Form, hands: Hands, rules: AgreementRules) -> tuple[str, ...]:
    """Return whose hand is still missing, in words; nothing where it takes effect."""
    if form is Form.ORAL:
        return () if hands.mediator else (mark("调解员"),)
    found = []
    if hands.signed < hands.parties:
        found.append(mark("各方当事人"))
    if form is Form.WRITTEN and rules.written.mediator and not hands.mediator:
        found.append(mark("调解员"))
    if form is Form.WRITTEN and rules.written.seal and not hands.seal:
        found.append(mark("人民调解委员会印章"))
    return tuple(found)


def may_take_effect(form: Form, hands: Hands, rules: AgreementRules) -> Decision:
    """Whether the agreement takes effect: all hands are on it (articles 29, 30)."""
    missing = missing_hands(form, hands, rules)
    if missing:
        return Decision.no(
            *(
                _reason(mark("还缺：{who}"), mark("请补齐后再登记生效"), "hands", "hand", who=who)
                for who in missing
            )
        )
    return Decision.yes(_reference(form, rules))


def _reference(form: Form, rules: AgreementRules) -> Reference:
    warrants = {
        Form.WRITTEN: rules.written.warrant, Form.ORAL: rules.oral.warrant, Form.SETTLEMENT: rules.settlement.warrant,
    }  # fmt: skip
    return warrants[form].reference


def may_ask_court(
    *, form: Form, due_at: datetime | None, asked: bool, jointly: bool, now: datetime, rules: AgreementRules
) -> Decision:
    """Whether confirmation may be asked for: of a committee's agreement, by all parties, within the days of the law."""
    reference = rules.confirmation.warrant.reference
    if form is Form.SETTLEMENT:
        fault = _reason(mark("和解协议不能申请司法确认"), mark("一方不履行的，可以起诉"), "", "settlement")
    elif due_at is None:
        fault = _reason(mark("协议还没有生效"), mark("请先补齐签名和印章"), "", "effect")
    elif asked:
        fault = _reason(mark("已经登记过申请"), "", "", "asked")
    elif now > due_at:
        fault = _reason(mark("申请司法确认的三十日已经过了"), mark("一方不履行的，可以起诉"), "", "late")
    elif not jointly:
        fault = _reason(mark("要由各方当事人共同申请"), mark("请逐一征得同意"), "jointly", "jointly")
    else:
        return Decision.yes(reference)
    return Decision.no(fault, references=(reference,))


def may_note_payment(*, paid: bool, amount_fen: int, received_fen: int) -> Decision:
    """Whether an instalment may be noted as paid: once, and whole."""
    if paid:
        return Decision.no(_reason(mark("这一期已经履行"), "", "", "paid"))
    if received_fen != amount_fen:
        text, remedy = (
            mark("收到{received}元，应付{amount}元"),
            mark("全部收到后再登记；部分履行请写在记录里"),
        )
        values = {"received": yuan(received_fen), "amount": yuan(amount_fen)}
        return Decision.no(Reason(text, values, remedy, "amount", "amount"))
    return Decision.yes()


def may_note_breach(*, due_on: date | None, done: bool, today: date, reason: str) -> Decision:
    """Whether it may be noted that the agreement was not kept: what was due is over, not done, and it is said how."""
    if done:
        return Decision.no(_reason(mark("这一项已经履行"), "", "", "paid"))
    if due_on is not None and today <= due_on:
        return Decision.no(
            _reason(mark("{day}还没有过"), mark("到期没有履行再登记"), "", "early", day=due_on.isoformat())
        )
    return gives_reason(mark("没有写明怎样没有履行。"), reason)


def _reason(text: str, remedy: str, field: str, code: str, **values: str | int) -> Reason:
    return Reason(text, values, remedy, field, code)

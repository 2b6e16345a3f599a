"""Revenue contracts: when which amount is due, and what may be registered, ended, received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import MOST_FEN, yuan
from hemei.kernel.periods import months_after

EVERY = {1: mark("每月"), 3: mark("每季度"), 6: mark("每半年"), 12: mark("每年"), 0: mark("一次付清")}
"""How many months a payment is for; 0 for the whole term at once."""
MOST_DUES = 600
MOST_DUE_DAYS = 366


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says of time and money: its last day is excluded, `due_days` run from a period's first day."""

    valid_from: date
    valid_until: date
    every_months: int
    amount_fen: int
    due_days: int


@dataclass(frozen=True, slots=True)
class Due:
    """An amount that is due for a period; the period's last day is excluded."""

    period_from: date
    period_until: date
    due_on: date
    amount_fen: int


def dues_of(terms: Terms) -> Iterator[Due]:
    """Yield what is due when. A last period cut short is due by its days, rounded half up to the fen.

    Periods count from the first day, so that one of the 31st stays at the ends of months.
    """
    if terms.every_months == 0:
        yield _due(terms, terms.valid_from, terms.valid_until, terms.amount_fen)
        return
    number, begins = 0, terms.valid_from
    while begins < terms.valid_until:
        number += 1
        ends = months_after(terms.valid_from, number * terms.every_months)
        if ends <= terms.valid_until:
            yield _due(terms, begins, ends, terms.amount_fen)
        else:
            part, whole = (terms.valid_until - begins).days, (ends - begins).days
            if amount := (2 * terms.amount_fen * part + whole) // (2 * whole):
                yield _due(terms, begins, terms.valid_until, amount)
        begins = ends


def earned_by(due: Due, day: date) -> int:
    """Return what of an amount due its days earned before a day, rounded half up like a last period cut short."""
    part, whole = max((day - due.period_from).days, 0), (due.period_until - due.period_from).days
    return due.amount_fen if part >= whole else (2 * due.amount_fen * part + whole) // (2 * whole)


def _due(terms: Terms, begins: date, ends: date, amount_fen: int) -> Due:
    return Due(begins, ends, begins + timedelta(days=terms.due_days), amount_fen)


def may_register(terms: Terms, *, kind_known: bool, party: str, place: str) -> Decision:
    """Whether a contract may be registered; each thing that is wrong is said."""
    faults = [*_said_faults(terms, kind_known=kind_known, party=party, place=place), *_term_faults(terms)]
    return Decision.no(*faults) if faults else Decision.yes()


def _said_faults(terms: Terms, *, kind_known: bool, party: str, place: str) -> Iterator[Reason]:
    if not kind_known:
        yield Reason(mark("没有选收入来源。"), {}, mark("请从清单中选择。"), "kind", "kind")
    if not party.strip():
        yield Reason(mark("没有写对方是谁。"), {}, mark("请写合同上的单位或姓名。"), "party", "party")
    if not place.strip():
        yield Reason(mark("没有写用的是哪里。"), {}, mark("例如“1至6幢电梯轿厢”。"), "place", "place")
    if not 0 < terms.amount_fen < MOST_FEN:
        yield Reason(
            mark("每期金额{amount}元不对。"), {"amount": yuan(terms.amount_fen)}, mark("请填写大于零的金额。"),
            "amount", "amount",
        )  # fmt: skip


def _term_faults(terms: Terms) -> Iterator[Reason]:
    if terms.every_months not in EVERY:
        yield Reason(mark("没有选多久付一次。"), {}, mark("请从清单中选择。"), "every", "every")
        return
    if not 0 <= terms.due_days <= MOST_DUE_DAYS:
        yield Reason(
            mark("付款期限{days}天不对。"),
            {"days": terms.due_days},
            mark("请填写0到366天。"),
            "due_days",
            "due",
        )
    if terms.valid_until <= terms.valid_from:
        yield Reason(mark("合同在开始以前就结束了。"), {}, mark("请核对起止日期。"), "valid_until", "order")
    elif (
        terms.every_months
        and months_after(terms.valid_from, MOST_DUES * terms.every_months) < terms.valid_until
    ):
        yield Reason(
            mark("合同超过{count}期。"), {"count": MOST_DUES}, mark("请核对结束日期。"), "valid_until", "long"
        )  # fmt: skip


def may_end(*, valid_from: date, valid_until: date, ended_on: date | None, day: date) -> Decision:
    """Whether a contract may end early on a day, that day excluded."""
    if ended_on is not None:
        return _no(mark("这份合同已经提前终止。"), "", "day", "ended")
    if not valid_from < day < valid_until:
        return _no(
            mark("{day}不在合同期内。"),
            mark("请填写合同开始以后、到期以前的日期。"),
            "day",
            "day",
            day=str(day),
        )
    return Decision.yes()


DECISION_PAPER = "decision"
"""The purpose of a scan of what the owners decided elsewhere; the number of the contract follows."""


def may_decide(*, decided: bool, vote: bool, resolution: str, papers: int, own: bool) -> Decision:
    """Whether it may be entered how the owners decided on a contract: once, by vote here or number and scan.

    A vote here names its business; of a decision made elsewhere the number takes another hand than registered the
    contract (`own`).
    """
    if decided:
        return _no(mark("业主怎样决定的已经登记。"), mark("请查看合同上的业主决定。"), "", "decided")
    if not vote and not resolution.strip():
        return _no(
            mark("没有选表决，也没有写文号。"),
            mark("请选业主在这里的表决，或者填写业主大会决定的文号。"),
            "resolution",
            "decision",
        )
    if not vote and not papers:
        return _no(mark("没有业主大会决定的扫描件。"), mark("请上传决定的扫描件或照片。"), "papers", "papers")
    if not vote and own:
        return _no(
            mark("这份合同是您登记的，不能由您登记业主决定的文号。"),
            mark("请由业主委员会的另一位委员登记；没有能履职的业委会的，由社区登记。"), "resolution", "own",
        )  # fmt: skip
    return Decision.yes()


UNDECIDED = (
    mark("业主还没有决定这份合同，不登记到账。"),
    mark("请先登记业主的决定；钱已经到了账户的，从对账单勾对。"),
)
"""Why money of a contract that the owners did not decide on is not entered by hand, and what to do."""


def may_receive(
    *, amount_fen: int, open_fen: int, received_on: date, today: date, dropped: bool, undecided: bool = False
) -> Decision:
    """Whether money may be received on an amount due: above nothing, no more than is open, not ahead.

    Business on common parts is the owners' to decide (Civil Code art. 278): of a contract without their word nobody
    enters money by hand (`undecided`). What the bank's statement shows came, whatever they decided.
    """
    if undecided:
        return _no(UNDECIDED[0], UNDECIDED[1], "", "undecided")
    if dropped:
        return _no(mark("这一期已经不收了。"), mark("合同已提前终止，或者应收已冲销。"), "due", "dropped")
    if received_on > today:
        return _no(
            mark("{day}还没有到。"),
            mark("请按到账的日期填写。"),
            "received_on",
            "future",
            day=str(received_on),
        )
    if amount_fen <= 0:
        return _no(
            mark("金额{amount}元不对。"),
            mark("请填写大于零的金额。"),
            "amount",
            "amount",
            amount=yuan(amount_fen),
        )
    if amount_fen > open_fen:
        return _no(
            mark("收到{amount}元，这一期只差{open}元。"), mark("多出的请记在下一期。"), "amount", "over",
            amount=yuan(amount_fen), open=yuan(open_fen),
        )  # fmt: skip
    return Decision.yes()


def may_give_back(
    *, amount_fen: int, held_fen: int, day: date, today: date, orders_since: date | None = None
) -> Decision:
    """Whether money may be given back: of an amount that is not asked for any more, no more than came, not ahead.

    From `orders_since` on money leaves by payment orders alone, and nobody enters by hand that it went back, nor that
    it had gone back before.
    """
    if orders_since is not None and orders_since <= max(day, today):
        return _no(
            mark("从{since}起，公共收益凭付款单支付，退还也要有付款单。"),
            mark("请物业公司（没有的由业委会）填写付款单，付款种类选“退还多收款”。"), "", "order",
            since=str(orders_since),
        )  # fmt: skip
    if day > today:
        return _no(mark("{day}还没有到。"), mark("请按退还的日期填写。"), "day", "future", day=str(day))
    if held_fen <= 0:
        return _no(mark("这一期没有要退还的钱。"), mark("请刷新合同页查看。"), "", "nothing")
    if not 0 < amount_fen <= held_fen:
        return _no(
            mark("退还{amount}元不对，这一期要退还{held}元。"), mark("请填写大于零、不超过要退还的金额。"),
            "amount", "amount", amount=yuan(amount_fen), held=yuan(held_fen),
        )  # fmt: skip
    return Decision.yes()


def _no(text: str, remedy: str, field: str, code: str, **values: str) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))

"""When a household or a building is short, and what brings it back to its first deposit."""

from __future__ import annotations

from datetime import date

from hemei.community.funds.rules.standards import Renewal
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.money import yuan
from hemei.kernel.standards import Share


def is_short(balance_fen: int, first_fen: int, below: Share) -> bool:
    """Whether less than the share of the first deposit is left; exactly the share is not short."""
    return balance_fen * below.value.denominator < first_fen * below.value.numerator


def asked_of(balance_fen: int, first_fen: int) -> int:
    """Return what brings a household back to its first deposit."""
    return max(first_fen - balance_fen, 0)


def may_ask(*, balance_fen: int, first_fen: int, asked_already: bool, renewal: Renewal) -> Decision:
    """Whether a household may be asked to renew: it is short, and no notice is open."""
    if asked_already:
        return _no(mark("已经通知过这一户续筹，还没有交齐。"), "asked")
    if not is_short(balance_fen, first_fen, renewal.below):
        share = renewal.below.value
        return Decision.no(
            Reason(
                mark("这一户余额{balance}元，没有低于首期{first}元的{percent}%。"),
                {"balance": yuan(balance_fen), "first": yuan(first_fen), "percent": int(share * 100)},
                mark("恰好等于也不算不足，不用续筹。"), code="not_short",
            ),
            references=(renewal.warrant.reference,),
        )  # fmt: skip
    return Decision.yes(renewal.warrant.reference)


def may_deposit(*, fen: int, closed_on: date | None, first_left_fen: int) -> Decision:
    """Whether a household may deposit: its unit stands, and a first deposit does not exceed what is due."""
    if closed_on is not None:
        return Decision.no(
            Reason(
                mark("这一户的余额已于{day}返还，分户账已经结清。"), {"day": str(closed_on)}, mark("请核对户号。"),
                "unit", "closed",
            )
        )  # fmt: skip
    if first_left_fen > 0 and fen > first_left_fen:
        return Decision.no(
            Reason(
                mark("首期还应交{left}元，填写的是{fen}元。"), {"left": yuan(first_left_fen), "fen": yuan(fen)},
                mark("请核对金额；续筹在首期交齐以后登记。"), "amount", "more_than_first",
            )
        )  # fmt: skip
    return Decision.yes()


def _no(text: str, code: str) -> Decision:
    return Decision.no(Reason(text, {}, mark("请查看续筹名单。"), code=code))

"""Money that came for what a contract asks is received there: no income counts twice, and no payer still owes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hemei.community.purses.rules.matching import Line, Proposal
from hemei.community.purses.rules.payees import NOBODY, Party, Payee, payee_of, told_apart
from hemei.community.purses.rules.words import MatchedBy
from hemei.kernel.decision import Decision, Reason, gives_reason, mark
from hemei.kernel.money import yuan

MOST_DUES = 3


@dataclass(frozen=True, slots=True)
class OpenDue:
    """An amount due that is asked for: of which account, how much is open, since when, by whom, for which place."""

    id: int
    code: str
    open_fen: int
    due_on: date
    place: str = ""
    payer: Party = NOBODY


def dues_for(line: Line, dues: Iterable[OpenDue]) -> list[OpenDue]:
    """Return what a line may have come for: just as much, and not of somebody else; the payer's own first, then age."""
    found = [(one, payee_of(line.other, one.payer)) for one in dues if 0 < one.open_fen == line.amount_fen]
    kept = [(one, who) for one, who in found if who is not Payee.OTHER]
    kept.sort(key=lambda pair: (pair[1] is not Payee.SAME, pair[0].due_on, pair[0].id))
    return [one for one, _who in kept]


def due_proposals(line: Line, dues: Iterable[OpenDue]) -> list[Proposal]:
    """Return the amounts due that a line is proposed for; never certain, as a person knows what was paid."""
    return [
        Proposal(
            MatchedBy.DUE, one.id, abs((one.due_on - line.booked_on).days), certain=False,
            payee=payee_of(line.other, one.payer), says=f"{one.place} {one.due_on}".strip(),
        )
        for one in dues_for(line, dues)[:MOST_DUES]
    ]  # fmt: skip


def may_come_from(line: Line, payer: Party, reason: str, *, alone: bool = False) -> Decision:
    """Whether a line may be what came by a contract: from who pays by it, or a second person looked and says why.

    `alone` is whether whoever matches them entered the receipt himself.
    """
    told = payee_of(line.other, payer)
    if told is Payee.SAME:
        return Decision.yes()
    if alone:
        return Decision.no(
            Reason(
                mark("流水的付款人和合同的对方对不上，到账又是你登记的。"), {},
                mark("请由另一人核对、写明理由后勾对。"), "", "alone",
            )
        )  # fmt: skip
    said = told_apart(line.other, payer) if told is Payee.OTHER else "-"
    return gives_reason(
        mark("流水没有写明是合同的对方付的款：{said}。"), reason, code="other_payer",
        remedy=mark("请先查明是谁付的；确实是这份合同的钱的，写明理由，至少{least}个字；现在是{given}个字。"),
        said=said,
    )  # fmt: skip


def not_owed(line: Line, code: str, dues: Iterable[OpenDue], reason: str) -> Decision:
    """Whether a line may be booked as income by itself: no amount due of this account waits for just so much.

    Booked beside it the income would count twice, and who paid would stand as overdue. Whoever knows better says why.
    """
    found = next((one for one in dues_for(line, dues) if one.code == code), None)
    if found is None:
        return Decision.yes()
    return gives_reason(
        mark("{place}有一笔{day}到期的应收款，正好是{amount}元：补记会把收入算两次，付款人还挂着欠款。"), reason,
        code="owed",
        remedy=mark("请勾对为这笔应收款；确实是另一笔钱的，写明理由，至少{least}个字；现在是{given}个字。"),
        place=found.place, day=found.due_on.isoformat(), amount=yuan(line.amount_fen),
    )  # fmt: skip

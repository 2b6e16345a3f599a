"""The account of the maintenance fund is entered, and a quarter's share is ordered to be paid into it."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount
from hemei.community.purses.queries.succeeding import prepares
from hemei.community.purses.rules.acts import FUND, REVENUE, Act, may
from hemei.community.purses.services.accounts import enter_account
from hemei.community.purses.services.orders import OrderDraft, prepare_order
from hemei.community.purses.services.shared import fund_account, missing
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def enter_fund_account(
    *, actor: Actor, now: datetime, estate_id: int, bank: str, holder: str, number: str, opened_on: date
) -> int:
    """Load the account 专户 in which the maintenance fund of an estate lies, and return its id; for the platform.

    People enter it by `ask_account`, and another confirms it: where the money goes is never one hand's.

    Raises:
        Refused: the estate is not the actor's or has no books, or the number is another account's.
    """
    demand(may(actor, Act.LOAD))
    said = " ".join(holder.split())[:60]
    if not said:
        raise Refused.because(
            mark("没有写明户名。"), remedy=mark("请照银行的户名填写。"), field="holder", code="holder"
        )
    return enter_account(
        actor=actor,
        now=now,
        estate_id=estate_id,
        bank=bank,
        number=number,
        opened_on=opened_on,
        purse=FUND,
        holder=said,
    )


def order_transfer(*, actor: Actor, now: datetime, ledger_id: int, quarter: date) -> int:
    """Prepare the order that pays a quarter's share to the account of the maintenance fund; return its id.

    The amount is what is owed, the payee the recorded account: nobody types either. It waits for approval as any other.

    Raises:
        Refused: no joint account or no account of the fund, nothing is owed, the bank does not hold it, the quarter is
            not over, or another order is on the way for it.
    """
    demand(may(actor, Act.PREPARE))
    with records.acting(actor):
        rows = JointAccount.objects.filter(record.seen_by(actor), ledger_id=ledger_id, purse=REVENUE)
        account = rows.select_related("estate").first()
        if account is None:
            raise missing()
        demand(prepares(account.pk, account.estate_id, account.scope, actor=actor, now=now))
        day = shanghai_day(now)
        kind = next((one for one in rules_on(day).kind if one.tops_up_fund), None)
        with opened(actor, account.scope):
            fund = fund_account(ledger_id)
            facts = ledgers.transfer_due(ledger_id, quarter, today=day)
            number = record.open_sealed([fund.number_id]).get(fund.number_id) if fund else ""
        draft = OrderDraft(
            kind=kind.code if kind else "into_fund", amount_fen=facts.owed_fen, payee=fund.holder if fund else "-",
            payee_account=number or "00000000", payee_bank=fund.bank if fund else "", quarter=facts.since,
            purpose=f"{facts.since:%Y}年第{(facts.since.month + 2) // 3}季度公共收益补充维修资金",
        )  # fmt: skip
        return prepare_order(actor=actor, now=now, account_id=account.pk, draft=draft)

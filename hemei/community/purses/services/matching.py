"""A line of a statement is matched with an order, an entry of the books, or booked by itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.queries import EntryRow
from hemei.community.ledgers.services import EntryDraft, EntryKind
from hemei.community.ledgers.services import Line as Posting
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import JointAccount, PaymentOrder, PaymentReturn, StatementLine
from hemei.community.purses.queries.matching import (
    bank_move,
    came_back,
    certain_proposals,
    entries_by_hand,
    open_dues,
    parties_of,
    payers_of,
)
from hemei.community.purses.rules.acts import BANK_OF, FUND, REVENUE, Act, may
from hemei.community.purses.rules.matching import Line, OpenOrder, may_book, may_join, may_pay, paid_early
from hemei.community.purses.rules.owed import dues_for, may_come_from, not_owed
from hemei.community.purses.rules.payees import NOBODY, Party, Payee, payee_of
from hemei.community.purses.rules.words import MatchedBy, OrderState, ReturnState
from hemei.community.purses.services.shared import agreement_on, fund_account, missing, said, sealed, tell
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

BANK, OWED, CHARGES, INTEREST = BANK_OF[REVENUE], "revenue_owed", "bank_charges", "revenue_interest"


def _locked(actor: Actor, line_id: int) -> StatementLine:
    rows = StatementLine.objects.filter(record.seen_by(actor), pk=line_id).select_for_update(of=("self",))
    row = rows.select_related("account").first()
    demand(may(actor, Act.MATCH, row.account.purse if row else REVENUE))
    if row is None or row.matched_at is not None:
        raise missing()
    return row


def _line(row: StatementLine, other: Party = NOBODY) -> Line:
    return Line(row.pk, row.booked_on, row.amount_fen, row.order_number, other)


def match_order(
    *, actor: Actor, now: datetime, line_id: int, order_id: int, reason: str = "", another: bool = False
) -> None:
    """Enter that a line paid an order: the debt is settled in the books on the day of the bank, the order is paid.

    Of a line of a closed month the books have it on the first open day.
    Where the bank paid another account or name than the order's, or paid before it was approved, a reason is due, which
    stays on the trail. `another` is whether he says that an entry by hand of as much is another payment.

    Raises:
        Refused: another amount or account, or the order was never approved; the payee is another and nobody says why;
            or it was paid before it was approved; or an entry by hand has it already.
    """
    with records.acting(actor):
        row = _locked(actor, line_id)
        with opened(actor, row.account.scope):
            order = PaymentOrder.objects.select_for_update().filter(pk=order_id, account=row.account).first()
            if order is None:
                raise missing()
            other, payee = parties_of(
                (row.other_account_id, row.party_id), (order.payee_account_id, order.payee_id)
            )
            paid, asked = _line(row, other), open_order(order, payee)
            apart, early = payee_of(other, payee) is Payee.OTHER, paid_early(paid, asked)
            booked = entries_by_hand(row.account, paid)
            demand(may_pay(paid, asked, reason, booked=booked, another=another))
            why = sealed(order.stream, order.scope, "reason", reason) if apart or early or booked else None
            entry = _post(
                row, now, EntryKind.PAYMENT, _paying(order),
                _paid_key(order), order.stream,
            )  # fmt: skip
            was = order.state
            order.state, order.paid_on, order.paid_entry_id = OrderState.PAID.value, row.booked_on, entry
            order.ended_at = now
            order.save(update_fields=["state", "paid_on", "paid_entry_id", "ended_at"])
            match_with(actor, now, row, MatchedBy.ORDER, entry, order.pk)
            data = {"line": row.pk, "entry": entry, "paid_on": row.booked_on.isoformat(), "was": was}
            data |= {"other_payee": True} if apart else {}
            data |= {"early": True} if early else {}
            data |= {"beside": booked} if booked else {}
            data |= said(reason=why) if why else {}
            tell(actor, now, order, "purses.order_paid", data)


def _paying(order: PaymentOrder) -> tuple[Posting, ...]:
    """Return what the payment of an order posts: the debt is settled; a share of the fund comes into it only now."""
    paid = (Posting(OWED, order.amount_fen), Posting(BANK, -order.amount_fen))
    if order.quarter is None:
        return paid
    parts = (
        ledgers.left_by_part(order.entry_id)
        if order.entry_id is not None
        else {ledgers.WHOLE: order.amount_fen}
    )
    return (*paid, *ledgers.into_common(parts))


def _paid_key(order: PaymentOrder) -> str:
    """Return the key of the entry that pays an order: once, and once more after each payment that was taken back."""
    before = PaymentReturn.objects.filter(order=order, state=ReturnState.CONFIRMED.value).count()
    return f"{order.stream}:paid:{before + 1}" if before else f"{order.stream}:paid"


def open_order(row: PaymentOrder, payee: Party = NOBODY) -> OpenOrder:
    """Return what the rule must know of an order that may have been paid."""
    since = shanghai_day(row.prepared_at)
    booked = row.entry_id is not None and row.approved_at is not None
    approved = shanghai_day(row.approved_at) if row.approved_at else None
    return OpenOrder(
        row.pk, row.number, row.amount_fen, since, OrderState(row.state), booked, payee, approved
    )


def match_entry(*, actor: Actor, now: datetime, line_id: int, entry_id: int, reason: str = "") -> None:
    """Enter that a line is what an entry of the books already says.

    Where the entry is what came by a contract and the bank does not say that its other side paid, another than who
    entered it matches them and says why.

    Raises:
        Refused: the entry did not move the bank by as much, was reversed, lies too far from the day of the line, or
            belongs to another one; it is a cost that no order stands behind; or the payer is not the contract's.
    """
    with records.acting(actor):
        row = _locked(actor, line_id)
        with opened(actor, row.account.scope):
            found = books.entry(entry_id, actor=system_actor(row.scope))
            if found is None or found.row.ledger_id != row.account.ledger_id:
                raise missing()
            taken = StatementLine.objects.filter(
                account__ledger_id=row.account.ledger_id, account__purse=row.account.purse, entry_id=entry_id
            ).exists()
            (other,) = parties_of((row.other_account_id, row.party_id))
            payee = _payee(row, found.row)
            demand(
                may_join(
                    _line(row, other), amount_fen=bank_move(found, BANK_OF[row.account.purse]), matched=taken,
                    payee=payee, reversed_already=found.row.reversed_by is not None and not came_back(found.row),
                    unordered=_unordered(row, found.row, other, payee), rules=rules_on(row.booked_on),
                    booked_on=found.row.booked_on if row.account.purse == REVENUE else None,
                )
            )  # fmt: skip
            why = _from_payer(
                actor, row, other, payers_of([entry_id]).get(entry_id), reason, entry_id=entry_id
            )
            match_with(actor, now, row, MatchedBy.ENTRY, entry_id, why=why)


def _from_payer(
    actor: Actor,
    row: StatementLine,
    other: Party,
    payer: Party | None,
    reason: str,
    *,
    entry_id: int | None = None,
) -> records.Sealed | None:
    """Demand that a line came from who pays by a contract, or a reason, and return that; of no contract nothing is due.

    `entry_id` is the receipt that somebody entered before.
    """
    if payer is None or payee_of(other, payer) is Payee.SAME:
        return None
    ledger = row.account.ledger_id
    alone = entry_id is not None and books.entered_by(actor, entry_id=entry_id, ledger_id=ledger)
    demand(may_come_from(_line(row, other), payer, reason, alone=alone))
    return sealed(row.stream, row.scope, "reason", reason)


def _unordered(row: StatementLine, entry: EntryRow, other: Party, payee: Party) -> bool:
    """Whether an entry is money paid by hand while an agreement was in force, by which orders alone pay.

    The day of the entry is typed by who books it, so that of the bank counts as well. A share that went to the fund
    before orders paid it is none where the bank says that it paid the fund.
    """
    by_hand = row.amount_fen < 0 and not entry.source_stream.startswith("purses.")
    return (
        by_hand
        and entry.kind is not EntryKind.OPENING
        and payee_of(other, payee) is not Payee.SAME
        and any(agreement_on(row.account_id, day) for day in (entry.booked_on, row.booked_on))
    )


def _payee(row: StatementLine, entry: EntryRow) -> Party:
    """Return whom an entry says the bank paid: what topped up the fund went to the fund's account, if one is known."""
    fund = fund_account(row.account.ledger_id) if entry.source_key.startswith("split:") else None
    if fund is None:
        return NOBODY
    return Party(record.open_sealed([fund.number_id]).get(fund.number_id) or "", fund.holder)


def match_due(*, actor: Actor, now: datetime, line_id: int, due_id: int, reason: str = "") -> int:
    """Enter that a line is what came for an amount due by a contract: received there, in one act; return the entry.

    Raises:
        Refused: the amount due is of other books or not asked for, the line is more than is open of it, or the bank
            does not say that who pays by the contract paid, and nobody says why.
    """
    with records.acting(actor):
        row = _locked(actor, line_id)
        system = system_actor(row.scope)
        with opened(actor, row.account.scope):
            due = books.due(due_id, actor=system)
            if due is None or due.ledger_id != row.account.ledger_id or row.account.purse != REVENUE:
                raise missing()
            other, payer = parties_of((row.other_account_id, row.party_id), (None, due.party_id))
            why = _from_payer(actor, row, other, payer, reason)
            entry = ledgers.receive_due(
                actor=system, now=now, due_id=due_id, amount_fen=row.amount_fen, received_on=_day(row, system),
                key=f"line:{row.pk}:{now.isoformat()}",
            )  # fmt: skip
            match_with(actor, now, row, MatchedBy.DUE, entry, why=why)
    return entry


def book_line(
    *, actor: Actor, now: datetime, line_id: int, code: str, reason: str = "", part_id: int | None = None
) -> int:
    """Book a line by itself and return the entry: income by its kind, or the bank's own charges.

    `part_id` is whose the income is, where only some buildings share what brought it.

    Raises:
        Refused: money that went and is no charge of the bank's needs an order; what a contract asks for is received
            there, unless somebody says why not; the part is another estate's; or it is a line of the maintenance
            fund, which is booked where the fund is kept.
    """
    with records.acting(actor):
        row = _locked(actor, line_id)
        rules = rules_on(row.booked_on)
        if row.account.purse == FUND:
            raise Refused.because(
                mark("专户的流水只和维修资金已有的凭证勾对，不从流水记账。"),
                remedy=mark("请先在维修资金里登记交存、利息、使用或者更正；对不上的，是和银行的差额。"), code="of_fund",
            )  # fmt: skip
        coming = books.chart_on(row.booked_on).by_line()
        with opened(actor, row.account.scope):
            (other,) = parties_of((row.other_account_id, row.party_id))
            line = _line(row, other)
            dues = open_dues(row.account, [line], actor=system_actor(row.scope))
            demand(
                may_book(line, code, coming=coming, charges=CHARGES, rules=rules),
                not_owed(line, code, dues, reason),
            )
            kind = EntryKind.PAYMENT if row.amount_fen < 0 else EntryKind.RECEIPT
            kind = EntryKind.INTEREST if code == INTEREST else kind
            lines = (Posting(BANK, row.amount_fen), Posting(code, -row.amount_fen, _part(row, part_id)))
            # Booked anew after a reversal it is another entry; the lock on the line keeps it from being booked twice.
            entry = _post(row, now, kind, lines, f"{row.stream}:line:{row.pk}:{now.isoformat()}", row.stream)
            beside = bool(dues_for(line, [one for one in dues if one.code == code]))
            why = sealed(row.stream, row.scope, "reason", reason) if beside else None
            match_with(actor, now, row, MatchedBy.BOOKED, entry, why=why)
    return entry


def _part(row: StatementLine, part_id: int | None) -> int | None:
    """Return whose income a line is; what the bank charges is borne by all."""
    if part_id is None or row.amount_fen < 0:
        return None
    ledgers.demand_part(row.account.ledger_id, part_id)
    return part_id


def free_line(*, actor: Actor, now: datetime, entry_id: int) -> None:
    """Open the line again that was matched with an entry which was reversed; it may be matched or booked anew.

    Where the bank gave the money back the line stays, and of the fund's account its line of the return is closed too.
    """
    with records.acting(actor):
        first = books.entry(entry_id, actor=actor)
        if first is not None and came_back(first.row):
            _close_returned(actor, now, first.row)
            return
        rows = StatementLine.objects.select_for_update(of=("self",)).filter(entry_id=entry_id, order=None)
        for row in rows.select_related("account"):
            row.matched_how, row.entry_id, row.matched_by_id, row.matched_at = "", None, None, None
            row.save(update_fields=["matched_how", "entry_id", "matched_by", "matched_at"])
            tell(actor, now, row.account, "purses.line_freed", {"line": row.pk, "entry": entry_id})


def _close_returned(actor: Actor, now: datetime, first: EntryRow) -> None:
    """Match what the fund's bank has of a payment that came back, where only the payment or its return fits a line.

    Of a joint account the report of the return names the line.
    """
    for account in JointAccount.objects.filter(ledger_id=first.ledger_id, purse=FUND):
        for line, found in certain_proposals(account.pk, actor=actor):
            if found.how is MatchedBy.ENTRY and found.of_id in {first.id, first.reversed_by}:
                match_entry(actor=actor, now=now, line_id=line, entry_id=found.of_id)


def match_certain(*, actor: Actor, now: datetime, account_id: int) -> int:
    """Match every line of an account with which only one thing fits; returns how many. Each is an act of its own."""
    done = 0
    with records.acting(actor):
        found = certain_proposals(account_id, actor=actor)
    for line_id, proposal in found:
        with suppress(Refused):  # matched by somebody meanwhile, say: it stays on the list
            if proposal.how is MatchedBy.ORDER:
                match_order(actor=actor, now=now, line_id=line_id, order_id=proposal.of_id)
            else:
                match_entry(actor=actor, now=now, line_id=line_id, entry_id=proposal.of_id)
            done += 1
    return done


def _post(
    row: StatementLine, now: datetime, kind: EntryKind, lines: tuple[Posting, ...], key: str, stream: str
) -> int:
    system = system_actor(row.scope)
    draft = EntryDraft(
        kind=kind, booked_on=_day(row, system), lines=lines, source_stream=stream, source_key=key
    )
    return ledgers.post_entry(actor=system, now=now, ledger_id=row.account.ledger_id, draft=draft)


def _day(row: StatementLine, system: Actor) -> date:
    """Return the day on which a line is booked: that of the bank, in a closed month the first day that is open.

    A month is closed before the bank's statement of it may be read; the order and the line keep the day of the bank.
    """
    ledger = books.ledger(row.account.ledger_id, actor=system)
    if ledger is None:
        raise missing()
    return max(row.booked_on, row.freed_on or row.booked_on, ledger.open_from)


def match_with(
    actor: Actor, now: datetime, row: StatementLine, how: MatchedBy, entry: int, order: int | None = None,
    why: records.Sealed | None = None,
) -> None:  # fmt: skip
    """Write with what a line is matched, and tell it; `why` where whoever did it had to say."""
    row.matched_how, row.entry_id, row.order_id = how.value, entry, order
    row.matched_by_id, row.matched_at = actor.person_id, now
    row.save(update_fields=["matched_how", "entry_id", "order", "matched_by", "matched_at"])
    data = {
        "line": row.pk,
        "how": how.value,
        "entry": entry,
        "order": order,
        **(said(reason=why) if why else {}),
    }
    tell(actor, now, row.account, "purses.line_matched", data)

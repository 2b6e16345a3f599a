"""The bank did not make a payment: who sent it reports that, a signatory of the owners' side confirms it.

Until then the order stays at the bank, so that no yuan leaves twice by one hand. What the bank's own lines say goes
before what anybody reports: while an open line fits the order, it is neither let go, sent anew nor taken back.
"""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.ledgers import queries as books
from hemei.community.purses.models import PaymentOrder, PaymentReturn, StatementLine
from hemei.community.purses.queries.matching import parties_of
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.matching import Line
from hemei.community.purses.rules.unpaid import may_let_go, may_pay_again, may_report_unpaid, paid_by_line
from hemei.community.purses.rules.words import OrderState, ReturnKind, ReturnState
from hemei.community.purses.services.matching import open_order
from hemei.community.purses.services.shared import (
    carried,
    locked_order,
    order_facts,
    person_of,
    said,
    sealed,
    tell,
)
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, Reference, demand
from hemei.kernel.workdays import shanghai_day

MOST_LINES = 100


def report_unpaid(*, actor: Actor, now: datetime, order_id: int, reason: str) -> int:
    """Report that the bank did not make a payment, and return the report; it waits for a second person.

    Raises:
        Refused: another carries the order on, it is not at the bank or was reported already, no reason is given, or an
            open line of the bank fits it.
    """
    with records.acting(actor):
        row = locked_order(actor, order_id, Act.FILE)
        with opened(actor, row.scope):
            waiting = PaymentReturn.objects.filter(order=row, state=ReturnState.REPORTED.value).exists()
            demand(
                carried(row, actor, now),
                may_report_unpaid(
                    order_facts(row), at_bank=row.bank_file_id is not None, waiting=waiting, reason=reason,
                    paid_by=paid_by(row),
                ),
            )  # fmt: skip
            why = sealed(row.stream, row.scope, "reason", reason)
            made = PaymentReturn.objects.create(
                stream=row.stream, scope=row.scope, order=row, kind=ReturnKind.UNPAID.value, bank_file=row.bank_file,
                by_paper=False, reason_id=why.vault_id, reported_by_id=person_of(actor), reported_at=now,
                state=ReturnState.REPORTED.value,
            )  # fmt: skip
            rules = books.corrections_on(shanghai_day(now))
            data = {
                "return": made.pk, "kind": made.kind, "line": None, "papers": 0, "file": row.bank_file_id,
                **said(reason=why),
            }  # fmt: skip
            tell(actor, now, row, "purses.return_reported", data, (rules.unpaid.warrant.reference,))
    return int(made.pk)


def let_go(
    actor: Actor, now: datetime, row: PaymentOrder, told: PaymentReturn, references: tuple[Reference, ...]
) -> None:
    """Take an order back from the bank, as a second person confirmed; the place is open and both are locked.

    It is approved as before, and may go into another file. One whose resolution was annulled after it went to the
    bank stays held: it can be taken back or rest on another resolution from now on.
    """
    demand(may_let_go(order_facts(row), at_bank=row.bank_file_id is not None, paid_by=paid_by(row)))
    told.state = ReturnState.CONFIRMED.value
    told.save(update_fields=["state", "judged_by", "judged_at"])
    was, file = OrderState(row.state), row.bank_file_id
    state = was if was is OrderState.HELD else OrderState.APPROVED
    row.state, row.bank_file, row.filed_at = state.value, None, None
    row.save(update_fields=["state", "bank_file", "filed_at"])
    data = {"file": file, "was": was.value, "return": told.pk}
    tell(actor, now, row, "purses.order_returned", data, references)


def not_paid_yet(row: PaymentOrder, *, since: date | None = None) -> Decision:
    """Whether no open line of the bank says that an order is paid; before that it is not sent, nor taken back."""
    with opened(system_actor(row.scope), row.scope):
        return may_pay_again(row.number, paid_by(row, since=since))


def paid_by(row: PaymentOrder, *, since: date | None = None) -> Line | None:
    """Return the open line of the bank that fits an order, of the days since it was prepared or since this day.

    The place is open.
    """
    rows = StatementLine.objects.filter(
        account_id=row.account_id, matched_at=None, amount_fen=-row.amount_fen,
        booked_on__gte=since or shanghai_day(row.prepared_at),
    )  # fmt: skip
    found = list(rows.order_by("booked_on", "id")[:MOST_LINES])
    if not found:
        return None
    payee, *others = parties_of(
        (row.payee_account_id, row.payee_id), *((one.other_account_id, one.party_id) for one in found)
    )
    lines = [
        Line(one.pk, one.booked_on, one.amount_fen, one.order_number, other)
        for one, other in zip(found, others, strict=True)
    ]
    return paid_by_line(open_order(row, payee), lines)

"""A payment came back, was never made, or a line was matched wrongly: one person reports it, another confirms it.

Nothing is deleted: a further entry takes the payment back, the line that paid stays as the bank wrote it, and what was
said of both stands on the trail of the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import PaymentOrder, PaymentReturn, StatementLine
from hemei.community.purses.queries.signing import confirms_as
from hemei.community.purses.queries.succeeding import paid_before
from hemei.community.purses.rules.acts import SIDE_OF, Act
from hemei.community.purses.rules.matching import Line
from hemei.community.purses.rules.paying import Hand
from hemei.community.purses.rules.returning import after_return, is_back, may_judge
from hemei.community.purses.rules.succeeding import may_speak_of
from hemei.community.purses.rules.words import TAKEN_BACK, MatchedBy, OrderState, ReturnKind, ReturnState
from hemei.community.purses.services.approving import hand_of, payers_of
from hemei.community.purses.services.following import share_order
from hemei.community.purses.services.matching import match_with
from hemei.community.purses.services.shared import (
    locked_order,
    missing,
    order_facts,
    person_of,
    said,
    sealed,
    tell,
)
from hemei.community.purses.services.unpaid import let_go
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, Reference, demand, mark
from hemei.kernel.workdays import shanghai_day

RETURN_PAPER = "return"
"""The purpose of a file that proves a return; it lies with the papers of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """What is reported of a paid order, with its proof: the bank's line of the money that came back, or papers."""

    kind: ReturnKind
    reason: str
    back_line: int | None = None
    papers: Sequence[Attachment | Photo] = field(default_factory=tuple)


def report_return(*, actor: Actor, now: datetime, order_id: int, draft: ReturnDraft) -> int:
    """Report that a payment came back or was matched wrongly, and return the report; it waits for a second person.

    Raises:
        Refused: the order is not paid or was reported already, there is no proof or reason, or the line is not it.
    """
    with records.acting(actor):
        row = locked_order(actor, order_id, Act.REPORT_RETURN)
        with opened(actor, row.scope):
            paid = StatementLine.objects.filter(order=row, returned=False).first()
            waiting = PaymentReturn.objects.filter(order=row, state=ReturnState.REPORTED.value).exists()
            back, fits = _back(row, draft)
            proofs = {books.PAPER} if draft.papers else set()
            if back is not None or (draft.kind is ReturnKind.MISTAKEN and paid is not None):
                proofs.add(books.LINE)
            entry, day = row.paid_entry_id, row.paid_on
            references = demand(
                books.may_report(
                    done=row.state == OrderState.PAID and draft.kind in TAKEN_BACK,
                    waiting=waiting, proofs=proofs, reason=draft.reason,
                    rules=books.corrections_on(shanghai_day(now)),
                ),
                fits, _speaks(row, actor, now),
            )  # fmt: skip
            if entry is None or day is None:  # the rule refused it
                raise missing()
            why = sealed(row.stream, row.scope, "reason", draft.reason)
            made = PaymentReturn.objects.create(
                stream=row.stream, scope=row.scope, order=row, kind=draft.kind.value, paid_entry_id=entry,
                paid_line=paid, paid_on=day, recorded_by_id=paid.matched_by_id if paid else None,
                back_line=back, by_paper=bool(draft.papers), reason_id=why.vault_id, reported_by_id=person_of(actor),
                reported_at=now, state=ReturnState.REPORTED.value,
            )  # fmt: skip
            _keep(row, draft, now)
            data = {
                "return": made.pk, "kind": draft.kind.value, "line": back.pk if back else None,
                "papers": len(draft.papers), **said(reason=why),
            }  # fmt: skip
            tell(actor, now, row, "purses.return_reported", data, references)
    return int(made.pk)


def _speaks(row: PaymentOrder, actor: Actor, now: datetime) -> Decision:
    before = paid_before(row.account.estate_id, row.scope, row.paid_on, actor=actor)
    return may_speak_of(row.number, before=before, rules=rules_on(shanghai_day(now)))


def _back(row: PaymentOrder, draft: ReturnDraft) -> tuple[StatementLine | None, Decision]:
    if draft.back_line is None or draft.kind is not ReturnKind.RETURNED:
        return None, Decision.yes()
    found = StatementLine.objects.filter(pk=draft.back_line, account_id=row.account_id).first()
    line = Line(found.pk, found.booked_on, found.amount_fen, found.order_number) if found else None
    matched = found is not None and found.matched_at is not None
    return found, is_back(line, amount_fen=row.amount_fen, paid_on=row.paid_on, matched=matched)


def _keep(row: PaymentOrder, draft: ReturnDraft, now: datetime) -> None:
    for one in draft.papers:
        if isinstance(one, Photo):
            records.add_photo(one, stream=row.stream, scope=row.scope, purpose=RETURN_PAPER, now=now)
        else:
            records.add_attachment(one, stream=row.stream, scope=row.scope, purpose=RETURN_PAPER, now=now)


def judge_return(
    *,
    actor: Actor,
    now: datetime,
    order_id: int,
    agrees: bool,
    confirmed_at: datetime | None,
    reason: str = "",
) -> OrderState:
    """Confirm what was reported of a payment, or refuse it with a reason, and return where the order stands now.

    The order is locked: of two at one instant the second finds no report that waits. Once confirmed, the payment is
    taken back in the books, the lines follow, the order may be sent anew or ended; one never made only comes back.

    Raises:
        Refused: no report waits; the actor, or whom he stands in for, reported it, recorded the payment or prepared the
            order; he works for the payer, or is no signatory with a second factor; the line of the money that came back
            was matched meanwhile, or one says it is paid.
    """
    with records.acting(actor):
        row = locked_order(actor, order_id, Act.CONFIRM_RETURN)
        waits = PaymentReturn.objects.select_for_update(of=("self",)).select_related("paid_line", "back_line")
        told = waits.filter(order=row, state=ReturnState.REPORTED.value).first()
        if told is None:
            raise missing()
        hand, rules = _hand(actor, now, row, told), rules_on(shanghai_day(now))
        references = demand(
            may_judge(
                order_facts(row), hand, told_by=(told.reported_by_id, told.recorded_by_id), agrees=agrees,
                reason=reason, rules=rules,
            ),
            books.may_confirm(
                hand.person_id, reported_by=told.reported_by_id, recorded_by=told.recorded_by_id,
                of_payer=hand.of_payer, confirmed_at=confirmed_at, now=now,
                rules=books.corrections_on(shanghai_day(now)),
            ),
        )  # fmt: skip
        told.judged_by_id, told.judged_at = person_of(actor), now
        with opened(actor, row.scope):
            if agrees and told.kind == ReturnKind.UNPAID:
                let_go(actor, now, row, told, references)
            elif agrees:
                _take_back(actor, now, row, told)
                _tell_taken(actor, now, row, told, references)
            else:
                data = {"return": told.pk, **said(reason=_refused(row, told, reason))}
                tell(actor, now, row, "purses.return_refused", data, references)
    return OrderState(row.state)


def _tell_taken(
    actor: Actor, now: datetime, row: PaymentOrder, told: PaymentReturn, references: tuple[Reference, ...]
) -> None:
    data = {
        "return": told.pk, "kind": told.kind, "entry": told.entry_id, "reverses": told.paid_entry_id,
        "line": told.back_line_id, "state": row.state,
    }  # fmt: skip
    tell(actor, now, row, "purses.payment_taken_back", data, references)


def _refused(row: PaymentOrder, told: PaymentReturn, reason: str) -> records.Sealed:
    why = sealed(row.stream, row.scope, "refusal", reason)
    told.state, told.answer_id = ReturnState.REFUSED.value, why.vault_id
    told.save(update_fields=["state", "answer_id", "judged_by", "judged_at"])
    return why


def _hand(actor: Actor, now: datetime, row: PaymentOrder, told: PaymentReturn) -> Hand:
    signs = confirms_as(told, actor, shanghai_day(now))
    return hand_of(actor, signs, SIDE_OF[actor.role], now, payers=payers_of(row, now))


def _take_back(actor: Actor, now: datetime, row: PaymentOrder, told: PaymentReturn) -> None:
    kind, system = ReturnKind(told.kind), system_actor(row.scope)
    back, paid = told.back_line, told.paid_entry_id
    if paid is None:  # the database demands it
        raise missing()
    if back is not None:
        line = Line(back.pk, back.booked_on, back.amount_fen, back.order_number)
        demand(
            is_back(line, amount_fen=row.amount_fen, paid_on=row.paid_on, matched=back.matched_at is not None)
        )
    day = _booked_on(row, told, paid, shanghai_day(now))
    words = mark("银行退回付款") if kind is ReturnKind.RETURNED else mark("流水勾对错误")
    told.entry_id = ledgers.reverse_entry(
        actor=system,
        now=now,
        entry_id=paid,
        booked_on=day,
        reason=words,
        came_back=kind is ReturnKind.RETURNED,
    )
    told.state = ReturnState.CONFIRMED.value
    told.save(update_fields=["state", "entry_id", "judged_by", "judged_at"])
    _settle_lines(actor, now, told, day)
    share_order(row.stream, row.account)  # whoever serves the estate by now carries it on
    if kind is ReturnKind.RETURNED:
        row.bank_file, row.filed_at, row.returned_on = None, None, back.booked_on if back else day
    annulled = row.basis_annulled_on is not None
    row.state = after_return(kind, annulled=annulled, at_bank=row.bank_file_id is not None).value
    row.paid_on, row.paid_entry_id, row.ended_at = None, None, None
    row.save(
        update_fields=[
            "state",
            "paid_on",
            "paid_entry_id",
            "ended_at",
            "bank_file",
            "filed_at",
            "returned_on",
        ]
    )


def _booked_on(row: PaymentOrder, told: PaymentReturn, paid: int, today: date) -> date:
    """Return the day a payment is taken back: when the money came back, else today; a wrong match on its own day.

    Never in a month that is closed, and never before the payment itself.
    """
    system = system_actor(row.scope)
    ledger = books.ledger(row.account.ledger_id, actor=system)
    first = books.entry(paid, actor=system)
    if ledger is None or first is None:
        raise missing()
    own = first.row.booked_on
    if told.kind == ReturnKind.RETURNED:
        own = max(own, told.back_line.booked_on if told.back_line else today)
    return max(own, ledger.open_from)


def _settle_lines(actor: Actor, now: datetime, told: PaymentReturn, day: date) -> None:
    paid, back = told.paid_line, told.back_line
    if told.kind == ReturnKind.RETURNED:
        if paid is not None:
            paid.returned = True
            paid.save(update_fields=["returned"])
        if back is not None and told.entry_id is not None:
            match_with(actor, now, back, MatchedBy.ENTRY, told.entry_id)
    elif paid is not None:
        paid.matched_how, paid.entry_id, paid.matched_by_id, paid.matched_at = "", None, None, None
        paid.order_id, paid.freed_on = None, day
        paid.save(update_fields=["matched_how", "entry_id", "order", "matched_by", "matched_at", "freed_on"])
        data = {"line": paid.pk, "entry": told.paid_entry_id}
        tell(actor, now, told.order.account, "purses.line_freed", data)

"""A contract ends early: what it earned until then stays asked for, the rest is taken back, money for it given back."""

from __future__ import annotations

from datetime import date, datetime

from hemei.community.ledgers.models import Ledger, RevenueContract, RevenueDue
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.contracts import Due, earned_by, may_give_back
from hemei.community.ledgers.rules.posting import Line
from hemei.community.ledgers.rules.words import GIVEN_BACK, EntryKind
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.contracts import booked
from hemei.community.ledgers.services.entries import (
    EntryDraft,
    post_entries,
    post_entry,
    posted_before,
    reverse_for,
)
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand, mark
from hemei.kernel.workdays import shanghai_day


def ended(actor: Actor, now: datetime, row: RevenueContract, day: date) -> None:
    """End a contract early, which the caller has locked and asked about: what lies behind that day is not asked for.

    Of the running period what its days earned is. What was booked is reversed, and what was earned of it booked anew.
    Money that came for what lies behind stays on the amount due it came for, until it is given back.
    """
    row.ended_on = day
    row.save(update_fields=["ended_on"])
    dues = RevenueDue.objects.select_for_update(of=("self",)).filter(
        contract=row, period_until__gt=day, dropped=False
    )
    found = list(dues.select_related("contract", "entry__ledger").order_by("period_from"))
    left = [_end(actor, now, due, day) for due in found]
    records.record_event(
        stream=row.stream, type="ledgers.contract_ended", actor=actor, at=now, scope=row.scope,
        data={"contract": row.pk, "day": day.isoformat(), "dropped": len(left), "earned_fen": sum(left)},
    )  # fmt: skip


def _end(actor: Actor, now: datetime, due: RevenueDue, day: date) -> int:
    """Drop an amount due and ask for what of it was earned in its place; return that."""
    earned = earned_by(Due(due.period_from, due.period_until, due.due_on, due.amount_fen), day)
    today, kept = shanghai_day(now), min(due.received_fen, earned)
    if due.entry is not None:
        reverse_for(actor, now, due.entry, today, mark("合同提前终止"))
    due.dropped, due.received_fen = True, due.received_fen - kept
    due.save(update_fields=["dropped", "received_fen"])
    if not earned:
        return 0
    rest = RevenueDue(
        stream=due.stream, scope=due.scope, ledger_id=due.ledger_id, contract=due.contract, due_on=due.due_on,
        period_from=due.period_from, period_until=day, amount_fen=earned, received_fen=kept,
    )  # fmt: skip
    rest.save(force_insert=True)
    if due.entry is not None:
        drafts = (booked(rest, today),)
        (rest.entry_id,) = post_entries(actor=actor, now=now, ledger_id=due.ledger_id, drafts=drafts)
        rest.save(update_fields=["entry"])
    return earned


def give_back(*, actor: Actor, now: datetime, due_id: int, amount_fen: int, day: date, key: str) -> int:
    """Post that money which came for what is not asked for any more went back; return its entry, once for a key.

    Raises:
        Refused: the amount due is not the actor's or still asked for, more than came for it, or a day ahead; or money
            leaves by payment orders alone.
    """
    demand(may(actor, Act.RECEIVE))
    with records.acting(actor):
        due = _locked(actor, due_id)
        source = f"{GIVEN_BACK}:{due.pk}:{key}"
        if (known := posted_before(due.ledger_id, source)) is not None:
            return known
        demand(
            may_give_back(
                amount_fen=amount_fen, held_fen=_held(due), day=day, today=shanghai_day(now),
                orders_since=due.ledger.orders_since,
            )
        )  # fmt: skip
        draft = EntryDraft(
            kind=EntryKind.PAYMENT, booked_on=day, source_key=source,
            lines=(Line("revenue_due", amount_fen, due.contract_id), Line("revenue_bank", -amount_fen)),
        )  # fmt: skip
        return _given(actor, now, due, amount_fen, draft)


def owe_back(*, actor: Actor, now: datetime, due_id: int, amount_fen: int, source_stream: str) -> int:
    """Book that so much of an amount due is owed to who paid it, by an order that was agreed to; return the entry.

    Reversed with its order, the money is to be given back again.

    Raises:
        Refused: the amount due is not the actor's or still asked for, or more than came for it.
    """
    demand(may(actor, Act.POST))
    today = shanghai_day(now)
    with records.acting(actor):
        due = _locked(actor, due_id)
        demand(may_give_back(amount_fen=amount_fen, held_fen=_held(due), day=today, today=today))
        draft = EntryDraft(
            kind=EntryKind.ACCRUAL, booked_on=today, source_stream=source_stream,
            source_key=f"{GIVEN_BACK}:{due.pk}:{source_stream}",
            lines=(Line("revenue_due", amount_fen, due.contract_id), Line("revenue_owed", -amount_fen)),
        )  # fmt: skip
        return _given(actor, now, due, amount_fen, draft)


def _locked(actor: Actor, due_id: int) -> RevenueDue:
    rows = RevenueDue.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=due_id)
    due = rows.select_related("ledger").first()
    if due is None:
        raise missing()
    return due


def _held(due: RevenueDue) -> int:
    return due.received_fen if due.dropped else 0


def _given(actor: Actor, now: datetime, due: RevenueDue, fen: int, draft: EntryDraft) -> int:
    entry = post_entry(actor=actor, now=now, ledger_id=due.ledger_id, draft=draft)
    due.received_fen -= fen
    due.save(update_fields=["received_fen"])
    return entry


def pay_by_orders(*, actor: Actor, ledger_id: int, since: date | None) -> None:
    """Let money leave the public revenue by payment orders alone from a day on, by hand again where there is none.

    What tells of it is the agreement on the joint account, which the caller records.
    """
    with records.acting(actor):
        Ledger.objects.filter(pk=ledger_id).update(orders_since=since)

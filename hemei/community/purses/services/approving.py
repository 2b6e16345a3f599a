"""Signatories approve or refuse an order; with the last approval it is booked, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import Approval, PaymentOrder, Signatory
from hemei.community.purses.queries.signing import approves_as
from hemei.community.purses.queries.succeeding import company_in_charge
from hemei.community.purses.rules.acts import SIDE_OF, Act
from hemei.community.purses.rules.paying import Given, Hand, may_approve, outcome_of
from hemei.community.purses.rules.words import OrderState, Side
from hemei.community.purses.services.accounts import still_serves
from hemei.community.purses.services.agreed import agreed
from hemei.community.purses.services.shared import (
    locked_order,
    missing,
    order_facts,
    person_of,
    resting,
    said,
    sealed,
    tell,
    unbook,
)
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, system_actor
from hemei.kernel.decision import Decision, demand, mark
from hemei.kernel.workdays import shanghai_day

OWED = "revenue_owed"


def judge_order(
    *,
    actor: Actor,
    now: datetime,
    order_id: int,
    agrees: bool,
    confirmed_at: datetime | None,
    reason: str = "",
) -> OrderState:
    """Approve an order, or refuse it with a reason, and return what it is now.

    The order is locked, so that of two approvers at one instant the second finds what the first left: one transition.
    The last approval books the cost and the debt in the same transaction: either both stand or neither.

    Raises:
        Refused: prepared by the actor or his company, no appointment or signatory that day, again, late, no code;
            or somebody agrees to what rests on a resolution that was annulled, or the agreement that said who approves
            fell with its vote.
    """
    with records.acting(actor):
        row = locked_order(actor, order_id, Act.APPROVE)
        facts, rules = order_facts(row), rules_on(shanghai_day(now))
        side = SIDE_OF[actor.role]
        signs = approves_as(row, actor, shanghai_day(now))
        before = _given(row)
        hand = hand_of(actor, signs, side, now, payers=payers_of(row, now))
        references = demand(
            may_approve(
                facts, hand, before, confirmed_at=confirmed_at, now=now, agrees=agrees,
                reason=reason, rules=rules,
            ),
            resting(row) if agrees else Decision.yes(),
            # The committee may end what its agreement carries no more; the community only reads it by then.
            agreed(row) if agrees or side is Side.COMMUNITY else Decision.yes(),
        )  # fmt: skip
        if signs is None or confirmed_at is None:  # the rule refused both
            raise missing()
        why = None if agrees else sealed(row.stream, row.scope, "refusal", reason)
        made = Approval.objects.create(
            stream=row.stream, scope=row.scope, order=row, round=row.round, side=side.value, signatory=signs,
            counts_for_id=signs.stands_for_id or signs.pk, person_id=person_of(actor),
            appointment_id=actor.appointment_id or 0, agrees=agrees, reason_id=why.vault_id if why else None,
            confirmed_at=confirmed_at, given_at=now,
        )  # fmt: skip
        data = {
            "signatory": signs.pk, "counts_for": made.counts_for_id, "side": side.value, "round": row.round,
            **said(reason=why),
        }  # fmt: skip
        tell(actor, now, row, "purses.order_judged" if agrees else "purses.order_refused", data, references)
        return _settle(row, outcome_of(facts, [*before, _one(made)]), now)


def payers_of(row: PaymentOrder, now: datetime) -> frozenset[int]:
    """Return the companies that pay by an order: which prepared it, and which carries it on today."""
    company = company_in_charge(row.account.estate_id, row.scope, shanghai_day(now))
    prepared = () if order_facts(row).by_owners else (row.prepared_body_id,)
    return frozenset({*prepared, *([company] if company else [])})


def hand_of(
    actor: Actor, signs: Signatory | None, side: Side, now: datetime, *, payers: frozenset[int]
) -> Hand:
    """Return what the rules must know of who wants to say something of an order that these bodies pay by."""
    day = shanghai_day(now)
    held = any(one.body_id in payers for one in people.appointments_on(day, person_id=person_of(actor)))
    office = people.appointment(actor.appointment_id or 0)
    appointed = (
        office is not None
        and office.person_id == actor.person_id
        and office.body_id == actor.body_id
        and office.valid_from <= day
        and (office.valid_until is None or office.valid_until > day)
    )
    away = signs.stands_for if signs else None
    behind, serves = (away.person_id, still_serves(away, day).allowed) if away else (None, True)
    me, body = person_of(actor), actor.body_id or 0
    return Hand(me, body, side, appointed, signs is not None, held, behind, serves)


def _given(row: PaymentOrder) -> list[Given]:
    rows = Approval.objects.filter(order=row, round=row.round).select_related("counts_for")
    return [_one(one) for one in rows.order_by("id")]


def _one(row: Approval) -> Given:
    return Given(row.person_id, row.counts_for.person_id, Side(row.side), row.agrees)


def _settle(row: PaymentOrder, state: OrderState, now: datetime) -> OrderState:
    if state is OrderState.APPROVING:
        return state
    system = system_actor(row.scope)
    row.state = state.value
    if state is OrderState.APPROVED:
        row.approved_at, row.entry_id = now, _book(row, system, now)
        row.save(update_fields=["state", "approved_at", "entry_id"])
    else:
        row.ended_at = now
        row.save(update_fields=["state", "ended_at"])
    with opened(system, row.scope):
        if state is OrderState.APPROVED:
            tell(
                system,
                now,
                row,
                "purses.order_approved",
                {"entry": row.entry_id, "amount_fen": row.amount_fen},
            )
        else:
            unbook(row, now, mark("付款单未通过"))
    return state


def _book(row: PaymentOrder, system: Actor, now: datetime) -> int:
    if row.due_id is not None:
        return ledgers.owe_back(
            actor=system, now=now, due_id=row.due_id, amount_fen=row.amount_fen, source_stream=row.stream
        )
    if row.quarter is not None:
        return ledgers.owe_to_fund(
            actor=system, now=now, ledger_id=row.account.ledger_id, quarter=row.quarter, amount_fen=row.amount_fen,
            source_stream=row.stream,
        )  # fmt: skip
    draft = EntryDraft(
        kind=EntryKind.ACCRUAL, booked_on=shanghai_day(now),
        lines=(Line(row.code, row.amount_fen, row.part_id), Line(OWED, -row.amount_fen)),
        source_stream=row.stream, source_key=f"{row.stream}:approved",
    )  # fmt: skip
    return ledgers.post_entry(actor=system, now=now, ledger_id=row.account.ledger_id, draft=draft)


def expire_orders(*, actor: Actor, now: datetime, batch: int = 200) -> int:
    """End orders that were not approved in time; returns how many. For the worker."""
    done, after = 0, 0
    while True:
        with records.acting(actor):
            rows = PaymentOrder.objects.select_for_update(of=("self",), skip_locked=True).filter(
                state=OrderState.APPROVING.value, expires_at__lt=now, pk__gt=after
            )
            found = list(rows.order_by("id")[:batch])
            done += records.each_alone(found, lambda row: _expire(actor, now, row))
        if len(found) < batch:
            return done
        after = found[-1].pk


def _expire(actor: Actor, now: datetime, row: PaymentOrder) -> int:
    row.state, row.ended_at = OrderState.EXPIRED.value, now
    row.save(update_fields=["state", "ended_at"])
    unbook(row, now, mark("付款单逾期失效"))
    tell(actor, now, row, "purses.order_expired", {"expires_at": row.expires_at.isoformat()})
    return 1


def code_counts(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor given then still counts; a page asks it before it shows the button."""
    return rules_on(shanghai_day(now)).second_factor.counts(confirmed_at, now)

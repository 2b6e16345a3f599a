"""An authority orders an unlawful decision corrected; it is answered, looked at, settled, or the decision annulled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hemei.community.voting.models import Assembly, CorrectionOrder, Outcome, Vote
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.assemblies import Step, may_close
from hemei.community.voting.rules.orders import LONGEST_CLAUSE, OPEN, OrderState, may_answer, may_settle
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import locked, sealed_in, tell_of
from hemei.community.voting.services.overseeing import street_ordered
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day

CORRECT, DECIDE = "correct:", "decide:"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order of correction to be: by which document, what clause was broken, why; on all standing results or some."""

    document: str
    clause: str
    reason: str
    vote_ids: Sequence[int] = ()
    limit: Limit | None = None


@transaction.atomic
def order_correction(*, actor: Actor, now: datetime, assembly_id: int, draft: OrderDraft) -> int:
    """Order decisions corrected and return the number of the order; a clock runs for whoever conducts the meeting.

    Before the count it is the count, or its publication, that is ordered: of every item, once the vote is over.

    Every owner who reads the meeting reads the order (regulation art. 19: all owners are told).

    Raises:
        Refused: the actor may not, the vote still runs, document or clause is not named, or nothing of it stands.
    """
    found = locked(actor, assembly_id, Act.ANNUL, Step.ORDER)
    if found.closes_at is not None:
        demand(may_close(now, found.closes_at))
    document, clause = _said(draft.document, "document"), _said(draft.clause, "clause")
    outcomes = Outcome.objects.filter(assembly=found, annulled_on=None).values_list("vote_id", flat=True)
    items = Vote.objects.filter(roll=found.roll_id).values_list("id", flat=True)
    standing = set(items if found.judged_at is None else outcomes)
    votes = sorted(set(draft.vote_ids) or standing)
    if not votes or not set(votes) <= standing:
        raise Refused.because(mark("请选择仍然有效的表决结果"), field="votes", code="nothing_stands")
    reason = sealed_in(found, "reason", draft.reason)
    number = 1 + CorrectionOrder.objects.filter(assembly=found).count()
    procedure = procedure_of(shanghai_day(now))
    due_at = clocks.begin(actor, now, found, procedure.correct, f"{CORRECT}{number}", limit=draft.limit)
    CorrectionOrder.objects.create(
        assembly=found, number=number, state=OrderState.ORDERED, body_id=actor.body_id, document=document,
        clause=clause, vote_ids=votes, ordered_at=now, due_at=due_at, reason_id=reason["vault"], scope=found.scope,
        stream=found.stream,
    )  # fmt: skip
    data = {"number": number, "votes": votes, "due_at": due_at.isoformat(), "texts": {"reason": reason}}
    references = (procedure.annulment.warrant.reference, procedure.correct.warrant.reference)
    tell_of(actor, now, found, "voting.correction_ordered", data, references)
    street_ordered(actor, now, found)
    return number


@for_own_estate
@transaction.atomic
def answer_order(*, actor: Actor, now: datetime, assembly_id: int, number: int, text: str) -> None:
    """Report how an order was followed; its clock stops, the authority's begins.

    Raises:
        Refused: the actor may not, there is no such order, or it waits for no answer.
    """
    found = locked(actor, assembly_id, Act.CONDUCT, Step.ORDER)
    order = _order(found, number)
    demand(may_answer(OrderState(order.state)))
    answer = sealed_in(found, "text", text)
    order.state, order.answered_at, order.answer_id = OrderState.ANSWERED, now, answer["vault"]
    order.save(update_fields=["state", "answered_at", "answer_id"])
    _stop(actor, now, found, number)
    look_at(actor, now, found, order)
    data = {"number": number, "texts": {"text": answer}}
    tell_of(actor, now, found, "voting.correction_answered", data, ())


@transaction.atomic
def settle_order(
    *, actor: Actor, now: datetime, assembly_id: int, number: int, into: OrderState, text: str
) -> None:
    """Say what the authority finds: put right, not put right so that the clock runs anew, or the order is lifted.

    Raises:
        Refused: the actor may not, there is no such order, or nothing was answered yet.
    """
    found = locked(actor, assembly_id, Act.ANNUL, Step.ORDER)
    order = _order(found, number)
    demand(may_settle(OrderState(order.state), into))
    said = sealed_in(found, "text", text)
    _stop(actor, now, found, number)
    order.state, order.settlement_id = into, said["vault"]
    period = procedure_of(shanghai_day(now)).correct
    if into is OrderState.ORDERED:  # not put right
        again = _turns(found, CORRECT, number)
        order.due_at = clocks.begin(actor, now, found, period, f"{CORRECT}{number}:{again}")
    else:
        order.settled_at = now
    order.save(update_fields=["state", "settlement_id", "due_at", "settled_at"])
    data = {
        "number": number,
        "state": into.value,
        "due_at": order.due_at.isoformat(),
        "texts": {"text": said},
    }
    reference = procedure_of(shanghai_day(now)).annulment.warrant.reference
    tell_of(actor, now, found, "voting.correction_settled", data, (reference,))


def end_orders(actor: Actor, now: datetime, found: Assembly, annulled: set[int]) -> None:
    """Close the orders on decisions that were all annulled."""
    for order in CorrectionOrder.objects.filter(assembly=found, state__in=OPEN):
        if set(order.vote_ids) <= annulled:
            order.state, order.settled_at = OrderState.ANNULLED, now
            order.save(update_fields=["state", "settled_at"])
            _stop(actor, now, found, order.number)


def look_at(actor: Actor, now: datetime, found: Assembly, order: CorrectionOrder) -> None:
    """Begin the authority's clock: what was answered is looked at, what was not answered in time is decided."""
    body = order.body_id or people.street_body_for(found.scope, shanghai_day(now))
    turn = _turns(found, DECIDE, order.number)
    key = f"{DECIDE}{order.number}" + (f":{turn}" if turn else "")
    clocks.begin(actor, now, found, procedure_of(shanghai_day(now)).decide, key, body=body)


def _order(found: Assembly, number: int) -> CorrectionOrder:
    order = CorrectionOrder.objects.select_for_update().filter(assembly=found, number=number).first()
    if order is None:
        raise Refused.because(mark("没有这项责令"), code="not_found")
    return order


def _stop(actor: Actor, now: datetime, found: Assembly, number: int) -> None:
    """Stop every clock of an order."""
    for row in _clocks(found):
        if row.key.split(":")[:2] in (["correct", str(number)], ["decide", str(number)]):
            clocks.settle(actor, now, found.stream, row.key)


def _turns(found: Assembly, kind: str, number: int) -> int:
    """Return how often this clock of an order ran."""
    mine = f"{kind}{number}"
    return sum(row.key == mine or row.key.startswith(f"{mine}:") for row in _clocks(found))


def _clocks(found: Assembly) -> Sequence[Any]:
    return clock_queries.deadlines_of(stream=found.stream)


def _said(raw: str, field: str) -> str:
    short = " ".join(raw.split())
    if not 0 < len(short) <= LONGEST_CLAUSE:
        raise Refused.because(
            mark("请用不超过{most}个字写明责令文书编号和违反的条款"),
            field=field,
            code=field,
            most=LONGEST_CLAUSE,
        )
    return short

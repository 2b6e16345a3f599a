"""As whom somebody speaks for an order: what waits for his word asks it, and what takes his word too."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from hemei.community.purses.models import Approval, PaymentOrder, PaymentReturn, Signatory
from hemei.community.purses.rules.acts import SIDE_OF
from hemei.kernel.actor import Actor

HANDS = ("order__prepared_by_id", "order__rested_by_id", "reported_by_id", "recorded_by_id")
"""Who had a hand in a return or its order: neither he nor anybody in his stead confirms it."""

# For whom somebody stands in who holds his office no more: that substitution is over.
_OUT_OF_OFFICE = """(
select o.id from purses_signatory s join purses_signatory o on o.id = s.stands_for_id
where s.person_id = %s and not exists (
  select from people_appointment p where p.person_id = o.person_id and p.body_id = o.body_id
    and p.valid_from <= %s and (p.valid_until is null or p.valid_until > %s)))"""


def approving(actor: Actor, on: date) -> QuerySet[Signatory]:
    """Return the entries by which somebody may approve the order around this, the one to use first."""
    given = Approval.objects.filter(
        order_id=OuterRef(OuterRef("pk")),
        round=OuterRef(OuterRef("round")),
        counts_for__person_id=OuterRef("word_of"),
    )
    return _speaking(actor, on, "", ("prepared_by_id", "rested_by_id")).filter(~Exists(given))


def confirming(actor: Actor, on: date) -> QuerySet[Signatory]:
    """Return the entries by which somebody may confirm the return around this, the one to use first."""
    return _speaking(actor, on, "order__", HANDS)


def approves_as(order: PaymentOrder, actor: Actor, on: date) -> Signatory | None:
    """Return as whom somebody approves an order; where by none of his entries, one of which the rule says why."""
    return _first(PaymentOrder.objects.filter(pk=order.pk), approving(actor, on), _held(actor, on, ""))


def confirms_as(told: PaymentReturn, actor: Actor, on: date) -> Signatory | None:
    """Return as whom somebody confirms a return; where by none of his entries, one of which the rule says why."""
    return _first(
        PaymentReturn.objects.filter(pk=told.pk), confirming(actor, on), _held(actor, on, "order__")
    )


def _first(row: QuerySet[Any], able: QuerySet[Signatory], held: QuerySet[Signatory]) -> Signatory | None:
    chosen = Coalesce(Subquery(able.values("pk")[:1]), Subquery(held.values("pk")[:1]))
    return Signatory.objects.select_related("stands_for").filter(pk__in=row.values_list(chosen)).first()


def _held(actor: Actor, on: date, of: str) -> QuerySet[Signatory]:
    """Return somebody's entries on a day for the account of the order that `of` leads to, his own before others'.

    `word_of` is whose word he gives by it.
    """
    rows = Signatory.objects.filter(
        account_id=OuterRef(f"{of}account_id"), person_id=actor.person_id or 0, body_id=actor.body_id or 0,
        side=SIDE_OF[actor.role].value, valid_from__lte=on,
    ).exclude(valid_until__lte=on)  # fmt: skip
    rows = rows.annotate(word_of=Coalesce("stands_for__person_id", "person_id"))
    return rows.order_by(F("stands_for").desc(nulls_first=True), "-id")


def _speaking(actor: Actor, on: date, of: str, hands: tuple[str, ...]) -> QuerySet[Signatory]:
    """Return those of his entries by which he gives the word of none of these hands, nor of who serves no more."""
    rows = _held(actor, on, of).exclude(stands_for__in=RawSQL(_OUT_OF_OFFICE, [actor.person_id, on, on]))  # noqa: S611 - a constant
    for hand in hands:
        rows = rows.exclude(Q(word_of=Coalesce(OuterRef(hand), 0)))
    return rows

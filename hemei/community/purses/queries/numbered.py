"""Payment orders found by their numbers, and those that name the same invoice: what the actor may see of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hemei.community.purses.models import PaymentOrder
from hemei.community.purses.rules.acts import Act, may
from hemei.community.purses.rules.words import GONE
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class NumberedOrder:
    """An order with its estate and the invoice it names."""

    id: int
    estate_id: int
    estate: str
    number: str
    invoice: str


_FIELDS = ("id", "account__estate_id", "account__estate__name", "number", "invoice_number")


def orders_numbered(
    estates: Collection[int], numbers: Collection[str], *, actor: Actor
) -> list[NumberedOrder]:
    """Return the orders of these estates with one of these numbers that the actor may see; one statement."""
    if not numbers or not may(actor, Act.SEE).allowed:
        return []
    rows = PaymentOrder.objects.filter(
        record.seen_by(actor), account__estate_id__in=estates, number__in=numbers
    )
    return [NumberedOrder(*row) for row in rows.order_by("id").values_list(*_FIELDS)]


def same_invoices(orders: Iterable[NumberedOrder], *, actor: Actor) -> dict[int, list[NumberedOrder]]:
    """Return by order those of other estates with its invoice, as far as the actor may see them; one statement.

    Orders that were refused, expired or withdrawn count no more, as in the facts of the list of risks.
    """
    asked = [one for one in orders if one.invoice]
    if not asked or not may(actor, Act.SEE).allowed:
        return {}
    rows = PaymentOrder.objects.filter(
        record.seen_by(actor), invoice_number__in={one.invoice for one in asked}
    ).exclude(state__in=GONE)
    found = [NumberedOrder(*row) for row in rows.order_by("id").values_list(*_FIELDS)]
    return {
        one.id: [
            other for other in found if other.invoice == one.invoice and other.estate_id != one.estate_id
        ]
        for one in asked
    }

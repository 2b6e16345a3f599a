"""What an owner is shown of payments of his estate: what for, who agreed, on what it rests; no account of anybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from hemei.community.purses.models import Approval, PaymentOrder
from hemei.community.purses.rules.words import OPEN, Basis, OrderState, Paper, Side


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to a payment, and for which side."""

    side: Side
    person_id: int
    stands_in: bool
    given_at: datetime


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """A payment with who agreed to it; payee, purpose and basis are numbers of the vault."""

    id: int
    stream: str
    scope: str
    estate_id: int
    number: str
    kind: str
    amount_fen: int
    state: OrderState
    payee_id: int
    purpose_id: int
    basis: Basis
    assembly_id: int | None
    vote_id: int | None
    basis_text_id: int | None
    budget_line: tuple[int, str] | None
    """Year and account of the chart of the line of a budget it rests on."""
    invoice_number: str
    prepared_at: datetime
    prepared_body: str
    paid_on: date | None
    annulled_on: date | None
    missing_papers: tuple[Paper, ...]
    agreed: tuple[Agreed, ...]
    needed: tuple[tuple[Side, int], ...]
    """How many of each side must agree in all."""
    expires_at: datetime
    paused_until: datetime | None

    @property
    def wanted(self) -> dict[Side, int]:
        """How many of each side still have to agree."""
        given = {side: sum(one.side is side for one in self.agreed) for side, _count in self.needed}
        return {side: count - given[side] for side, count in self.needed if count > given[side]}


def orders_on_the_way(estate_id: int, *, limit: int) -> dict[str, ShownOrder]:
    """Return payments of an estate that may still leave, the latest first; two statements, the place is open."""
    found = PaymentOrder.objects.filter(
        account__estate_id=estate_id, state__in=[state.value for state in OPEN]
    )
    return _told(found.order_by("-id")[:limit])


def shown_orders(streams: Collection[str]) -> dict[str, ShownOrder]:
    """Return payments by their streams, with who agreed; two statements. The caller has opened their place."""
    return _told(PaymentOrder.objects.filter(stream__in=streams))


def _told(found: QuerySet[PaymentOrder]) -> dict[str, ShownOrder]:
    rows = list(found.select_related("account", "prepared_body", "budget_line__budget"))
    rounds = {row.pk: row.round for row in rows}
    agreed: dict[int, list[Agreed]] = {}
    for one in Approval.objects.filter(order_id__in=rounds, agrees=True).order_by("id"):
        if one.round == rounds[one.order_id]:
            said = Agreed(Side(one.side), one.person_id, one.signatory_id != one.counts_for_id, one.given_at)
            agreed.setdefault(one.order_id, []).append(said)
    return {row.stream: _shown(row, agreed.get(row.pk, ())) for row in rows}


def _shown(row: PaymentOrder, agreed: Collection[Agreed]) -> ShownOrder:
    line = row.budget_line
    return ShownOrder(
        row.pk, row.stream, row.scope, row.account.estate_id, row.number, row.kind, row.amount_fen,
        OrderState(row.state), row.payee_id, row.purpose_id, Basis(row.basis), row.basis_assembly_id,
        row.basis_vote_id, row.basis_text_id, (line.budget.year, line.code) if line else None, row.invoice_number,
        row.prepared_at, row.prepared_body.short_name, row.paid_on, row.basis_annulled_on,
        tuple(Paper(one) for one in row.papers_needed if one not in row.papers), tuple(agreed),
        ((Side.COMMITTEE, row.committee_needed), (Side.COMMUNITY, row.community_needed)), row.expires_at,
        row.paused_until,
    )  # fmt: skip

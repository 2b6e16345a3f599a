"""Facts about payments for the chapters above: what was paid, and what about it deserves a look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.community.purses.rules.words import OrderState


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of an estate, as everybody who may see the money reads it: no names, no accounts."""

    order_id: int
    number: str
    kind: str
    code: str
    amount_fen: int
    state: OrderState
    prepared_at: datetime
    paid_on: date | None
    vote_id: int | None
    approvals: int


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """A payment with what a risk list asks of it. Nothing here accuses anybody; each is a fact of the record.

    `near_ceiling` is how far below its tier's ceiling it stayed, None where the tier has none. `same_payee` are the
    other orders of the estate to the same account within the days asked for, with what all come to; `above_ceiling`
    whether together they would have been of a higher tier. `invoice_elsewhere` is how many other estates have an order
    with the same invoice.
    """

    order_id: int
    estate_id: int
    number: str
    kind: str
    amount_fen: int
    prepared_at: datetime
    paid_on: date | None
    near_ceiling: int | None
    same_payee: tuple[int, ...]
    same_payee_fen: int
    above_ceiling: bool
    invoice_elsewhere: int
    missing_papers: tuple[str, ...]
    annulled_on: date | None
    minutes_to_approve: int | None


_FACTS = """
with mine as (
  select o.*, a.estate_id, s.blind_index as payee, (
    select min((t->>'up_to_fen')::bigint) from jsonb_array_elements(g.tiers) t
    where t->>'name' = o.tier and (t->>'up_to_fen')::bigint > 0) as ceiling
  from purses_paymentorder o
  join purses_jointaccount a on a.id = o.account_id
  join purses_agreement g on g.id = o.agreement_id
  left join records_sealed s on s.id = o.payee_account_id
  where a.estate_id = any(%(estates)s) and o.prepared_at >= %(first)s and o.prepared_at < %(last)s
    and o.state not in ('refused', 'expired', 'withdrawn')
)
select m.id, m.estate_id, m.number, m.kind, m.amount_fen, m.prepared_at, m.paid_on,
  m.ceiling - m.amount_fen,
  coalesce(n.ids, '{}'), coalesce(n.fen, 0) + m.amount_fen,
  m.ceiling is not null and n.fen is not null and n.fen + m.amount_fen > m.ceiling,
  (select count(distinct x.account_id) from purses_paymentorder x
   where x.invoice_number = m.invoice_number and m.invoice_number <> '' and x.account_id <> m.account_id
     and x.state not in ('refused', 'expired', 'withdrawn')),
  array(select unnest(m.papers_needed) except select unnest(m.papers)),
  m.basis_annulled_on,
  extract(epoch from m.approved_at - m.prepared_at)::bigint / 60
from mine m
left join lateral (
  select array_agg(o.id order by o.id) as ids, sum(o.amount_fen) as fen from mine o
  where o.account_id = m.account_id and o.id <> m.id and o.payee = m.payee
    and o.prepared_at between m.prepared_at - make_interval(days => %(days)s)
                          and m.prepared_at + make_interval(days => %(days)s)
) n on true
order by m.id
"""


def payment_facts(
    estate_ids: Collection[int], period: tuple[datetime, datetime], *, days: int = 30
) -> list[PaymentFact]:
    """Return the payments prepared in a period with what a risk list asks of each; one statement, walls apply."""
    values: dict[str, Any] = {
        "estates": list(estate_ids),
        "first": period[0],
        "last": period[1],
        "days": days,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, values)
        return [
            PaymentFact(
                row[0], row[1], row[2], row[3], int(row[4]), row[5], row[6],
                None if row[7] is None else int(row[7]), tuple(row[8]), int(row[9]), bool(row[10]), int(row[11]),
                tuple(sorted(row[12])), row[13], None if row[14] is None else int(row[14]),
            )
            for row in cursor.fetchall()
        ]  # fmt: skip


_PAYMENTS = """
select o.id, o.number, o.kind, o.code, o.amount_fen, o.state, o.prepared_at, o.paid_on, o.basis_vote_id,
  (select count(*) from purses_approval p where p.order_id = o.id and p.round = o.round and p.agrees)
from purses_paymentorder o join purses_jointaccount a on a.id = o.account_id
where a.estate_id = %(estate)s and o.state not in ('refused', 'expired', 'withdrawn')
  and (%(first)s::date is null or coalesce(o.paid_on, (o.prepared_at at time zone 'Asia/Shanghai')::date) >= %(first)s)
  and (%(last)s::date is null or coalesce(o.paid_on, (o.prepared_at at time zone 'Asia/Shanghai')::date) < %(last)s)
order by o.id desc limit %(limit)s
"""


def payments(
    estate_id: int, *, first: date | None = None, last: date | None = None, limit: int = 500
) -> list[Payment]:
    """Return the payments of an estate, the latest first; the upper day is excluded. Row-level security applies."""
    values: dict[str, Any] = {"estate": estate_id, "first": first, "last": last, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_PAYMENTS, values)
        return [
            Payment(
                row[0],
                row[1],
                row[2],
                row[3],
                int(row[4]),
                OrderState(row[5]),
                row[6],
                row[7],
                row[8],
                row[9],
            )
            for row in cursor.fetchall()
        ]

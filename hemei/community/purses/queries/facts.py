"""Facts about payments for the chapters above: what was paid, and what about it deserves a look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """A payment with what a risk list asks of it. Nothing here accuses anybody; each is a fact of the record.

    `near_ceiling` is how far below its tier's ceiling it stayed, None where the tier has none. `same_payee` are the
    other orders of the estate to the same account within the days asked for, with what all come to; `above_ceiling`
    whether together they would have been of a higher tier. `invoice_elsewhere` is how many other estates have an order
    with the same invoice; `other_payee` whether the bank paid somebody else than the order names and whoever matched
    the line said why.
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
    other_payee: bool = False


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
  extract(epoch from m.approved_at - m.prepared_at)::bigint / 60,
  m.state = 'paid' and exists (
    select 1 from records_event e where e.stream = m.stream and e.type = 'purses.order_paid'
      and e.payload->'data'->'other_payee' = 'true')
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
                bool(row[15]),
            )
            for row in cursor.fetchall()
        ]  # fmt: skip

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

    `payee` is the same for orders to one account and tells nobody which, empty where it is not known; `ceilings_fen`
    are those of the tiers of its agreement. `invoice_elsewhere` is how many other estates have an order with the same
    invoice; `other_payee` whether the bank paid somebody else than the order names and whoever matched the line said
    why.
    """

    order_id: int
    estate_id: int
    number: str
    kind: str
    amount_fen: int
    prepared_at: datetime
    paid_on: date | None
    payee: bytes
    ceilings_fen: tuple[int, ...]
    invoice_elsewhere: int
    missing_papers: tuple[str, ...]
    annulled_on: date | None
    minutes_to_approve: int | None
    other_payee: bool = False


_FACTS = """
select m.id, a.estate_id, m.number, m.kind, m.amount_fen, m.prepared_at, m.paid_on, s.blind_index,
  array(select (t->>'up_to_fen')::bigint from jsonb_array_elements(g.tiers) t
    where (t->>'up_to_fen')::bigint > 0 order by 1),
  (select count(distinct x.account_id) from purses_paymentorder x
   where x.invoice_number = m.invoice_number and m.invoice_number <> '' and x.account_id <> m.account_id
     and x.state not in ('refused', 'expired', 'withdrawn')),
  array(select unnest(m.papers_needed) except select unnest(m.papers)),
  m.basis_annulled_on,
  extract(epoch from m.approved_at - m.prepared_at)::bigint / 60,
  m.state = 'paid' and exists (
    select 1 from records_event e where e.stream = m.stream and e.type = 'purses.order_paid'
      and e.payload->'data'->'other_payee' = 'true')
from purses_paymentorder m
join purses_jointaccount a on a.id = m.account_id
join purses_agreement g on g.id = m.agreement_id
left join records_sealed s on s.id = m.payee_account_id
where a.estate_id = any(%(estates)s) and m.prepared_at >= %(first)s and m.prepared_at < %(last)s
  and m.state not in ('refused', 'expired', 'withdrawn')
order by m.id
"""


def payment_facts(estate_ids: Collection[int], period: tuple[datetime, datetime]) -> list[PaymentFact]:
    """Return the payments prepared in a period with what a risk list asks of each; one statement, walls apply."""
    values: dict[str, Any] = {"estates": list(estate_ids), "first": period[0], "last": period[1]}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, values)
        return [
            PaymentFact(
                row[0], row[1], row[2], row[3], int(row[4]), row[5], row[6], bytes(row[7] or b""),
                tuple(int(fen) for fen in row[8]), int(row[9]), tuple(sorted(row[10])), row[11],
                None if row[12] is None else int(row[12]), bool(row[13]),
            )
            for row in cursor.fetchall()
        ]  # fmt: skip

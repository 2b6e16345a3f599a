"""Which statements of sold units say otherwise than the register or the books."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

# Of each standing statement: its sides by the register, and what its unit held and owed at the end of its day by the
# books, as when it was stated. An entry changes only the days from its own on.
_OTHERWISE = """
select t.household_id, t.passed_on
from funds_unittransfer t
join funds_household h on h.id = t.household_id join funds_fund f on f.id = h.fund_id
where h.fund_id = any(%(funds)s) and t.withdrawn_at is null
  and (%(unit)s::bigint is null or h.unit_id = %(unit)s) and (%(since)s::date is null or t.passed_on >= %(since)s)
  and (
    array(select a.person_id from records_access a where a.stream = t.stream and a.person_id is not null order by 1)
    is distinct from
    array(select distinct o.person_id from people_ownership o
          where o.unit_id = h.unit_id and t.passed_on in (o.valid_from, o.valid_until)
            and exists (select from people_ownership b where b.unit_id = h.unit_id and b.valid_from = t.passed_on)
          order by 1)
    or t.balance_fen <> coalesce((
      select -sum(p.amount_fen) from ledgers_account c
      join ledgers_posting p on p.account_id = c.id and p.booked_on <= t.passed_on
      where c.ledger_id = f.ledger_id and c.code = 'fund_unit' and c.unit_id = h.unit_id), 0)
    or t.owed_fen <> coalesce((
      select sum(s.gap_fen) from funds_share s
      join funds_use u on u.id = s.use_id and u.state = 'paid' and u.paid_on <= t.passed_on
      where s.household_id = h.id and s.gap_fen > 0
        and (s.gap_paid_on is null or s.gap_paid_on > t.passed_on)), 0))
order by t.passed_on, t.id
"""


def told_otherwise(
    fund_ids: Iterable[int], *, unit_id: int | None = None, since: date | None = None
) -> list[tuple[int, date]]:
    """Return the households of funds, or of one unit, with the day of each sale, or of those since a day, told wrongly.

    That is a standing statement open to other persons than began or ended to own the unit on its day, or of a day on
    which nobody began, or of another balance or debt than the books have of its day. The caller has opened the place;
    one statement, which reads the accounts of sold units alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OTHERWISE, {"funds": list(fund_ids), "unit": unit_id, "since": since})
        found: list[tuple[int, date]] = cursor.fetchall()
    return found

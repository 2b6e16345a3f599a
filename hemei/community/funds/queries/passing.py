"""Which statements of sold units say otherwise than the register."""

from __future__ import annotations

from datetime import date

from django.db import connection

_OTHERWISE = """
select t.household_id, t.passed_on
from funds_unittransfer t join funds_household h on h.id = t.household_id
where h.fund_id = %(fund)s and t.withdrawn_at is null and (%(unit)s::bigint is null or h.unit_id = %(unit)s)
  and array(select a.person_id from records_access a where a.stream = t.stream and a.person_id is not null order by 1)
      is distinct from
      array(select distinct o.person_id from people_ownership o
            where o.unit_id = h.unit_id and t.passed_on in (o.valid_from, o.valid_until)
              and exists (select from people_ownership b where b.unit_id = h.unit_id and b.valid_from = t.passed_on)
            order by 1)
order by t.passed_on, t.id
"""


def told_otherwise(fund_id: int, unit_id: int | None = None) -> list[tuple[int, date]]:
    """Return the households of a fund, or of one unit, with the day of each sale whose sides are others by now.

    That is a standing statement open to other persons than began or ended to own the unit on its day, or of a day on
    which nobody began. The caller has opened the place; one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OTHERWISE, {"fund": fund_id, "unit": unit_id})
        found: list[tuple[int, date]] = cursor.fetchall()
    return found

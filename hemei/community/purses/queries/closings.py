"""What the bank says a maintenance fund's account held at the end of a day, for sheets that are published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from hemei.community.purses.queries.standing import LINES, STATEMENTS

# Of the accounts in which an estate's fund lay on the day the one entered last; a statement covers the day where it
# lies between its first and last. It closes with what it says itself, or with its account's last line until that day.
_CLOSINGS = f"""
with held as (
  select distinct on (estate_id) estate_id, id from purses_jointaccount
  where purse = 'fund' and estate_id = any(%(estates)s) and opened_on <= %(day)s order by estate_id, id desc
)
select h.estate_id, case when s.last_on = %(day)s and s.closing_fen is not null then s.closing_fen else (
    select l.balance_fen from {LINES} l where l.account_id = h.id and l.booked_on <= %(day)s
    order by l.booked_on desc, l.id desc limit 1) end
from held h cross join lateral (
  select last_on, closing_fen from {STATEMENTS} s
  where s.account_id = h.id and s.first_on <= %(day)s and s.last_on >= %(day)s
  order by s.last_on, s.id desc limit 1
) s
"""


def fund_closings(estate_ids: Collection[int], day: date) -> dict[int, int]:
    """Return what the bank says the fund held at the end of a day, by estate; one statement.

    An estate of which no statement covers the day, or none tells a balance, is left out. The place is open.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLOSINGS, {"estates": list(estate_ids), "day": day})
        return {int(estate): int(fen) for estate, fen in cursor.fetchall() if fen is not None}

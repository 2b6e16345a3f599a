"""Which years of which funds are over and not credited; row-level security applies."""

from __future__ import annotations

from datetime import date

from django.db import connection

from hemei.community.funds.facts import interest_on
from hemei.community.funds.rules.interest import year_due
from hemei.kernel.decision import Refused

# The years of a fund until the last that is due, which no interest that stands is of.
OPEN_YEARS = """
select y.year from generate_series(extract(year from f.opened_on)::int, %(due)s::int) as y(year)
where not exists (
  select from funds_interest i where i.fund_id = f.id and i.year = y.year and i.taken_back_at is null)
"""
# A year that was taken back waits for a person, and with it the years after it.
_TO_CREDIT = f"""
select f.id, array_agg(o.year order by o.year) from funds_fund f
cross join lateral ({OPEN_YEARS}) as o
where f.id > %(after)s and not exists (
  select from funds_interest b where b.fund_id = f.id and b.taken_back_at is not null and b.year <= o.year
    and not exists (
      select from funds_interest i where i.fund_id = f.id and i.year = b.year and i.taken_back_at is null))
group by f.id order by f.id limit %(limit)s
"""


def due_year(today: date) -> int | None:
    """Return the last year whose interest is due to be credited; None where no document says what is earned."""
    try:
        return year_due(today, interest_on(today))
    except Refused:
        return None


def years_to_credit(today: date, *, after: int, limit: int) -> list[tuple[int, list[int]]]:
    """Return funds with the years the platform credits by itself, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_CREDIT, {"due": due_year(today), "after": after, "limit": limit})
        return [(int(number), list(years)) for number, years in cursor.fetchall()]


def first_open_year(fund_id: int, *, last: int) -> int | None:
    """Return the first year of a fund until another that is not credited."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select min(o.year) from funds_fund f cross join lateral ({OPEN_YEARS}) as o where f.id = %(fund)s",
            {"due": last, "fund": fund_id},
        )
        found = cursor.fetchone()[0]
    return int(found) if found is not None else None

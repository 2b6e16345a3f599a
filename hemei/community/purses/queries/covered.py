"""Whether the statements of an account follow each other: each day covered, each opening the closing before."""

from __future__ import annotations

from django.db.models import DateField
from django.db.models.expressions import RawSQL

# From the day the account and the books begin; what was read before its days were asked covers up to its last line.
_MISSING = """
select min(f.wanted) from (
  select s.first_on, greatest(
      max(s.last_on) over (order by s.first_on, s.id rows between unbounded preceding and 1 preceding),
      (select max(o.last_on) from purses_statement o where o.account_id = s.account_id and not o.days_told),
      purses_jointaccount.opened_on - 1,
      (select l.opened_on - 1 from ledgers_ledger l where l.id = purses_jointaccount.ledger_id)) + 1 as wanted
  from purses_statement s where s.account_id = purses_jointaccount.id and s.days_told
) f where f.first_on > f.wanted
"""
# The statement before closes with what this one opens with, but for what it told of days that both cover.
_BROKEN = """
select min(s.first_on) from purses_statement s cross join lateral (
  select p.id, p.last_on, p.closing_fen from purses_statement p
  where p.account_id = s.account_id and p.id <> s.id and (p.first_on, p.id) < (s.first_on, s.id)
  order by p.last_on desc, p.id desc limit 1
) b where s.account_id = purses_jointaccount.id and s.days_told and s.opening_fen <> b.closing_fen - (
  select coalesce(sum(n.amount_fen), 0) from purses_statementline n
  where n.account_id = s.account_id and n.booked_on between s.first_on and b.last_on and n.statement_id <= b.id)
"""


def missing_on() -> RawSQL:
    """Return the first day of an account that no statement covers, of those before its latest statement."""
    return RawSQL(_MISSING, [], output_field=DateField())  # noqa: S611 - a constant


def broken_on() -> RawSQL:
    """Return the first day of the earliest statement that opens with another balance than the one before closed."""
    return RawSQL(_BROKEN, [], output_field=DateField())  # noqa: S611 - a constant

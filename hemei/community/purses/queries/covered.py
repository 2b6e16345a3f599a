"""Whether the statements of an account follow each other: each day covered, each opening the closing before."""

from __future__ import annotations

from django.db.models import DateField
from django.db.models.expressions import RawSQL

from hemei.community.purses.queries.standing import LINES, STATEMENTS

# From the day the account and the books begin. Of the last statement that was read before its days were asked (`old`)
# only its lines are known: what lies between them and the next statement is not missing, for nobody knows it.
_DAYS = f"""
  select s.first_on, s.opening_fen, old.last_on as old_on, old.closing_fen as old_fen, greatest(
      max(s.last_on) over (order by s.first_on, s.id rows between unbounded preceding and 1 preceding),
      old.last_on,
      purses_jointaccount.opened_on - 1,
      (select l.opened_on - 1 from ledgers_ledger l where l.id = purses_jointaccount.ledger_id)) + 1 as wanted
  from {STATEMENTS} s left join lateral (
    select o.last_on, o.closing_fen from {STATEMENTS} o where o.account_id = s.account_id and not o.days_told
    order by o.last_on desc, o.id desc limit 1) old on true
  where s.account_id = purses_jointaccount.id and s.days_told
"""
_GAP = f"select min(f.wanted) from ({_DAYS}) f where f.first_on > f.wanted"
_MISSING = f"{_GAP} and f.old_on is distinct from f.wanted - 1"
# Where the next statement opens with what the old one closes with, nothing moved in between: then it is known.
_UNKNOWN = f"{_GAP} and f.old_on = f.wanted - 1 and coalesce(f.old_fen <> f.opening_fen, true)"
# The statement before closes with what this one opens with, but for what it told of days that both cover.
_BROKEN = f"""
select min(s.first_on) from {STATEMENTS} s cross join lateral (
  select p.id, p.last_on, p.closing_fen from {STATEMENTS} p
  where p.account_id = s.account_id and p.id <> s.id and (p.first_on, p.id) < (s.first_on, s.id)
  order by p.last_on desc, p.id desc limit 1
) b where s.account_id = purses_jointaccount.id and s.days_told and s.opening_fen <> b.closing_fen - (
  select coalesce(sum(n.amount_fen), 0) from {LINES} n
  where n.account_id = s.account_id and n.booked_on between s.first_on and b.last_on and n.statement_id <= b.id)
"""


def missing_on() -> RawSQL:
    """Return the first day of an account that no statement covers, of those before its latest statement."""
    return RawSQL(_MISSING, [], output_field=DateField())  # noqa: S611 - a constant


def unknown_on() -> RawSQL:
    """Return the first day of which nobody knows whether a statement covers it, read before its days were asked."""
    return RawSQL(_UNKNOWN, [], output_field=DateField())  # noqa: S611 - a constant


def broken_on() -> RawSQL:
    """Return the first day of the earliest statement that opens with another balance than the one before closed."""
    return RawSQL(_BROKEN, [], output_field=DateField())  # noqa: S611 - a constant

"""A checkpoint says what its postings add up to, of months that are closed and past: nobody writes another figure there.

One look per row at what came after the checkpoint before, which was true when it was written: closing an estate costs as
much again as summing it, and never the whole of its books.
"""

from django.db import migrations

TRUE = """
create function ledgers_checkpoint_true() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare wrong record;
begin
  select n.account_id, n.until, n.balance_fen, coalesce(c.balance_fen, 0) + coalesce(p.amount, 0) as due into wrong
  from added n
  left join ledgers_account a on a.id = n.account_id
  left join ledgers_ledger l on l.id = a.ledger_id
  left join lateral (
    select k.until, k.balance_fen from ledgers_checkpoint k
    where k.account_id = n.account_id and k.until < n.until order by k.until desc limit 1
  ) c on true
  left join lateral (
    select sum(p.amount_fen) as amount from ledgers_posting p
    where p.account_id = n.account_id and p.booked_on < n.until
      and p.booked_on >= coalesce(c.until, '-infinity'::date)
  ) p on true
  where l.id is null or n.stream <> a.stream or n.scope <> a.scope or n.until > l.open_from
     or n.until > (now() at time zone 'Asia/Shanghai')::date
     or n.balance_fen <> coalesce(c.balance_fen, 0) + coalesce(p.amount, 0)
  limit 1;
  if found then
    raise exception 'Account % stands at % fen before %, of closed months only: % is refused.',
      wrong.account_id, wrong.due, wrong.until, wrong.balance_fen
      using errcode = '23514', constraint = 'ledgers_checkpoint_true';
  end if;
  return null;
end $$;
create trigger ledgers_checkpoint_true after insert on ledgers_checkpoint
  referencing new table as added for each statement execute function ledgers_checkpoint_true();
"""
UNSAID = """
drop trigger ledgers_checkpoint_true on ledgers_checkpoint;
drop function ledgers_checkpoint_true();
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0005_contracts_decided")]

    operations = [migrations.RunSQL(TRUE, UNSAID)]

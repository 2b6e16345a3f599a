"""What must never be false of the books, whoever writes them: balance, closed months, nothing changed or deleted.

Each statement that adds postings brings their sum to their entry; at the end of the transaction every entry touched must
add up to nothing. So a bulk load costs one look per entry, and no order of statements, nor an early look asked for in the
middle, leaves an entry out of balance. Accounts are locked in one order, shared ones last. Posting and closing exclude one
another by a lock on the ledger's number that many who post share.
"""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, protect, unprotect

TABLES = ("ledger", "account", "entry", "posting", "closing", "checkpoint")
_LOCK = 0x1ED6
OPENED = f"""
create function ledgers_entry_opened() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare books record;
begin
  perform pg_advisory_xact_lock_shared({_LOCK}, new.ledger_id::int);
  select stream, scope, opened_on, open_from into books from ledgers_ledger where id = new.ledger_id;
  if new.booked_on < books.open_from then
    raise exception 'The ledger is closed before %: % is refused.', books.open_from, new.booked_on
      using errcode = 'check_violation';
  end if;
  if new.stream <> books.stream or new.scope <> books.scope then
    raise exception 'An entry stands where its ledger stands.' using errcode = 'check_violation';
  end if;
  new.sum_fen := 0;
  new.lines := 0;
  new.made_in := pg_current_xact_id()::text::bigint;
  return new;
end $$;
create trigger ledgers_entry_opened before insert on ledgers_entry
  for each row execute function ledgers_entry_opened();

create function ledgers_posting_added() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from added p join ledgers_entry e on e.id = p.entry_id join ledgers_account a on a.id = p.account_id
    where e.made_in <> pg_current_xact_id()::text::bigint or a.ledger_id <> e.ledger_id
       or p.booked_on <> e.booked_on or p.stream <> e.stream or p.scope <> e.scope
  ) then
    raise exception 'A posting belongs to an entry of the same transaction, and to an account of the same ledger.'
      using errcode = 'check_violation';
  end if;
  update ledgers_entry e set sum_fen = e.sum_fen + d.amount, lines = e.lines + d.lines
  from (select entry_id, sum(amount_fen) as amount, count(*) as lines from added group by entry_id) d
  where e.id = d.entry_id;
  perform 1 from ledgers_account where id in (select account_id from added) order by shared, id for no key update;
  update ledgers_account a set balance_fen = a.balance_fen + d.amount, postings = a.postings + d.lines
  from (select account_id, sum(amount_fen) as amount, count(*) as lines from added group by account_id) d
  where a.id = d.account_id;
  return null;
end $$;
create trigger ledgers_posting_added after insert on ledgers_posting
  referencing new table as added for each statement execute function ledgers_posting_added();

create function ledgers_entry_balanced() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare found record;
begin
  select sum_fen, lines, reverses_id, ledger_id into found from ledgers_entry where id = new.id;
  if found.sum_fen <> 0 or found.lines < 2 then
    raise exception 'Entry % is not balanced: % postings add up to % fen.', new.id, found.lines, found.sum_fen
      using errcode = 'check_violation', constraint = 'ledgers_entry_balanced';
  end if;
  if found.reverses_id is not null and (
    (select ledger_id from ledgers_entry where id = found.reverses_id) <> found.ledger_id
    or exists (
      select 1 from ledgers_posting where entry_id in (new.id, found.reverses_id)
      group by account_id having sum(amount_fen) <> 0)
  ) then
    raise exception 'Entry % does not take back entry % account by account.', new.id, found.reverses_id
      using errcode = 'check_violation', constraint = 'ledgers_entry_reversal';
  end if;
  return null;
end $$;
create constraint trigger ledgers_entry_balanced after insert or update on ledgers_entry
  deferrable initially deferred for each row execute function ledgers_entry_balanced();
"""
NOT_OPENED = """
drop trigger ledgers_entry_balanced on ledgers_entry;
drop function ledgers_entry_balanced();
drop trigger ledgers_posting_added on ledgers_posting;
drop function ledgers_posting_added();
drop trigger ledgers_entry_opened on ledgers_entry;
drop function ledgers_entry_opened();
"""

# The sums change from within the trigger above only: it is one level deeper than a statement of somebody's own.
KEPT = f"""
create function ledgers_entry_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1
     and to_jsonb(new) - 'sum_fen' - 'lines' = to_jsonb(old) - 'sum_fen' - 'lines' then
    return new;
  end if;
  raise exception 'An entry is never changed or deleted; reverse it by a further one.' using errcode = '23514';
end $$;
create trigger ledgers_entry_kept before update or delete on ledgers_entry
  for each row execute function ledgers_entry_kept();

create function ledgers_account_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.balance_fen <> 0 or new.postings <> 0 then
      raise exception 'An account begins with nothing.' using errcode = '23514';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1
     and to_jsonb(new) - 'balance_fen' - 'postings' = to_jsonb(old) - 'balance_fen' - 'postings' then
    return new;
  end if;
  raise exception 'An account is never changed or deleted; its balance follows its postings.' using errcode = '23514';
end $$;
create trigger ledgers_account_kept before insert or update or delete on ledgers_account
  for each row execute function ledgers_account_kept();

create function ledgers_ledger_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.open_from >= old.open_from
     and to_jsonb(new) - 'open_from' = to_jsonb(old) - 'open_from' then
    perform pg_advisory_xact_lock({_LOCK}, new.id::int);
    return new;
  end if;
  raise exception 'A ledger is never deleted, and closed months are never opened again.' using errcode = '23514';
end $$;
create trigger ledgers_ledger_kept before update or delete on ledgers_ledger
  for each row execute function ledgers_ledger_kept();

create trigger ledgers_posting_append_only before update or delete or truncate on ledgers_posting
  for each statement execute function records_append_only();
create trigger ledgers_closing_append_only before update or delete or truncate on ledgers_closing
  for each statement execute function records_append_only();
create trigger ledgers_checkpoint_append_only before update or delete or truncate on ledgers_checkpoint
  for each statement execute function records_append_only();
create trigger ledgers_entry_never_emptied before truncate on ledgers_entry
  for each statement execute function records_append_only();
create trigger ledgers_account_never_emptied before truncate on ledgers_account
  for each statement execute function records_append_only();
create trigger ledgers_ledger_never_emptied before truncate on ledgers_ledger
  for each statement execute function records_append_only();

revoke update, delete on ledgers_account, ledgers_entry, ledgers_posting, ledgers_closing, ledgers_checkpoint
  from {APP_ROLE};
revoke delete on ledgers_ledger from {APP_ROLE};
alter table ledgers_account set (fillfactor = 80);
alter table ledgers_entry set (fillfactor = 80);
"""
FREED = f"""
grant update, delete on ledgers_account, ledgers_entry, ledgers_posting, ledgers_closing, ledgers_checkpoint
  to {APP_ROLE};
grant delete on ledgers_ledger to {APP_ROLE};
drop trigger ledgers_ledger_never_emptied on ledgers_ledger;
drop trigger ledgers_account_never_emptied on ledgers_account;
drop trigger ledgers_entry_never_emptied on ledgers_entry;
drop trigger ledgers_checkpoint_append_only on ledgers_checkpoint;
drop trigger ledgers_closing_append_only on ledgers_closing;
drop trigger ledgers_posting_append_only on ledgers_posting;
drop trigger ledgers_ledger_kept on ledgers_ledger;
drop function ledgers_ledger_kept();
drop trigger ledgers_account_kept on ledgers_account;
drop function ledgers_account_kept();
drop trigger ledgers_entry_kept on ledgers_entry;
drop function ledgers_entry_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(OPENED, NOT_OPENED),
        migrations.RunSQL(KEPT, FREED),
        *(migrations.RunSQL(protect(f"ledgers_{table}"), unprotect(f"ledgers_{table}")) for table in TABLES),
    ]

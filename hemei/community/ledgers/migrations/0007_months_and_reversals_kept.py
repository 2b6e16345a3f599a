"""A posting stands in an open month at the moment it is written, and a reversal takes back what stands, with its reason.

That its entry was opened in time is not enough: whoever closes the month in between, in the same transaction, would write
below the checkpoint of that month. A reversal says why, takes back no reversal, and is not booked before what it takes
back; each of the three was refused by the application alone.
"""

from django.db import migrations

KEPT = """
create function ledgers_posting_open() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare wrong record;
begin
  select p.booked_on, l.open_from into wrong
  from added p join ledgers_entry e on e.id = p.entry_id join ledgers_ledger l on l.id = e.ledger_id
  where p.booked_on < l.open_from limit 1;
  if found then
    raise exception 'The ledger is closed before %: a posting of % is refused.', wrong.open_from, wrong.booked_on
      using errcode = 'check_violation', constraint = 'ledgers_posting_open';
  end if;
  return null;
end $$;
create trigger ledgers_posting_open after insert on ledgers_posting
  referencing new table as added for each statement execute function ledgers_posting_open();

create function ledgers_entry_takes_back() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare first record;
begin
  select kind, booked_on into first from ledgers_entry where id = new.reverses_id;
  if first.kind = 'reversal' or new.note_id is null or new.booked_on < first.booked_on then
    raise exception 'A reversal says why, takes back no reversal, and is not booked before what it takes back.'
      using errcode = 'check_violation', constraint = 'ledgers_entry_takes_back';
  end if;
  return new;
end $$;
create trigger ledgers_entry_takes_back before insert on ledgers_entry
  for each row when (new.reverses_id is not null) execute function ledgers_entry_takes_back();
"""
FREED = """
drop trigger ledgers_entry_takes_back on ledgers_entry;
drop function ledgers_entry_takes_back();
drop trigger ledgers_posting_open on ledgers_posting;
drop function ledgers_posting_open();
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0006_checkpoints_true")]

    operations = [migrations.RunSQL(KEPT, FREED)]

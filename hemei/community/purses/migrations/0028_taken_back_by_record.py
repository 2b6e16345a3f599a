"""What an order booked or paid is taken back only with its record: the order ended, or a return two agreed to."""

from django.db import migrations

KEPT = """
create function purses_entry_taken_back() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select from ledgers_entry e where e.id = new.reverses_id and e.source_stream like 'purses.order:%')
     and not exists (
       select from purses_paymentorder o where o.entry_id = new.reverses_id
         and o.state in ('refused', 'expired', 'withdrawn'))
     and not exists (
       select from purses_paymentreturn r where r.state = 'confirmed'
         and r.paid_entry_id = new.reverses_id and r.entry_id = new.id) then
    raise exception 'Entry % of an order is taken back only where the order ended, or a return was confirmed.',
      new.reverses_id using errcode = '23514', constraint = 'purses_entry_taken_back';
  end if;
  return null;
end $$;
create constraint trigger purses_entry_taken_back after insert on ledgers_entry
  deferrable initially deferred for each row when (new.reverses_id is not null and new.by_role = 'system')
  execute function purses_entry_taken_back();
"""
FREED = "drop trigger purses_entry_taken_back on ledgers_entry; drop function purses_entry_taken_back();"


class Migration(migrations.Migration):
    dependencies = [("purses", "0027_later_decision"), ("ledgers", "0019_reversals_of_platform")]

    operations = [migrations.RunSQL(KEPT, FREED)]

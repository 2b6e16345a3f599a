"""An entry is taken back by two: what a person reverses was asked with a paper, and a second hand agreed.

The application alone saw to it. The platform reverses by itself what an act with two hands of its own posted: a payment
that was reported wrongly, a correction of the fund.
"""

from django.db import migrations

KEPT = """
create function ledgers_entry_two_hands() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.by_role is distinct from 'system' and not exists (
    select 1 from ledgers_release r
    left join ledgers_revenuedue d on d.entry_id = new.reverses_id
    where r.agreed and (r.entry_id = new.reverses_id or r.due_id = d.id
      or (r.day is not null and r.contract_id = d.contract_id))
  ) then
    raise exception 'Entry % is taken back by two: one asks with a paper, another agrees.', new.reverses_id
      using errcode = 'check_violation', constraint = 'ledgers_entry_two_hands';
  end if;
  return new;
end $$;
create trigger ledgers_entry_two_hands before insert on ledgers_entry
  for each row when (new.reverses_id is not null) execute function ledgers_entry_two_hands();
"""
FREED = """
drop trigger ledgers_entry_two_hands on ledgers_entry;
drop function ledgers_entry_two_hands();
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0017_reversals_asked")]

    operations = [migrations.RunSQL(KEPT, FREED)]

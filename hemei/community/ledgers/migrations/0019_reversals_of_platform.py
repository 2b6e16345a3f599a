"""What the platform takes back follows from an act that keeps its own record; an early end lets go what lies behind it.

That an entry says the platform wrote it was enough: whoever writes as the application may say so. Now the entry that is
taken back must follow from a payment order or an act on a fund, whose app asks for the record of it, or two agreed to
the reversal as for a person. An end of a contract lets go no amount due of the time before it.

The platform's are asked at the end of the transaction: the record of the act is written after the entry.
"""

from django.db import migrations

RELEASED = """
create function ledgers_entry_released(taken bigint) returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
  select exists (
    select from ledgers_release r
    left join ledgers_revenuedue d on d.entry_id = taken
    where r.agreed and (r.entry_id = taken or r.due_id = d.id
      or (r.day is not null and r.contract_id = d.contract_id and d.period_until > r.day)))
$$;
revoke execute on function ledgers_entry_released(bigint) from public;
create or replace function ledgers_entry_two_hands() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.by_role is distinct from 'system' and not ledgers_entry_released(new.reverses_id) then
    raise exception 'Entry % is taken back by two: one asks with a paper, another agrees.', new.reverses_id
      using errcode = 'check_violation', constraint = 'ledgers_entry_two_hands';
  end if;
  return new;
end $$;
create function ledgers_entry_of_platform() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not ledgers_entry_released(new.reverses_id) and not exists (
      select from ledgers_entry e where e.id = new.reverses_id
        and (e.source_stream like 'purses.order:%' or e.source_stream like 'funds.%')) then
    raise exception 'The platform takes back entry % by itself: it follows from no act of its own.', new.reverses_id
      using errcode = 'check_violation', constraint = 'ledgers_entry_of_platform';
  end if;
  return null;
end $$;
create constraint trigger ledgers_entry_of_platform after insert on ledgers_entry
  deferrable initially deferred for each row when (new.reverses_id is not null and new.by_role = 'system')
  execute function ledgers_entry_of_platform();
"""
BEFORE = """
drop trigger ledgers_entry_of_platform on ledgers_entry;
drop function ledgers_entry_of_platform();
create or replace function ledgers_entry_two_hands() returns trigger language plpgsql security definer
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
drop function ledgers_entry_released(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0018_reversals_by_two")]

    operations = [migrations.RunSQL(RELEASED, BEFORE)]

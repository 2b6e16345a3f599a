"""The joint account of an estate may lie elsewhere at the bank: number and bank change, the account stays the same."""

from django.db import migrations

MOVES = """
drop trigger purses_jointaccount_append_only on purses_jointaccount;
create function purses_account_moves() returns trigger language plpgsql as $$
declare moving text[] := '{bank,holder,number_id,tail,opened_on}';
begin
  if tg_op = 'UPDATE' and old.purse = 'revenue' and new.number_id <> old.number_id
     and to_jsonb(new) - moving = to_jsonb(old) - moving then
    return new;
  end if;
  raise exception 'What was written of a joint account stays; only where its money lies may change, with a new number.'
    using errcode = '23514', constraint = 'purses_account_moves';
end $$;
create trigger purses_account_moves before update or delete on purses_jointaccount
  for each row execute function purses_account_moves();
create trigger purses_jointaccount_never_emptied before truncate on purses_jointaccount
  for each statement execute function records_append_only();
"""
MOVED = """
drop trigger purses_jointaccount_never_emptied on purses_jointaccount;
drop trigger purses_account_moves on purses_jointaccount;
drop function purses_account_moves();
create trigger purses_jointaccount_append_only before update or delete or truncate on purses_jointaccount
  for each statement execute function records_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0018_resolution_worth")]
    operations = [migrations.RunSQL(MOVES, MOVED)]

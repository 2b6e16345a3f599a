"""Orders alone pay from the first agreement on that was not called off: neither later, nor of one called off."""

from django.db import migrations

FIRST = """
update ledgers_ledger l set orders_since = a.first
from (
  select j.ledger_id, min(g.valid_from) filter (where g.valid_until is distinct from g.valid_from) as first
  from purses_agreement g join purses_jointaccount j on j.id = g.account_id group by 1
) a
where a.ledger_id = l.id and l.orders_since is distinct from a.first
"""
SINCE = """
create function purses_orders_since() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.orders_since is distinct from old.orders_since and exists (
    select from purses_agreement g join purses_jointaccount j on j.id = g.account_id
    where j.ledger_id = new.id and g.valid_until is distinct from g.valid_from
      and (new.orders_since is null or g.valid_from < new.orders_since)) then
    raise exception 'Orders alone pay from the first agreement on.'
      using errcode = '23514', constraint = 'purses_orders_since';
  end if;
  return new;
end $$;
create trigger purses_orders_since before update on ledgers_ledger
  for each row execute function purses_orders_since();
"""
UNDONE = """
drop trigger purses_orders_since on ledgers_ledger;
drop function purses_orders_since();
"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0030_never_back"), ("ledgers", "0020_orders_no_more")]

    operations = [migrations.RunSQL(SINCE, UNDONE), migrations.RunSQL(FIRST, migrations.RunSQL.noop)]

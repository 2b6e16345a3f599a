"""A line whose entry was reversed is open again; every other matched line stays matched."""

from django.db import migrations

_MATCHED = """
create or replace function purses_line_matched() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if old.matched_at is not null and new is distinct from old then
    if new.matched_at is not null or old.order_id is not null
       or not exists (select 1 from ledgers_entry r where r.reverses_id = old.entry_id) then
      raise exception 'A matched line stays matched while its entry stands.' using errcode = '23514';
    end if;
  end if;
  if new.order_id is not null and not exists (
      select 1 from purses_paymentorder o where o.id = new.order_id and o.account_id = new.account_id
        and o.amount_fen = -new.amount_fen) then
    raise exception 'A line pays an order of its own account, to the fen.' using errcode = '23514';
  end if;
  return new;
end $$;
"""
_BEFORE = _MATCHED.replace(
    """    if new.matched_at is not null or old.order_id is not null
       or not exists (select 1 from ledgers_entry r where r.reverses_id = old.entry_id) then
      raise exception 'A matched line stays matched while its entry stands.' using errcode = '23514';
    end if;
""",
    "    raise exception 'A matched line stays matched.' using errcode = '23514';\n",
)


class Migration(migrations.Migration):
    dependencies = [("purses", "0004_other_side"), ("ledgers", "0002_kept")]

    operations = [migrations.RunSQL(_MATCHED, _BEFORE)]

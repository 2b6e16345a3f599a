"""From which day money of the public revenue leaves by payment orders alone; such a day comes once, or earlier."""

from django.db import migrations, models

_KEPT = """
create or replace function ledgers_ledger_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.open_from >= old.open_from{earlier}
     and to_jsonb(new) - 'open_from'{orders} = to_jsonb(old) - 'open_from'{orders} then
    perform pg_advisory_xact_lock(7894, new.id::int);
    return new;
  end if;
  raise exception 'A ledger is never deleted, and closed months are never opened again.' using errcode = '23514';
end $$;
"""
KEPT = _KEPT.format(
    earlier="\n     and (old.orders_since is null or coalesce(new.orders_since <= old.orders_since, false))",
    orders=" - 'orders_since'",
)


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0009_purses_apart")]

    operations = [
        migrations.AddField("ledger", "orders_since", models.DateField(null=True)),
        migrations.RunSQL(KEPT, _KEPT.format(earlier="", orders="")),
    ]

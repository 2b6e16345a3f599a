"""A quarter's share that did not go to the fund in time is noted once; only that it went is entered afterwards."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE, protect, unprotect

KEPT = f"""
revoke delete on ledgers_latetransfer from {APP_ROLE};
create function ledgers_latetransfer_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'settled_on' = to_jsonb(old) - 'settled_on' then
    return new;
  end if;
  raise exception 'That a share was late is never changed or deleted.' using errcode = '23514';
end $$;
create trigger ledgers_latetransfer_kept before update or delete on ledgers_latetransfer
  for each row execute function ledgers_latetransfer_kept();
create trigger ledgers_latetransfer_never_emptied before truncate on ledgers_latetransfer
  for each statement execute function records_append_only();
"""
FREED = f"""
drop trigger ledgers_latetransfer_never_emptied on ledgers_latetransfer;
drop trigger ledgers_latetransfer_kept on ledgers_latetransfer;
drop function ledgers_latetransfer_kept();
grant delete on ledgers_latetransfer to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0010_paid_by_orders"), ("records", "0002_chain")]

    operations = [
        migrations.CreateModel(
            name="LateTransfer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("quarter", models.DateField()),
                ("due_on", models.DateField()),
                ("owed_fen", models.BigIntegerField()),
                ("noted_at", models.DateTimeField()),
                ("settled_on", models.DateField(null=True)),
                (
                    "ledger",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.ledger",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(settled_on=None),
                        fields=["scope", "due_on", "id"],
                        name="ledgers_latetransfer_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["ledger", "quarter"], name="ledgers_latetransfer_once"),
                    models.CheckConstraint(
                        condition=models.Q(owed_fen__gt=0, due_on__gt=models.F("quarter")),
                        name="ledgers_latetransfer_owes",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("ledgers_latetransfer"), unprotect("ledgers_latetransfer")),
        migrations.RunSQL(KEPT, FREED),
    ]

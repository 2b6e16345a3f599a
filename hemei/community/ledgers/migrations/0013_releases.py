"""What is asked not to be collected stays as it was asked; only the answer is entered, once."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE, protect, unprotect

KEPT = f"""
revoke delete on ledgers_release from {APP_ROLE};
create function ledgers_release_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.agreed is null and new.agreed is not null
    and to_jsonb(new) - 'agreed' - 'answered_at' - 'answer_account_id'
      = to_jsonb(old) - 'agreed' - 'answered_at' - 'answer_account_id' then
    return new;
  end if;
  raise exception 'What was asked and answered is never changed or deleted.' using errcode = '23514';
end $$;
create trigger ledgers_release_kept before update or delete on ledgers_release
  for each row execute function ledgers_release_kept();
create trigger ledgers_release_never_emptied before truncate on ledgers_release
  for each statement execute function records_append_only();
"""
FREED = f"""
drop trigger ledgers_release_never_emptied on ledgers_release;
drop trigger ledgers_release_kept on ledgers_release;
drop function ledgers_release_kept();
grant delete on ledgers_release to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0012_late_transfers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("day", models.DateField(null=True)),
                ("reason_id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("asked_account_id", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_account_id", models.BigIntegerField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.revenuecontract",
                    ),
                ),
                (
                    "due",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.revenuedue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("agreed", None)),
                        fields=("contract",),
                        name="ledgers_release_one_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day__isnull", False), ("due", None)),
                            models.Q(("day", None), ("due__isnull", False)),
                            _connector="OR",
                        ),
                        name="ledgers_release_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed", None), ("answer_account_id", None), ("answered_at", None)),
                            models.Q(("agreed__isnull", False), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="ledgers_release_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer_account_id", None),
                            models.Q(("answer_account_id", models.F("asked_account_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledgers_release_two_hands",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("ledgers_release"), unprotect("ledgers_release")),
        migrations.RunSQL(KEPT, FREED),
    ]

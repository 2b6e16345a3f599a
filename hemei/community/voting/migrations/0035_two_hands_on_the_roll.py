"""A unit of which ballots came in becomes another's on the roll only when a second person has confirmed it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

TABLE = "voting_rollcorrection"
ANSWERED = """
create function voting_rollcorrection_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.answered_at is null
     and to_jsonb(new) - '{answered_by,answered_at,confirmed}'::text[]
       = to_jsonb(old) - '{answered_by,answered_at,confirmed}'::text[] then
    return new;
  end if;
  raise exception 'A correction of a roll is answered once.' using errcode = '23514';
end $$;
create trigger voting_rollcorrection_kept before update or delete on voting_rollcorrection
  for each row execute function voting_rollcorrection_kept();
create trigger voting_rollcorrection_never_emptied before truncate on voting_rollcorrection
  for each statement execute function records_append_only();
"""
NOT_ANSWERED = """
drop trigger voting_rollcorrection_never_emptied on voting_rollcorrection;
drop trigger voting_rollcorrection_kept on voting_rollcorrection;
drop function voting_rollcorrection_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0034_owners_since")]

    operations = [
        migrations.CreateModel(
            "RollCorrection",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area_dm2", models.IntegerField(null=True)),
                (
                    "owner_ids",
                    django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), null=True),
                ),
                ("delivered", models.BooleanField(null=True)),
                ("reason_id", models.BigIntegerField()),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("confirmed", models.BooleanField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "roll_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="voting.rollunit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(answered_by=models.F("asked_by")),
                        name="voting_rollcorrection_two_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(answered_by=None, answered_at=None, confirmed=None)
                        | models.Q(
                            answered_by__isnull=False, answered_at__isnull=False, confirmed__isnull=False
                        ),
                        name="voting_rollcorrection_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(owner_ids__isnull=False) | models.Q(delivered__isnull=False),
                        name="voting_rollcorrection_whose",
                    ),
                    models.UniqueConstraint(
                        fields=["roll_unit"],
                        condition=models.Q(answered_at=None),
                        name="voting_rollcorrection_one_waits",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
        migrations.RunSQL(ANSWERED, NOT_ANSWERED),
    ]

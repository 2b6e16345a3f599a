"""Owners who ask on paper count once a second person held their signatures against the scan of the list."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

TABLE = "voting_supportsheet"
KEPT = """
create function voting_supportsheet_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.settled_at is null
     and to_jsonb(new) - '{settled_by,settled_at,confirmed}'::text[]
       = to_jsonb(old) - '{settled_by,settled_at,confirmed}'::text[] then
    return new;
  end if;
  raise exception 'A signature list is settled once.' using errcode = '23514';
end $$;
create trigger voting_supportsheet_kept before update or delete on voting_supportsheet
  for each row execute function voting_supportsheet_kept();
create trigger voting_supportsheet_never_emptied before truncate on voting_supportsheet
  for each statement execute function records_append_only();
create function voting_support_confirmed() returns trigger language plpgsql as $$
begin
  if new.channel = 'phone' and new.sheet_id is null or exists (
    select 1 from voting_supportsheet s
    where s.id = new.sheet_id and s.proposal_id = new.proposal_id and s.confirmed and new.unit_id = any (s.unit_ids)
  ) then
    return new;
  end if;
  raise exception 'What owners ask on paper counts once a second person confirmed it.' using errcode = '23514';
end $$;
create trigger voting_support_confirmed before insert on voting_support
  for each row execute function voting_support_confirmed();
"""
LOOSE = """
drop trigger voting_support_confirmed on voting_support;
drop function voting_support_confirmed();
drop trigger voting_supportsheet_never_emptied on voting_supportsheet;
drop trigger voting_supportsheet_kept on voting_supportsheet;
drop function voting_supportsheet_kept();
"""


def _file(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        "records.file", django.db.models.deletion.PROTECT, null=null, related_name="+", db_index=False
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0012_import_matches"), ("voting", "0050_decided_by_document")]

    operations = [
        migrations.CreateModel(
            "SupportSheet",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "proposal",
                    models.ForeignKey(
                        "voting.proposal", django.db.models.deletion.PROTECT, related_name="sheets"
                    ),
                ),
                ("scan", _file(null=False)),
                ("unit_ids", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
                ("entered_by", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("confirmed", models.BooleanField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(settled_by=models.F("entered_by")),
                        name="voting_supportsheet_two_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(settled_at=None, settled_by=None, confirmed=None)
                        | models.Q(
                            settled_at__isnull=False, settled_by__isnull=False, confirmed__isnull=False
                        ),
                        name="voting_supportsheet_settled",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(unit_ids=[]), name="voting_supportsheet_units"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "support",
            "sheet",
            models.ForeignKey(
                "voting.supportsheet",
                django.db.models.deletion.PROTECT,
                null=True,
                related_name="supports",
                db_index=False,
            ),
        ),
        migrations.AddField("support", "back_scan", _file(null=True)),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
        migrations.RunSQL(KEPT, LOOSE),
    ]

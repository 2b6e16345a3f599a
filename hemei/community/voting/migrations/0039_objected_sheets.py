"""An owner objects to what came in for his unit before the result is known, also where no voter is registered."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

TABLE = "voting_sheetobjection"
SETTLED = """
create function voting_sheetobjection_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.settled_at is null
     and to_jsonb(new) - '{settled_by,settled_at,upheld}'::text[]
       = to_jsonb(old) - '{settled_by,settled_at,upheld}'::text[] then
    return new;
  end if;
  raise exception 'An objection to ballots is settled once.' using errcode = '23514';
end $$;
create trigger voting_sheetobjection_kept before update or delete on voting_sheetobjection
  for each row execute function voting_sheetobjection_kept();
create trigger voting_sheetobjection_never_emptied before truncate on voting_sheetobjection
  for each statement execute function records_append_only();
"""
NOT_SETTLED = """
drop trigger voting_sheetobjection_never_emptied on voting_sheetobjection;
drop trigger voting_sheetobjection_kept on voting_sheetobjection;
drop function voting_sheetobjection_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0038_aside_by_two")]

    operations = [
        migrations.CreateModel(
            "SheetObjection",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text_id", models.BigIntegerField()),
                ("objected_by", models.BigIntegerField(null=True)),
                ("objected_at", models.DateTimeField()),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("upheld", models.BooleanField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "roll_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="voting.rollunit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(settled_by=models.F("objected_by")),
                        name="voting_sheetobjection_two_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(settled_at=None, upheld=None, settled_by=None)
                        | models.Q(settled_at__isnull=False, upheld__isnull=False),
                        name="voting_sheetobjection_settled",
                    ),
                    models.UniqueConstraint(
                        fields=["roll_unit"],
                        condition=models.Q(settled_at=None),
                        name="voting_sheetobjection_one_waits",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["scope", "id"],
                        name="voting_sheetobjection_waits",
                        condition=models.Q(settled_at=None),
                    )
                ],
            },
        ),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
        migrations.RunSQL(SETTLED, NOT_SETTLED),
    ]

"""Orders of correction, and ballots that are struck: they stay as they came, and stand no more."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

TABLES = ("voting_correctionorder", "voting_strike")
STATES = ("ordered", "answered", "corrected", "annulled", "lifted")
ADDED = """
create trigger voting_strike_append_only before update or delete or truncate on voting_strike
  for each statement execute function records_append_only();
"""
NOT_ADDED = "drop trigger voting_strike_append_only on voting_strike;"

# A ballot is displaced by another one; struck by a decision that is on record; or stands again, because the one that had
# displaced it was struck.
KEPT = """
create or replace function voting_ballot_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - '{standing,struck}'::text[] = to_jsonb(old) - '{standing,struck}'::text[]
     and not old.struck then
    if old.standing and not new.standing and not new.struck then
      return new;
    end if;
    if new.struck and not new.standing and exists (select 1 from voting_strike s where s.ballot_id = old.id) then
      return new;
    end if;
    if new.standing and not old.standing and not new.struck and exists (
      select 1 from voting_ballot b where b.vote_id = old.vote_id and b.roll_unit_id = old.roll_unit_id and b.struck)
    then
      return new;
    end if;
  end if;
  raise exception 'A ballot is never changed or deleted; another one may take its place.' using errcode = '23514';
end $$;
"""
KEPT_BEFORE = """
create or replace function voting_ballot_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.standing and not new.standing
     and to_jsonb(new) - 'standing' = to_jsonb(old) - 'standing' then
    return new;
  end if;
  raise exception 'A ballot is never changed or deleted; another one may take its place.' using errcode = '23514';
end $$;
"""
# Of several spoiled ballots of a unit the first is counted, where spoiled ones take part; a struck one is none of them.
SUMS = """
do $$ begin
  execute replace(pg_get_functiondef('voting_sums'::regproc), '{before}', '{after}');
end $$;
"""
FIRST, FIRST_SPOILED = "s.id < b.id", "not s.struck and s.id < b.id"


class Migration(migrations.Migration):
    dependencies = [("voting", "0012_keys"), ("records", "0002_chain")]

    operations = [
        migrations.AddField(
            model_name="ballot",
            name="struck",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing", False), ("struck", False), _connector="OR"),
                name="voting_ballot_struck",
            ),
        ),
        migrations.CreateModel(
            name="CorrectionOrder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.SmallIntegerField()),
                ("state", models.TextField(choices=[(state, state) for state in STATES])),
                ("body_id", models.BigIntegerField(null=True)),
                ("document", models.TextField()),
                ("clause", models.TextField()),
                (
                    "vote_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("ordered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("reason_id", models.BigIntegerField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_id", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settlement_id", models.BigIntegerField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "assembly",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="voting.assembly",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("assembly", "number"), name="voting_correctionorder_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Strike",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("round", models.SmallIntegerField()),
                ("ground", models.TextField()),
                ("cites", models.SmallIntegerField(null=True)),
                ("struck_at", models.DateTimeField()),
                ("document_id", models.BigIntegerField(null=True)),
                ("reason_id", models.BigIntegerField()),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strikes",
                        to="voting.assembly",
                    ),
                ),
                (
                    "ballot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strike",
                        to="voting.ballot",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            "".join(protect(table) for table in TABLES), "".join(unprotect(table) for table in TABLES)
        ),
        migrations.RunSQL(ADDED, NOT_ADDED),
        migrations.RunSQL(KEPT, KEPT_BEFORE),
        migrations.RunSQL(
            SUMS.format(before=FIRST, after=FIRST_SPOILED), SUMS.format(before=FIRST_SPOILED, after=FIRST)
        ),
    ]

"""A ballot from a door stands only once the second person has confirmed the visit; he answers once."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

TABLE = "voting_visitwitness"
ANSWERED = """
create function voting_visitwitness_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.answered_at is null
     and to_jsonb(new) - '{answered_at,there}'::text[] = to_jsonb(old) - '{answered_at,there}'::text[] then
    return new;
  end if;
  raise exception 'Who came along to a door answers once.' using errcode = '23514';
end $$;
create trigger voting_visitwitness_kept before update or delete on voting_visitwitness
  for each row execute function voting_visitwitness_kept();
create trigger voting_visitwitness_never_emptied before truncate on voting_visitwitness
  for each statement execute function records_append_only();
"""
NOT_ANSWERED = """
drop trigger voting_visitwitness_never_emptied on voting_visitwitness;
drop trigger voting_visitwitness_kept on voting_visitwitness;
drop function voting_visitwitness_kept();
"""
# A ballot is displaced by another one; struck by a decision that is on record; stands again, because the one that had
# displaced it was struck; or stands for the first time, because who came along to the door has confirmed it.
KEPT = """
do $$ begin
  execute replace(pg_get_functiondef('voting_ballot_kept()'::regprocedure), '{before}', '{after}');
end $$;
"""
BEFORE = "b.roll_unit_id = old.roll_unit_id and b.struck)"
AFTER = (
    "b.roll_unit_id = old.roll_unit_id and b.struck union all "
    "select 1 from voting_visitwitness w where w.sheet_id = old.sheet_id and w.there)"
)
IN_TIME = """
do $$ begin
  execute replace(pg_get_functiondef('voting_ballot_in_time()'::regprocedure), '{before}', '{after}');
end $$;
"""
RETURNS = "  return null;"
WITNESSED = (
    "  if exists (select 1 from fresh where standing and channel = ''doorstep'') then"
    " raise exception ''A ballot from a door stands once the second person has confirmed it.''"
    " using errcode = ''23514''; end if;  return null;"
)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0027_taken_at_the_counter")]

    operations = [
        migrations.CreateModel(
            "VisitWitness",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField(unique=True)),
                ("scope", models.TextField(db_collation="C")),
                ("entered_by", models.BigIntegerField()),
                ("witness", models.BigIntegerField()),
                ("closes_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("there", models.BooleanField(null=True)),
                (
                    "sheet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witness",
                        to="voting.sheet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["witness", "-id"], name="voting_visitwitness_witness"),
                    models.Index(fields=["entered_by", "-id"], name="voting_visitwitness_entered"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(witness=models.F("entered_by")), name="voting_visitwitness_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(answered_at=None, there=None)
                        | models.Q(answered_at__isnull=False, there__isnull=False),
                        name="voting_visitwitness_answered",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
        migrations.RunSQL(ANSWERED, NOT_ANSWERED),
        migrations.RunSQL(KEPT.format(before=BEFORE, after=AFTER), KEPT.format(before=AFTER, after=BEFORE)),
        migrations.RunSQL(
            IN_TIME.format(before=RETURNS, after=WITNESSED), IN_TIME.format(before=WITNESSED, after=RETURNS)
        ),
    ]

"""An estate's own rules of procedure: entered, confirmed by another person, for terms that do not overlap.

A roll keeps what they said on the day it was frozen, for ever.
"""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE, unprotect, visible

TABLE = "voting_ownrules"
# What holds in an estate is read by whoever counts there; what waits for a second person is its place's.
WALL = f"""
alter table {TABLE} enable row level security;
create policy {TABLE}_scope on {TABLE} to {APP_ROLE} using (state = 'confirmed' or {visible(TABLE)});
"""
NO_OVERLAP = f"""
alter table {TABLE} add constraint {TABLE}_no_overlap
  exclude using gist (estate_id with =, daterange(valid_from, valid_until) with &&)
  where (state = 'confirmed' and fallen_on is null);
"""
OVERLAP = f"alter table {TABLE} drop constraint {TABLE}_no_overlap;"
# Of what is entered nothing changes: it is settled once, ended once by the next ones, falls once with its decision.
KEPT = """
create function voting_ownrules_kept() returns trigger language plpgsql as $$
declare
  may_change text[] := '{}';
begin
  if tg_op = 'UPDATE' then
    if old.state = 'entered' then
      may_change := '{state,settled_at,settled_by}';
    elsif old.state = 'confirmed' and new.state = 'confirmed' then
      if old.valid_until is null then may_change := may_change || '{valid_until}'::text[]; end if;
      if old.fallen_on is null then may_change := may_change || '{fallen_on}'::text[]; end if;
    end if;
    if to_jsonb(new) - may_change = to_jsonb(old) - may_change then
      return new;
    end if;
  end if;
  raise exception 'Rules of procedure are never changed or deleted; others follow them.' using errcode = '23514';
end $$;
create trigger voting_ownrules_kept before update or delete on voting_ownrules
  for each row execute function voting_ownrules_kept();
create trigger voting_ownrules_never_emptied before truncate on voting_ownrules
  for each statement execute function records_append_only();
create function voting_roll_own_kept() returns trigger language plpgsql as $$
begin
  raise exception 'A roll is counted by the rules it was frozen with.' using errcode = '23514';
end $$;
create trigger voting_roll_own_kept before update on voting_roll
  for each row when (new.own is distinct from old.own) execute function voting_roll_own_kept();
"""
NOT_KEPT = """
drop trigger voting_roll_own_kept on voting_roll;
drop function voting_roll_own_kept();
drop trigger voting_ownrules_never_emptied on voting_ownrules;
drop trigger voting_ownrules_kept on voting_ownrules;
drop function voting_ownrules_kept();
"""


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_tables"),
        ("records", "0012_import_matches"),
        ("voting", "0039_objected_sheets"),
    ]

    operations = [
        migrations.AddField("roll", "own", models.JSONField(db_default={}, default=dict)),
        migrations.AddField("assembly", "own", models.JSONField(db_default={}, default=dict)),
        migrations.CreateModel(
            "OwnRules",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField(unique=True)),
                ("scope", models.TextField(db_collation="C")),
                (
                    "estate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.estate"
                    ),
                ),
                ("estate_name", models.TextField()),
                ("key", models.TextField()),
                ("title", models.TextField()),
                ("adopted_on", models.DateField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("says", models.JSONField(default=dict)),
                ("vote", _to("voting.vote")),
                ("assembly", _to("voting.assembly", db_index=False)),
                ("document", models.TextField(default="")),
                ("scan", _to("records.file", db_index=False)),
                (
                    "state",
                    models.TextField(
                        choices=[(one, one) for one in ("entered", "confirmed", "refused")],
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.BigIntegerField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.BigIntegerField(null=True)),
                ("fallen_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["scope", "-id"], name="voting_ownrules_scope")],
                "constraints": [
                    models.UniqueConstraint(fields=["estate", "key"], name="voting_ownrules_key_once"),
                    models.CheckConstraint(
                        condition=~models.Q(settled_by=models.F("entered_by")),
                        name="voting_ownrules_two_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(state="entered", settled_at=None, settled_by=None)
                        | (
                            models.Q(settled_at__isnull=False, settled_by__isnull=False)
                            & models.Q(state__in=["confirmed", "refused"])
                        ),
                        name="voting_ownrules_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(vote__isnull=False, assembly__isnull=False, scan=None, document="")
                        | (models.Q(vote=None, assembly=None, scan__isnull=False) & ~models.Q(document="")),
                        name="voting_ownrules_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(valid_from__gte=models.F("adopted_on"))
                        & (models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from"))),
                        name="voting_ownrules_term",
                    ),
                ],
            },
        ),
        migrations.RunSQL(WALL, unprotect(TABLE)),
        migrations.RunSQL(NO_OVERLAP, OVERLAP),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]

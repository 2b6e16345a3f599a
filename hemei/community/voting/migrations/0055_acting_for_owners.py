"""A guardian or delegate is bound by the scan of his paper; of many owners once a second clerk confirmed it."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

TABLE = "voting_awaitedbinding"
SHOWN = """
create function voting_awaitedbinding_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.settled_at is null
     and to_jsonb(new) - '{settled_by,settled_at,confirmed}'::text[]
       = to_jsonb(old) - '{settled_by,settled_at,confirmed}'::text[] then
    return new;
  end if;
  raise exception 'A voter who waits for a second clerk is settled once.' using errcode = '23514';
end $$;
create trigger voting_awaitedbinding_kept before update or delete on voting_awaitedbinding
  for each row execute function voting_awaitedbinding_kept();
create trigger voting_awaitedbinding_never_emptied before truncate on voting_awaitedbinding
  for each statement execute function records_append_only();
create function voting_voterbinding_shown() returns trigger language plpgsql as $$
begin
  if new.capacity in ('guardian', 'delegate') and new.scan_id is null then
    raise exception 'A guardian or delegate is bound by the scan of his paper.' using errcode = '23514';
  end if;
  if (new.confirmed_by is not null or exists (select 1 from voting_awaitedbinding a where a.id = new.id))
     and not exists (
       select 1 from voting_awaitedbinding a
       where a.id = new.id and a.confirmed and a.settled_by = new.confirmed_by and a.entered_by = new.bound_by
         and (a.unit_id, a.person_id, a.capacity, a.scan_id) = (new.unit_id, new.person_id, new.capacity, new.scan_id)
         and a.owner_id is not distinct from new.owner_id) then
    raise exception 'Who waits for a second clerk is bound as he confirmed.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_voterbinding_shown before insert on voting_voterbinding
  for each row execute function voting_voterbinding_shown();
create function voting_voterbinding_paper_kept() returns trigger language plpgsql as $$
begin
  raise exception 'The paper of a binding, and who confirmed it, stay.' using errcode = '23514';
end $$;
create trigger voting_voterbinding_paper_kept
  before update of capacity, scan_id, confirmed_by, person_id, owner_id, unit_id on voting_voterbinding for each row
  when ((old.capacity, old.scan_id, old.confirmed_by, old.person_id, old.owner_id, old.unit_id)
    is distinct from (new.capacity, new.scan_id, new.confirmed_by, new.person_id, new.owner_id, new.unit_id))
  execute function voting_voterbinding_paper_kept();
"""
HIDDEN = """
drop trigger voting_voterbinding_paper_kept on voting_voterbinding;
drop function voting_voterbinding_paper_kept();
drop trigger voting_voterbinding_shown on voting_voterbinding;
drop function voting_voterbinding_shown();
drop trigger voting_awaitedbinding_never_emptied on voting_awaitedbinding;
drop trigger voting_awaitedbinding_kept on voting_awaitedbinding;
drop function voting_awaitedbinding_kept();
"""
PROTECT = django.db.models.deletion.PROTECT


def _to(target: str, *, null: bool = False, **more: object) -> models.ForeignKey:
    return models.ForeignKey(target, PROTECT, null=null, related_name="+", **more)


class Migration(migrations.Migration):
    dependencies = [("records", "0012_import_matches"), ("voting", "0054_asked_by_right")]

    operations = [
        migrations.CreateModel(
            "AwaitedBinding",
            [
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("unit", _to("places.propertyunit", db_index=False)),
                ("person", _to("people.person")),
                ("owner", _to("people.person", null=True, db_index=False)),
                ("kind", models.TextField()),
                ("capacity", models.TextField()),
                ("document", models.TextField(blank=True, default="")),
                ("extract_on", models.DateField(null=True)),
                ("evidence_id", models.BigIntegerField()),
                ("scan", _to("records.file", db_index=False)),
                ("represents", models.SmallIntegerField()),
                ("entered_by", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("confirmed", models.BooleanField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(settled_by=models.F("entered_by"))
                        & ~models.Q(settled_by=models.F("person_id")),
                        name="voting_awaitedbinding_two_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(settled_at=None, settled_by=None, confirmed=None)
                        | models.Q(
                            settled_at__isnull=False, settled_by__isnull=False, confirmed__isnull=False
                        ),
                        name="voting_awaitedbinding_settled",
                    ),
                    models.UniqueConstraint(
                        fields=["unit"],
                        condition=models.Q(settled_at=None),
                        name="voting_awaitedbinding_one_waits",
                    ),
                ],
            },
        ),
        migrations.AddField("voterbinding", "scan", _to("records.file", null=True, db_index=False)),
        migrations.AddField("voterbinding", "confirmed_by", models.BigIntegerField(null=True)),
        migrations.RemoveConstraint("voterbinding", "voting_voterbinding_two_hands"),
        migrations.AddConstraint(
            "voterbinding",
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("bound_by"))
                & ~models.Q(settled_by=models.F("objected_by"))
                & ~models.Q(settled_by=models.F("confirmed_by"))
                & ~models.Q(confirmed_by=models.F("bound_by")),
                name="voting_voterbinding_two_hands",
            ),
        ),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
        migrations.RunSQL(SHOWN, HIDDEN),
    ]

"""When something was due and when it was there is never rewritten, nor who asked what: credit and evaluation rest on it.

A first publication, a mark of late or missing and an answer are written once; what is owed goes from body to body only
until it was there.
"""

from django.db import migrations

# Of each table: what may change afterwards, and what of it is written once. The rest stays as it was written.
MOVING = {
    "disclosure": (
        ("scope", "state", "number", "drafted_at", "comments_until", "differs_at", "correct_by", "body_id"),
        ("published_on", "late_at", "missing_at"),
    ),
    "question": (("scope", "body_id"), ("answered_at", "answer_id", "late_at")),
}
THERE = {"disclosure": "published_on", "question": "answered_at"}
KEPT = """
create function disclosure_only_moves() returns trigger language plpgsql as $$
declare
  moving text[] := tg_argv[0]::text[];
  once text[] := tg_argv[1]::text[];
  was jsonb := to_jsonb(old);
  becomes jsonb;
begin
  if tg_op = 'UPDATE' then
    becomes := to_jsonb(new);
    if becomes - moving - once = was - moving - once
       and (was->>tg_argv[2] is null or becomes->'body_id' = was->'body_id')
       and not exists (
         select from unnest(once) as name where was->>name is not null and becomes->name is distinct from was->name
       ) then
      return new;
    end if;
  end if;
  raise exception 'When it was due and when it was there stays: % is not changed or deleted.', tg_table_name
    using errcode = '23514', constraint = 'disclosure_only_moves';
end $$;
""" + "".join(
    f"create trigger disclosure_{table}_only_moves before update or delete on disclosure_{table}\n"
    f"  for each row execute function disclosure_only_moves("
    f"'{{{','.join(free)}}}', '{{{','.join(once)}}}', '{THERE[table]}');\n"
    f"create trigger disclosure_{table}_never_emptied before truncate on disclosure_{table}\n"
    "  for each statement execute function records_append_only();\n"
    for table, (free, once) in MOVING.items()
)
FREED = (
    "".join(
        f"drop trigger disclosure_{table}_never_emptied on disclosure_{table};\n"
        f"drop trigger disclosure_{table}_only_moves on disclosure_{table};\n"
        for table in MOVING
    )
    + "drop function disclosure_only_moves();"
)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0005_left_behind_for_all"), ("records", "0004_views_are_for_reading")]

    operations = [migrations.RunSQL(KEPT, FREED)]

"""What may change of a row that was written, in one function for the tables of all apps.

Its arguments are the names of the columns that change, of those that are written once, and of what settles a row: the
first is written once, and from then on the others stay.
"""

from django.db import migrations

ONLY_MOVES = """
create function records_only_moves() returns trigger language plpgsql as $$
declare
  moving text[] := tg_argv[0]::text[];
  once text[] := coalesce(tg_argv[1], '{}')::text[];
  settled text[] := coalesce(tg_argv[2], '{}')::text[];
  was jsonb := to_jsonb(old);
  becomes jsonb;
begin
  if tg_op = 'UPDATE' then
    becomes := to_jsonb(new);
    if becomes - moving - once = was - moving - once
       and not exists (
         select from unnest(once) as name where was->>name is not null and becomes->name is distinct from was->name)
       and (settled[1] is null or was->>settled[1] is null or not exists (
         select from unnest(settled) as name where becomes->name is distinct from was->name))
    then
      return new;
    end if;
  end if;
  raise exception 'What was written stays: % is not changed so, nor deleted.', tg_table_name
    using errcode = '23514', constraint = tg_name;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0012_import_matches")]

    operations = [migrations.RunSQL(ONLY_MOVES, "drop function records_only_moves();")]

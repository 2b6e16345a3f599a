"""Which bodies are one by succession, for rules that compare a body with who did something before it."""

from django.db import migrations

LINE = """
create function people_line(wanted bigint) returns bigint[] language sql stable set search_path = public, pg_temp as $$
  with recursive up(id, heir) as (
    select id, successor_id from people_body where id = wanted
    union
    select b.id, b.successor_id from people_body b join up on b.id = up.heir
  ), line(id) as (
    select id from up where heir is null
    union
    select b.id from people_body b join line on b.successor_id = line.id
  )
  select coalesce(array_agg(id), array[wanted]) from line
$$;
revoke execute on function people_line from public;
grant execute on function people_line to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0021_serves_until")]

    operations = [migrations.RunSQL(LINE, "drop function people_line;")]

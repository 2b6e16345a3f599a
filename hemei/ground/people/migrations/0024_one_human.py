"""Which records are one human, for rules that compare who did something with who may not; as `queries.same_as`."""

from django.db import migrations

SAME = """
create function people_same_as(wanted bigint) returns bigint[] language sql stable
security definer set search_path = public, pg_temp as $$
  with recursive human(id) as (
    select wanted
    union
    select tie.id from human h cross join lateral (
      select a.person_id as id from records_access a
      where a.stream = 'people.person:' || h.id and a.person_id is not null
      union all
      select split_part(a.stream, ':', 2)::bigint from records_access a
      where a.person_id = h.id and a.stream like 'people.person:%'
    ) tie
  )
  select array_agg(id) from human
$$;
revoke execute on function people_same_as from public;
grant execute on function people_same_as to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0023_named_by_the_community"), ("records", "0014_import_notes")]

    operations = [migrations.RunSQL(SAME, "drop function people_same_as;")]

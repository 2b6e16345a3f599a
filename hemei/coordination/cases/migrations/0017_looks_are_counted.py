"""An answer to 'was it reported before' counts like a report of its source, so that nobody tries out words by it."""

from django.db import migrations

COUNT = """
create function cases_count_look(counted jsonb) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  insert into cases_sourcecount as c (source, hour, reports)
    values ((counted ->> 'digest')::bytea, (counted ->> 'hour')::timestamptz, 1)
    on conflict (source, hour) do update set reports = c.reports + 1
    where c.reports < (counted ->> 'most')::integer;
  return found;
end $$;
revoke execute on function cases_count_look from public;
grant execute on function cases_count_look to hemei_public, hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_ladder_trials")]

    operations = [migrations.RunSQL(COUNT, "drop function cases_count_look;")]

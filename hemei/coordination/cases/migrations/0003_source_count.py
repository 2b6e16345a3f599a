"""Reports of one source are counted by the clock hour, in the transaction that takes the report."""

from django.db import migrations

# Whoever sends the same form again is not counted again, also when both come in the same instant. A row of
# the hour is locked until the report is committed: two processes cannot both take the last place.
DOOR = """
create function cases_take_report(document jsonb) returns jsonb language plpgsql security definer
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  counted jsonb := document -> 'source';
  came_from bytea := (counted ->> 'digest')::bytea;
  hour_begun timestamptz := (counted ->> 'hour')::timestamptz;
  answer jsonb;
begin
  if came_from is null or exists (select 1 from cases_submission where key = document ->> 'submission_key') then
    return cases_intake(document);
  end if;
  insert into cases_sourcecount as c (source, hour, reports) values (came_from, hour_begun, 1)
    on conflict (source, hour) do update set reports = c.reports + 1
    where c.reports < (counted ->> 'most')::integer;
  if not found then
    return jsonb_build_object('throttled', true);
  end if;
  answer := cases_intake(document);
  if (answer ->> 'repeated')::boolean then
    update cases_sourcecount c set reports = c.reports - 1 where c.source = came_from and c.hour = hour_begun;
  end if;
  return answer;
end $$;

revoke execute on function cases_take_report from public;
grant execute on function cases_take_report to hemei_public, hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_wall_and_doors")]

    operations = [migrations.RunSQL(DOOR, "drop function cases_take_report;")]

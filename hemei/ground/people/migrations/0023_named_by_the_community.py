"""A community appoints nobody but grid workers of its own cells, and ends no other office; whoever asks."""

from django.db import migrations

NAMED = """
create function people_named_by_community() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
  if not exists (
      select 1 from people_appointment a join places_place p on p.id = a.place_id
      where a.id = (new.payload->'data'->>'appointment')::bigint and a.role = 'grid_worker' and p.level = 'grid'
        and a.body_id = (new.payload->'actor'->>'body')::bigint) then
    raise exception 'A community appoints nobody but grid workers of its own cells.'
      using errcode = '23514', constraint = 'people_named_by_community';
  end if;
  return new;
end $$;
revoke execute on function people_named_by_community from public;
create trigger people_named_by_community before insert on records_event for each row
  when (new.payload->>'type' in ('people.appointed', 'people.appointment_ended')
        and new.payload->'actor'->>'role' in ('community_clerk', 'community_secretary'))
  execute function people_named_by_community();
"""
FREE = """
drop trigger people_named_by_community on records_event;
drop function people_named_by_community;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0022_line_of_a_body"), ("records", "0002_chain"), ("places", "__first__")]

    operations = [migrations.RunSQL(NAMED, FREE)]

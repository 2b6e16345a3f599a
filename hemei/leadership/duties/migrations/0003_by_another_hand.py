"""Nobody accepts in one post the result he submitted in another, whoever writes."""

from django.db import migrations

BY_ANOTHER = """
create function duties_by_another_hand() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  last jsonb := (select e.payload->'actor' from records_event e
                 where e.stream = new.stream and e.type = 'duties.result_submitted' order by e.id desc limit 1);
begin
  if (last->>'person')::bigint = (new.payload->'actor'->>'person')::bigint
      and not (last->>'body')::bigint = any(people_line((new.payload->'actor'->>'body')::bigint)) then
    raise exception 'Nobody accepts in one post what he submitted in another.'
      using errcode = '23514', constraint = 'duties_by_another_hand';
  end if;
  return new;
end $$;
revoke execute on function duties_by_another_hand from public;
create trigger duties_by_another_hand before insert on records_event for each row
  when (new.payload->>'type' = 'duties.result_accepted')
  execute function duties_by_another_hand();
"""
BY_ANY = """
drop trigger duties_by_another_hand on records_event;
drop function duties_by_another_hand;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0002_wall"),
        ("people", "0022_line_of_a_body"),
        ("records", "0014_import_notes"),
    ]

    operations = [migrations.RunSQL(BY_ANOTHER, BY_ANY)]

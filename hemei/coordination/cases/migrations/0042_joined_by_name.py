"""A case is in hand already only where it was joined into an earlier one: otherwise nobody is told how that goes on.

What was refused so before names no ground in its snapshot and stays as it was recorded.
"""

from django.db import migrations

NAMED = """
create function cases_in_hand_where() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from cases_likeness l where l.case_id = new.id and l.same
                 and l.round = coalesce((new.snapshot->>'round')::integer, 1)) then
    raise exception 'A case is in hand already only where it was joined into an earlier one.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger cases_in_hand_where before insert or update of snapshot on cases_case for each row
  when (new.snapshot->>'ground' = 'already_in_hand') execute function cases_in_hand_where();
"""
UNDO = "drop trigger cases_in_hand_where on cases_case; drop function cases_in_hand_where();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_papers_say_for_whom")]

    operations = [migrations.RunSQL(NAMED, UNDO)]

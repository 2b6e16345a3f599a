"""What a body found itself and has to do is never withdrawn: it would be gone without a word and outside every lot."""

from django.db import migrations

KEPT = """
create function cases_own_work_kept() returns trigger language plpgsql as $$
begin
  if new.ended = 'withdrawn' and (new.snapshot->>'reporter_body')::bigint = new.home_body_id then
    raise exception 'A body does not withdraw what it found itself and has to do.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger cases_own_work_kept before update on cases_case for each row
  when (new.ended is distinct from old.ended) execute function cases_own_work_kept();
"""
UNDO = "drop trigger cases_own_work_kept on cases_case; drop function cases_own_work_kept();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_joined_callers_called")]

    operations = [migrations.RunSQL(KEPT, UNDO)]

"""What a guardian or delegate casts, at any door, names the binding by which he votes for the unit."""

from django.db import migrations

NAMED = """
create function voting_sheet_acting() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (
    select 1 from voting_voterbinding b join voting_rollunit u on u.unit_id = b.unit_id
    where b.id = new.binding_id and u.id = new.roll_unit_id and b.capacity = new.capacity and b.ended_at is null) then
    raise exception 'A guardian or delegate votes by a binding of the unit that stands.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_sheet_acting before insert on voting_sheet for each row
  when (new.capacity in ('guardian', 'delegate') and not new.unsigned) execute function voting_sheet_acting();
"""
UNNAMED = "drop trigger voting_sheet_acting on voting_sheet; drop function voting_sheet_acting();"


class Migration(migrations.Migration):
    dependencies = [("voting", "0056_right_first")]
    operations = [migrations.RunSQL([NAMED], [UNNAMED])]

"""What a roll says of a unit changes once ballots came in only as a correction says that a second person confirmed."""

from django.db import migrations

KEPT = """
create function voting_rollunit_kept() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  last voting_rollcorrection;
begin
  if (new.roll_id, new.unit_id) is distinct from (old.roll_id, old.unit_id) then
    raise exception 'A unit of a roll stays that unit.' using errcode = '23514';
  end if;
  if (new.area_dm2, new.owner_ids, new.delivered) is not distinct from (old.area_dm2, old.owner_ids, old.delivered) then
    return new;
  end if;
  if exists (select 1 from voting_roll r where r.id = new.roll_id and r.closed_at is not null) then
    raise exception 'The roll of a closed vote stays as it was counted.' using errcode = '23514';
  end if;
  if not exists (
    select 1 from voting_ballot b join voting_rollunit u on u.id = b.roll_unit_id where u.roll_id = new.roll_id
  ) and not exists (
    select 1 from voting_printedsheet s join voting_rollunit u on u.id = s.roll_unit_id
    where u.roll_id = new.roll_id
      and (s.handed_at is not null or exists (select 1 from voting_scan c where c.sheet_id = s.id))
  ) then
    return new;
  end if;
  select * into last from voting_rollcorrection c
  where c.roll_unit_id = new.id and c.confirmed order by c.answered_at desc, c.id desc limit 1;
  if last.id is null
     or new.area_dm2 <> old.area_dm2 and new.area_dm2 is distinct from last.area_dm2
     or new.owner_ids <> old.owner_ids and new.owner_ids is distinct from last.owner_ids
     or new.delivered <> old.delivered and new.delivered is distinct from last.delivered then
    raise exception 'Once ballots came in a unit of the roll changes as a second person confirmed.'
      using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_rollunit_kept before update of roll_id, unit_id, area_dm2, owner_ids, delivered
  on voting_rollunit for each row execute function voting_rollunit_kept();
"""
LOOSE = """
drop trigger voting_rollunit_kept on voting_rollunit;
drop function voting_rollunit_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0051_support_on_paper")]
    operations = [migrations.RunSQL(KEPT, LOOSE)]

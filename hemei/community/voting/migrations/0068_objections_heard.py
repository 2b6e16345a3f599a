"""An objection to a voter that came in time is settled before he is let go, while something cast by him is left."""

from django.db import migrations

HEARD = """
create function voting_voterbinding_heard() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from voting_sheet s join voting_rollunit u on u.id = s.roll_unit_id
    join voting_assembly a on a.roll_id = s.roll_id
    where u.unit_id = new.unit_id and (s.binding_id = new.id or s.channel = 'paper')
      and a.state not in ('called_off', 'annulled')
      and (a.objections_until is null or a.objections_until >= new.objected_at)
      and exists (select 1 from voting_ballot b where b.sheet_id = s.id and b.valid
                  and not exists (select 1 from voting_strike k where k.ballot_id = b.id))) then
    raise exception 'An objection that came in time is settled before the voter is let go.'
      using errcode = '23514', constraint = 'voting_voterbinding_heard';
  end if;
  return new;
end $$;
create trigger voting_voterbinding_heard before update of ended_at on voting_voterbinding for each row
  when (old.ended_at is null and new.ended_at is not null
    and new.objected_at is not null and new.settled_by is null)
  execute function voting_voterbinding_heard();
"""
UNHEARD = "drop trigger voting_voterbinding_heard on voting_voterbinding; drop function voting_voterbinding_heard();"


class Migration(migrations.Migration):
    dependencies = [("voting", "0067_support_given_since")]
    operations = [migrations.RunSQL([HEARD], [UNHEARD])]

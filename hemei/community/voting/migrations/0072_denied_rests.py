"""Whoever voted by a binding its owner denied votes by it no more, until somebody has looked: the binding rests."""

from django.db import migrations

# Looked at when the act is whole. What was denied before says nothing again when a later draw takes it over.
RESTS = """
create function voting_calltry_rests() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  cast_by record;
begin
  select b.unit_id, b.person_id, b.owner_id, b.capacity, s.capacity as cast_as into cast_by
    from voting_calledballot c join voting_ballot o on o.id = c.ballot_id join voting_sheet s on s.id = o.sheet_id
    join voting_voterbinding b on b.id = s.binding_id where c.id = new.called_id;
  if not found or new.answer = 'denied' and cast_by.cast_as in ('guardian', 'delegate', 'proxy')
     or cast_by.owner_id = any(people_same_as(cast_by.person_id)) then
    return null;
  end if;
  if exists (
       select 1 from voting_voterbinding b
       where b.unit_id = cast_by.unit_id and b.person_id = cast_by.person_id and b.capacity = cast_by.capacity
         and b.owner_id is not distinct from cast_by.owner_id
         and b.ended_at is null and b.objected_at is null and b.settled_by is null)
     and not exists (
       select 1 from voting_voterbinding b
       where b.unit_id = cast_by.unit_id and b.person_id = cast_by.person_id and b.capacity = cast_by.capacity
         and b.owner_id is not distinct from cast_by.owner_id and b.objected_at >= new.called_at)
     and not exists (
       select 1 from voting_voterbinding b join voting_sheet s on s.binding_id = b.id
       join voting_ballot o on o.sheet_id = s.id join voting_calledballot c on c.ballot_id = o.id
       join voting_calltry t on t.called_id = c.id
       where b.unit_id = cast_by.unit_id and b.person_id = cast_by.person_id and b.capacity = cast_by.capacity
         and b.owner_id is not distinct from cast_by.owner_id
         and t.id < new.id and t.answer in ('denied', 'not_given')) then
    raise exception 'Whoever voted by a binding its owner denied votes by it no more until somebody has looked.'
      using errcode = '23514', constraint = 'voting_calltry_rests';
  end if;
  return null;
end $$;
create constraint trigger voting_calltry_rests after insert on voting_calltry deferrable initially deferred
  for each row when (new.answer in ('denied', 'not_given')) execute function voting_calltry_rests();
"""
VOTES = "drop trigger voting_calltry_rests on voting_calltry; drop function voting_calltry_rests();"


class Migration(migrations.Migration):
    dependencies = [("people", "0024_one_human"), ("voting", "0071_by_another_human")]
    operations = [migrations.RunSQL(RESTS, VOTES)]

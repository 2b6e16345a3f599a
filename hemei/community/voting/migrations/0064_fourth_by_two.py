"""Nobody represents a fourth owner whom a second clerk did not confirm, whatever place the writer sees."""

from django.db import migrations

# All records of a human are he, as where the services count: whoever signs in as one of them, and whom he proved to be.
# Three is the number of the standard (voter-proof, acting); where that changes, it changes here too.
SHOWN = """
create function voting_records_of(person bigint) returns setof bigint language sql stable security definer
set search_path = public, pg_temp as $$
  with recursive same(one) as (
    select person
    union
    select tied.one from same s cross join lateral (
      select a.person_id from records_access a where a.stream = 'people.person:' || s.one and a.person_id is not null
      union all
      select split_part(a.stream, ':', 2)::bigint from records_access a
      where a.person_id = s.one and a.stream like 'people.person:%') tied(one))
  select one from same
$$;
create function voting_head_of(owner bigint, unit bigint) returns text language sql stable security definer
set search_path = public, pg_temp as $$
  select case when owner is null then 'developer:' || (select estate_id from places_propertyunit where id = unit)
              else 'owner:' || (select min(one) from voting_records_of(owner) one) end
$$;
revoke execute on function voting_records_of(bigint) from public;
revoke execute on function voting_head_of(bigint, bigint) from public;
create function voting_voterbinding_unconfirmed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if (select count(distinct head) from (
        select voting_head_of(b.owner_id, min(b.unit_id)) as head
        from voting_voterbinding b join places_propertyunit u on u.id = b.unit_id
        where b.person_id in (select voting_records_of(new.person_id)) and b.ended_at is null
          and b.capacity in ('guardian', 'delegate')
        group by b.owner_id, u.estate_id) held
      where head <> voting_head_of(new.owner_id, new.unit_id)) >= 3 then
    raise exception 'Who represents three owners is bound for a fourth once a second clerk confirmed it.'
      using errcode = '23514', constraint = 'voting_voterbinding_unconfirmed';
  end if;
  return new;
end $$;
create trigger voting_voterbinding_unconfirmed before insert on voting_voterbinding for each row
  when (new.capacity in ('guardian', 'delegate') and new.confirmed_by is null and new.ended_at is null)
  execute function voting_voterbinding_unconfirmed();
alter function voting_voterbinding_shown() security definer set search_path = public, pg_temp;
"""
HIDDEN = """
alter function voting_voterbinding_shown() security invoker reset search_path;
drop trigger voting_voterbinding_unconfirmed on voting_voterbinding;
drop function voting_voterbinding_unconfirmed();
drop function voting_head_of(bigint, bigint);
drop function voting_records_of(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0063_verdict_kept")]
    operations = [migrations.RunSQL([SHOWN], [HIDDEN])]

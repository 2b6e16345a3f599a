"""Nobody has the reporter's word on what he himself, or the body he reported for, said was done."""

from django.db import migrations

OWN_PHONE = """
create function cases_left_own_phone(wanted bigint) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
  select exists (select 1 from cases_case c
                 join records_sealed s on s.id = c.contact_id
                 join records_sealed mine on mine.field = 'phone' and mine.blind_index = s.blind_index
                 where c.id = wanted
                   and mine.stream = 'people.person:' || nullif(current_setting('app.person', true), '')::bigint)
$$;
revoke execute on function cases_left_own_phone from public;
grant execute on function cases_left_own_phone to hemei_app;
"""
KEPT = """
create or replace function cases_own_work_kept() returns trigger language plpgsql as $$
begin
  if new.ended in ('withdrawn', 'accepted') and ((new.snapshot->>'reporter_body')::bigint = new.home_body_id
                                                 or (new.snapshot->>'own')::boolean) then
    raise exception 'A body neither withdraws nor accepts what it found itself and had to do.' using errcode = '23514';
  end if;
  return new;
end $$;
"""
BEFORE = """
create or replace function cases_own_work_kept() returns trigger language plpgsql as $$
begin
  if new.ended = 'withdrawn' and (new.snapshot->>'reporter_body')::bigint = new.home_body_id then
    raise exception 'A body does not withdraw what it found itself and has to do.' using errcode = '23514';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0035_own_work_kept")]

    operations = [migrations.RunSQL(OWN_PHONE + KEPT, BEFORE + "drop function cases_left_own_phone;")]

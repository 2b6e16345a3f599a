"""Nobody has the reporter's word on what a body did whose duties his own has now, nor on what he did himself."""

from django.db import migrations

# The persons who act or acted, and who holds a post on the day in one of the bodies or one that is one with it by
# succession: as the reporter who signed in, or by the phone he left.
OWN_WORD = """
drop function cases_own_word;
create function cases_own_word(wanted bigint, persons bigint[], bodies bigint[], today date) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  with own(person) as (
    select unnest(persons)
    union
    select a.person_id from people_appointment a
    where a.body_id in (select unnest(people_line(one)) from unnest(bodies) one)
      and a.valid_from <= today and (a.valid_until is null or today < a.valid_until))
  select exists (select 1 from cases_case c join own on own.person = c.reporter_id where c.id = wanted)
      or exists (select 1 from cases_case c
                 join records_sealed s on s.id = c.contact_id
                 join records_sealed mine on mine.field = 'phone' and mine.blind_index = s.blind_index
                 join own on mine.stream = 'people.person:' || own.person
                 where c.id = wanted)
$$;
revoke execute on function cases_own_word from public;
grant execute on function cases_own_word to hemei_app;
"""
BEFORE = """
drop function cases_own_word;
create function cases_own_word(wanted bigint, bodies bigint[], today date) returns boolean language sql stable
security definer set search_path = public, pg_temp as $$
  with own(person) as (
    select nullif(current_setting('app.person', true), '')::bigint
    union
    select a.person_id from people_appointment a
    where a.body_id = any(bodies) and a.valid_from <= today and (a.valid_until is null or today < a.valid_until))
  select exists (select 1 from cases_case c join own on own.person = c.reporter_id where c.id = wanted)
      or exists (select 1 from cases_case c
                 join records_sealed s on s.id = c.contact_id
                 join records_sealed mine on mine.field = 'phone' and mine.blind_index = s.blind_index
                 join own on mine.stream = 'people.person:' || own.person
                 where c.id = wanted)
$$;
revoke execute on function cases_own_word from public;
grant execute on function cases_own_word to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0043_no_word_of_colleagues"), ("people", "0022_line_of_a_body")]

    operations = [migrations.RunSQL(OWN_WORD, BEFORE)]

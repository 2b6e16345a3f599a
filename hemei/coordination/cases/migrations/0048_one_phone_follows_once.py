"""Nobody follows his own case because he reported it twice: who signs in and who calls is known by his telephone too."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from django.db import migrations

_before = import_module("hemei.coordination.cases.migrations.0047_joined_through_another_follow")

# The first reporter is known by his person, and by the telephone he left or signs in with; who signed in and was joined
# by his own, who did not by the one he left. Telephones are compared sealed, by their blind index; an erased one is
# like none. Who is known to one of the cases on the way, even if he stopped following it, is counted as a supporter or
# not at all.
FOLLOWING = """
create or replace function cases_following(wanted bigint) returns integer language sql stable security definer
set search_path = public, pg_temp as $$
  with recursive joined(id, reporter_id, contact_id, way) as (
    select id, reporter_id, contact_id, array[]::bigint[] from cases_case where id = wanted
    union all
    select n.id, n.reporter_id, n.contact_id, j.way || j.id
    from joined j join cases_likeness l on l.other_id = j.id join cases_case n on n.id = l.case_id
    where l.same and n.state in ('refused', 'awaiting', 'ended') and n.ended is distinct from 'withdrawn'
      and coalesce((n.snapshot ->> 'round')::integer, 1) = l.round
  ), own as (
    select c.reporter_id as person, array(
      select s.blind_index from records_sealed s
      where s.id = c.contact_id or (s.stream = 'people.person:' || c.reporter_id and s.field = 'phone')) as phones
    from cases_case c where c.id = wanted
  ), there(person, contact) as (
    select f.person_id, f.contact_id from cases_supporter f where f.case_id = wanted and f.left_at is null
    union all
    select n.reporter_id, n.contact_id from joined n left join records_sealed s on s.id = n.contact_id
    where n.id <> wanted and not exists (
      select 1 from cases_supporter f left join records_sealed known on known.id = f.contact_id
      where f.case_id = any(n.way)
        and (f.caller_of = n.id or f.person_id = n.reporter_id
             or (n.reporter_id is null and known.blind_index = s.blind_index)))
  )
  select count(*)::integer from there t, own
  where (t.person = own.person) is not true
    and not exists (
      select 1 from records_sealed s
      where s.field = 'phone' and s.blind_index = any(own.phones)
        and ((t.person is null and s.id = t.contact) or s.stream = 'people.person:' || t.person))
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0047_joined_through_another_follow")]

    operations: ClassVar = [migrations.RunSQL(FOLLOWING, _before.FOLLOWING)]

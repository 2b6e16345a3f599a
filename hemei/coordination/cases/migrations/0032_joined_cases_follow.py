"""A case that was joined into an earlier one follows it, also where its caller left no telephone that could go along.

The earlier's reporter sees neither pair nor case: the number of those who follow comes through a door of its own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# Joined as in `queries.joined`: sent back it is a case of its own again. Whoever stopped following is in neither count,
# nor does somebody follow his own case because he reported it twice.
FOLLOWING = """
create function cases_following(wanted bigint) returns integer language sql stable security definer
set search_path = public, pg_temp as $$
  select (
    (select count(*) from cases_supporter f where f.case_id = wanted and f.left_at is null)
    + (select count(*) from cases_likeness l
       join cases_case n on n.id = l.case_id join cases_case c on c.id = l.other_id
       where l.other_id = wanted and l.same and n.state in ('refused', 'awaiting', 'ended')
         and n.ended is distinct from 'withdrawn'
         and coalesce((n.snapshot ->> 'round')::integer, 1) = l.round
         and (n.reporter_id is null or n.reporter_id is distinct from c.reporter_id)
         and not exists (select 1 from cases_supporter f where f.case_id = wanted
                         and (f.caller_of = n.id or f.person_id = n.reporter_id)))
  )::integer
$$;
revoke execute on function cases_following from public;
grant execute on function cases_following to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0031_revisit_by_another")]

    operations: ClassVar = [migrations.RunSQL(FOLLOWING, "drop function cases_following;")]

"""What was joined into a case follows whatever that one is joined into itself: nobody has the next step for it else."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from django.db import migrations

_before = import_module("hemei.coordination.cases.migrations.0032_joined_cases_follow")

# Joined as in `queries.joined`, step by step. Who is known to one of the cases on the way, even if he stopped following
# it, is counted as a supporter or not at all.
FOLLOWING = """
create or replace function cases_following(wanted bigint) returns integer language sql stable security definer
set search_path = public, pg_temp as $$
  with recursive joined(id, reporter_id, way) as (
    select id, reporter_id, array[]::bigint[] from cases_case where id = wanted
    union all
    select n.id, n.reporter_id, j.way || j.id
    from joined j join cases_likeness l on l.other_id = j.id join cases_case n on n.id = l.case_id
    where l.same and n.state in ('refused', 'awaiting', 'ended') and n.ended is distinct from 'withdrawn'
      and coalesce((n.snapshot ->> 'round')::integer, 1) = l.round
  )
  select (
    (select count(*) from cases_supporter f where f.case_id = wanted and f.left_at is null)
    + (select count(*) from joined n join joined c on c.id = wanted
       where n.id <> wanted and (n.reporter_id is null or n.reporter_id is distinct from c.reporter_id)
         and not exists (select 1 from cases_supporter f where f.case_id = any(n.way)
                         and (f.caller_of = n.id or f.person_id = n.reporter_id)))
  )::integer
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0046_own_work_not_withdrawn")]

    operations: ClassVar = [
        migrations.RunSQL(
            FOLLOWING, _before.FOLLOWING.replace("create function", "create or replace function")
        )
    ]

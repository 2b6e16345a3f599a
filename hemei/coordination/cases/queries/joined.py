"""Cases a clerk joined into an earlier one 并案, and how each stands: as the one it was joined into does."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from hemei.coordination.cases.rules.words import Ending, State

# Joined holds as long as the case stands as it was joined: sent back by its reporter it is one of its own again, and
# whoever withdrew it wants no answer.
HOLDS = f"""
l.same and {{case}}.state in ('{State.REFUSED}', '{State.AWAITING}', '{State.ENDED}')
and {{case}}.ended is distinct from '{Ending.WITHDRAWN}'
and coalesce(({{case}}.snapshot ->> 'round')::integer, 1) = l.round
"""
# From the later to the earlier, which may have been joined into a still earlier one. One that the reader may not see
# ends the chain: that it was joined is known, how the other stands is not.
_CHAIN = f"""
with recursive chain(id, depth) as (
  select l.other_id, 1 from cases_likeness l where l.case_id = c.id and {HOLDS.format(case="c")}
  union all
  select l.other_id, chain.depth + 1
  from chain join cases_case n on n.id = chain.id join cases_likeness l on l.case_id = n.id
  where {HOLDS.format(case="n")}
)
select chain.id, f.number, f.state, f.outcome, f.ended, f.home_body_id, f.accountable_body_id
from chain left join cases_case f on f.id = chain.id order by chain.depth desc limit 1
"""
STANDS = f"""
left join lateral ({_CHAIN}) j on true
cross join lateral (
  select c.number, c.state, c.outcome, c.ended, c.home_body_id, c.accountable_body_id, false as joined
  where j.id is null
  union all
  select coalesce(j.number, c.number), coalesce(j.state, '{State.HANDLING}'), j.outcome, j.ended,
         coalesce(j.home_body_id, c.home_body_id), coalesce(j.accountable_body_id, c.accountable_body_id), true
  where j.id is not null
) s
"""
"""What follows `cases_case c` in a statement: `s` is how the case stands, by the one it was joined into."""


def following(case_id: int) -> int:
    """Return how many follow a case: who said so, and whose own case was joined into it and who is none of them."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_following(%s)", [case_id])
        return int(cursor.fetchone()[0])


def joined_into(ids: Iterable[int]) -> dict[int, int]:
    """Return of cases that were joined the case each is in hand with now, by id; security applies. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.id, j.id from cases_case c join lateral ({_CHAIN}) j on true where c.id = any(%s)",
            [list(ids)],
        )
        return dict(cursor.fetchall())

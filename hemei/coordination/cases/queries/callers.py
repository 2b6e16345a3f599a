"""Callers whose case was joined into an earlier one that is over: who is to be called, where no text message goes out.

Of what was joined into a still earlier one nobody is called: its callers follow that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.coordination.cases.queries.joined import HOLDS
from hemei.coordination.cases.queries.lists import within
from hemei.coordination.cases.rules.likeness import OVER
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.ground.people import services as sender
from hemei.ground.people.queries import Channel
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor

_TO_CALL = f"""
from cases_supporter f join cases_case c on c.id = f.case_id join cases_case n on n.id = f.caller_of
where f.caller_of is not null and f.person_id is null and f.left_at is null and f.told_at is null
  and n.contact_id is not null and c.state = any(%(over)s) and {{here}}
  and not exists (select 1 from cases_likeness l where l.case_id = c.id and {HOLDS.format(case="c")})
"""
_COLUMNS = "f.id, n.number, n.estate_name, n.kind, n.fact_on, c.number, c.state, c.outcome, c.ended"


@dataclass(frozen=True, slots=True)
class ToCall:
    """A caller's own case and how the one it was joined into ended."""

    id: int
    number: str
    estate_name: str
    kind: str
    fact_on: date
    other: str
    other_state: str
    other_outcome: str | None
    other_ended: str | None


def callers(*, actor: Actor, before: int | None = None, limit: int = 50) -> list[ToCall]:
    """Return who is to be called, the last joined first, those before an id; one statement."""
    if not _calls(actor):
        return []
    asked, values = _to_call(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} {asked} and (%(before)s::bigint is null or f.id < %(before)s)"
            " order by f.id desc limit %(limit)s",
            {**values, "before": before, "limit": limit},
        )
        return [ToCall(*row) for row in cursor.fetchall()]


def callers_count(*, actor: Actor) -> records.Lines[int]:
    """Return how many there are, nothing where none is; one statement, none for who calls nobody."""
    if not _calls(actor):
        return records.Lines()
    asked, values = _to_call(actor)
    return records.lines(f"select count(*) {asked} having count(*) > 0", values, int)


def _calls(actor: Actor) -> bool:
    """Whether an actor calls at all: where text messages go out they tell these callers."""
    return actor.role in ROLES[Who.CALLBACK] and bool(actor.places) and not sender.channel_is_set(Channel.SMS)


def _to_call(actor: Actor) -> tuple[str, dict[str, Any]]:
    here, ends = within(actor, "f.scope")
    return _TO_CALL.format(here=here), {"over": [state.value for state in OVER], **ends}

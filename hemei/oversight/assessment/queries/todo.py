"""What waits for an organiser: objections to marks of a posted round, each with its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.oversight.assessment.rules.acts import Act, may
from hemei.oversight.assessment.rules.words import OBJECTION_CLOCK

_INBOX = """
select d.id, d.due_at, d.provisional, e.round_id, e.name, r.title
from clocks_deadline d join assessment_entry e on e.stream = d.stream join assessment_round r on r.id = e.round_id
where d.body_id = %(body)s and d.state in ('running', 'paused') and d.kind = %(kind)s
  and (%(after_at)s::timestamptz is null or (d.due_at, d.id) > (%(after_at)s::timestamptz, %(after_id)s::bigint))
order by d.due_at, d.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class ObjectionTodo:
    """An objection the actor's body answers, with the round it is about."""

    deadline_id: int
    due_at: datetime
    provisional: bool
    round_id: int
    name: str
    title: str


def inbox(
    *, actor: Actor, after: tuple[datetime, int] | None = None, limit: int = 50
) -> records.Lines[ObjectionTodo]:
    """Return the objections the actor's body answers, the next to end first; one statement."""
    if actor.body_id is None or not may(actor.role, Act.ORGANISE).allowed:
        return records.Lines()
    values: dict[str, Any] = {
        "body": actor.body_id,
        "kind": OBJECTION_CLOCK,
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "limit": limit,
    }
    return records.lines(_INBOX, values, _todo)


def _todo(number: int, due: str, *rest: Any) -> ObjectionTodo:
    return ObjectionTodo(number, datetime.fromisoformat(due), *rest)

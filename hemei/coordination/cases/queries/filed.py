"""What became of cases that another system handed over, as it is told back to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.queries.joined import joined_into
from hemei.coordination.cases.rules.words import EVENT_TYPES, ActName, Ending, Outcome, State
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records

_SENT_BACK = EVENT_TYPES[ActName.SEND_BACK]
_SAID = (EVENT_TYPES[ActName.CLOSE], EVENT_TYPES[ActName.REFUSE], _SENT_BACK)
# The last of each stream: what was said in the end, or that its reporter sent it back, and then no end counts.
_LAST = """
select distinct on (stream) stream, payload ->> 'type', (payload ->> 'at')::timestamptz,
       (payload #>> '{data,about,texts,text,vault}')::bigint
from records_event where stream = any(%s) and payload ->> 'type' = any(%s)
order by stream, seq desc
"""


@dataclass(frozen=True, slots=True)
class Told:
    """How a case stands: who answers for it, and where it was closed or refused, what was said and when.

    `ended` is how its reporter took it, once that is known; `sent_back_at` is when he said no, while the case is worked
    on again. `joined` is a case that was joined into an earlier one: all but its number is then the earlier's, and
    is not told where that is not the reader's.
    """

    number: str
    state: State
    body: str
    outcome: Outcome | None
    said: str
    said_at: datetime | None
    ended: Ending | None
    ended_at: datetime | None
    sent_back_at: datetime | None = None
    joined: bool = False


def cases_told(ids: Iterable[int]) -> dict[int, Told]:
    """Return how cases stand, by id, one that was joined as the case it was joined into; security applies.

    Five statements.
    """
    wanted = list(ids)
    into = joined_into(wanted)
    told = _stand({*wanted, *into.values()})
    for case, other in into.items():
        own = told[case]
        there = told.get(other) or replace(own, state=State.HANDLING, outcome=None, ended=None)
        told[case] = replace(there, number=own.number, joined=True)
    return {case: told[case] for case in wanted if case in told}


def _stand(ids: Iterable[int]) -> dict[int, Told]:
    found = Case.objects.filter(pk__in=list(ids))
    rows = list(
        found.values_list(
            "id",
            "number",
            "stream",
            "state",
            "accountable_body_id",
            "outcome",
            "ended",
            "ended_at",
            "snapshot__round",
        )
    )
    names = people.body_names({row[4] for row in rows})
    waiting = {State.REFUSED.value, State.AWAITING.value, State.ENDED.value}
    last = _last_said([row[2] for row in rows if row[3] in waiting or (row[8] or 1) > 1])
    said = {stream: one for stream, one in last.items() if one.type != _SENT_BACK}
    texts = records.open_sealed(one.vault for one in said.values() if one.vault)
    told = {}
    for number, name, stream, state, body, outcome, ended, ended_at, _ in rows:
        closed = said.get(stream) if state in waiting else None
        back = last[stream].at if stream in last and stream not in said and state not in waiting else None
        told[number] = Told(
            name, State(state), names.get(body, ""), Outcome(outcome) if outcome else None,
            (texts.get(closed.vault) or "") if closed and closed.vault else "", closed.at if closed else None,
            Ending(ended) if ended else None, ended_at, back,
        )  # fmt: skip
    return told


class _Said(NamedTuple):
    type: str
    at: datetime
    vault: int | None


def _last_said(streams: Sequence[str]) -> dict[str, _Said]:
    if not streams:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(streams), list(_SAID)])
        return {stream: _Said(*rest) for stream, *rest in cursor.fetchall()}


def case_numbers(streams: Sequence[str]) -> list[str]:
    """Return the numbers of cases by their streams, for those that are there."""
    return list(Case.objects.filter(stream__in=list(streams)).order_by("id").values_list("number", flat=True))

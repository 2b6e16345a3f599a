"""Who follows a case, and what a supporter reads of it: its course as acts, bodies, outcomes and times, no text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from hemei.coordination.cases.models import Case, Supporter
from hemei.coordination.cases.queries.lists import ListRow
from hemei.coordination.cases.rules.words import EVENT_TYPES, ActName, Ending, State
from hemei.coordination.cases.viewing import is_number
from hemei.ground.records import queries as records

_FOLLOWERS = """
select person_id from records_access where stream = %(stream)s and person_id is not null
union
select reporter_id from cases_case where stream = %(stream)s and reporter_id is not null
union
select person_id from cases_supporter where stream = %(stream)s and person_id is not null and left_at is null
order by 1
"""


def followers(stream: str) -> list[int]:
    """Return the persons who are told of a case: its reporter and its supporters. One statement; the wall applies."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWERS, {"stream": stream})
        return [int(person) for (person,) in cursor.fetchall()]


class Texted(NamedTuple):
    """Somebody told by telephone alone; `caller_of` is the case he reported, where it was joined into this one."""

    id: int
    caller_of: int | None


def texted_supporters(stream: str) -> list[Texted]:
    """Return who follows a case by a telephone alone and agreed to be told there; the wall applies."""
    rows = Supporter.objects.filter(stream=stream, person_id=None, left_at=None, texts=True)
    return [Texted(*row) for row in rows.order_by("id").values_list("id", "caller_of")]


def supporter_phone(supporter_id: int) -> str:
    """Return the telephone of somebody who agreed to be told there; empty where he left, or it was erased."""
    rows = Supporter.objects.filter(pk=supporter_id, left_at=None, texts=True)
    vault = rows.values_list("contact_id", flat=True).first()
    return records.open_sealed([vault]).get(vault) or "" if vault else ""


_LAST = 2**63 - 1  # no id lies beyond


def followed_cases(*, after: int | None = None, limit: int = 50) -> list[ListRow]:
    """Return the newest cases the bound person follows; `after` is the id of the last row of the page before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(ListRow.__slots__)} from cases_followed(%s, %s)",
            [_LAST if after is None else after, limit],
        )
        return [ListRow(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a followed case: what, when, by whom, with which outcome."""

    id: int
    act: ActName
    at: datetime
    by_role: str
    by_body: str
    outcome: str
    refusing: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A case as its supporter reads it, newest step first."""

    number: str
    kind: str
    place: str
    state: State
    ended: Ending | None
    fact_on: date
    next_due_at: datetime | None
    accountable: str
    joined_at: datetime
    steps: tuple[Step, ...]


_HIDDEN = frozenset({ActName.COMMENT, ActName.RECOMPUTE})
_ACTS = {event: act for act, event in EVENT_TYPES.items() if act not in _HIDDEN}


def known_of(numbers: Sequence[str]) -> dict[str, bool]:
    """Return which of these cases the bound person reported (true) or follows (false); of others nothing."""
    own = set(Case.objects.filter(number__in=numbers).values_list("number", flat=True))
    rest = [number for number in numbers if number not in own]
    return dict.fromkeys(own, True) | {number: False for number in rest if followed_case(number) is not None}


def followed_case(number: str) -> Followed | None:
    """Return a case the bound person follows; one that is not there and one he does not follow look alike."""
    if not is_number(number):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select cases_followed_case(%s, %s)", [number, list(_ACTS)])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    found: dict[str, Any] = row[0] if isinstance(row[0], dict) else json.loads(row[0])
    due = found["next_due_at"]
    return Followed(
        number=found["number"],
        kind=found["kind"],
        place=found["estate_name"],
        state=State(found["state"]),
        ended=Ending(found["ended"]) if found["ended"] else None,
        fact_on=date.fromisoformat(found["fact_on"]),
        next_due_at=datetime.fromisoformat(due) if due else None,
        accountable=found["accountable"] or "",
        joined_at=datetime.fromisoformat(found["joined_at"]),
        steps=tuple(_step(step) for step in found["steps"]),
    )


def _step(row: dict[str, Any]) -> Step:
    return Step(
        id=row["id"],
        act=_ACTS[row["type"]],
        at=datetime.fromisoformat(row["at"]),
        by_role=row["role"] or "",
        by_body=row["body"] or "",
        outcome=row["outcome"] or "",
        refusing=bool(row["refusing"]),
    )

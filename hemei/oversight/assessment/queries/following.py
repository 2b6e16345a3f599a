"""What followed from published rounds, for those it concerns by place or body; how often subjects are checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.kernel.actor import Actor
from hemei.oversight.assessment.facts import consequences_on
from hemei.oversight.assessment.rules.consequences import following
from hemei.oversight.assessment.rules.standards import SubjectKind
from hemei.oversight.assessment.rules.words import Follows, FollowState


@dataclass(frozen=True, slots=True)
class FollowRow:
    """A talk or recommendation with the published score it follows from."""

    id: int
    entry_id: int
    round_id: int
    title: str
    name: str
    grade: str
    rule: str
    follows: Follows
    state: FollowState
    set_on: date
    duty_id: int | None
    estate_id: int | None
    taken_stream: str
    ended_on: date | None
    scope: str


# The view of published scores names the subject; row-level security on the consequence decides who reads it.
_ROWS = """
select c.id, c.entry_id, e.round_id, e.title, e.name, e.grade, c.rule, c.follows, c.state, c.set_on, c.duty_id,
       c.estate_id, c.taken_stream, c.ended_on, c.scope
from assessment_consequence c join public_assessment_entry e on e.entry_id = c.entry_id
where (exists (select 1 from unnest(%(lows)s::text[], %(highs)s::text[]) as p(low, high)
               where c.scope >= p.low and c.scope < p.high)
       or c.stream in (select stream from records_access where body_id = %(body)s or person_id = %(person)s))
  and (%(entry)s::bigint is null or c.entry_id = %(entry)s::bigint)
  and (%(round)s::bigint is null or e.round_id = %(round)s::bigint)
  and (not %(open)s or c.state = 'open' and c.follows <> 'talk')
  and (%(after)s::bigint is null or c.id < %(after)s::bigint)
order by c.id desc limit %(limit)s
"""


def consequences(
    *, actor: Actor, entry_id: int | None = None, round_id: int | None = None, open_only: bool = False,
    after: int | None = None, limit: int = 50,
) -> list[FollowRow]:  # fmt: skip
    """Return what followed, the latest first: in the actor's places, or shared with him; one statement."""
    values = {
        "lows": [place.lower for place in actor.places], "highs": [place.upper for place in actor.places],
        "body": actor.body_id, "person": actor.person_id, "entry": entry_id, "round": round_id, "open": open_only,
        "after": after, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        return [_row(list(row)) for row in cursor.fetchall()]


def _row(row: list[Any]) -> FollowRow:
    row[7], row[8] = Follows(row[7]), FollowState(row[8])
    return FollowRow(*row)


def recommended(standard: str, grades: Sequence[str], on: date) -> list[Follows]:
    """Return what published grades, the latest first, recommend by rule: everybody may know it, owners propose it."""
    document = consequences_on(on)
    found = following(document, standard, grades) if document else []
    said = [Follows(one.follows) for one in found]
    return [one for one in said if one is not Follows.TALK]


@dataclass(frozen=True, slots=True)
class Frequency:
    """How many months lie between two checks of a subject, and the public reason."""

    every: int
    reason: str


_FREQUENCIES = """
select distinct on (subject_id) subject_id, every_months, reason from assessment_checkfrequency
where subject_kind = %(kind)s and subject_id = any(%(ids)s::bigint[]) and since <= %(day)s
order by subject_id, since desc, id desc
"""


def check_frequencies(kind: SubjectKind, subject_ids: Iterable[int], on: date) -> dict[int, Frequency]:
    """Return how often subjects are checked on a day and why; who has none set is absent.

    Row-level security applies: the caller has opened the place.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FREQUENCIES, {"kind": kind, "ids": sorted(set(subject_ids)), "day": on})
        return {number: Frequency(every, reason) for number, every, reason in cursor.fetchall()}

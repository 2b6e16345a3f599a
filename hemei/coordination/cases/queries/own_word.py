"""Whether whoever reported a case is one of those whose work it is, or a colleague of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from hemei.coordination.cases.rules.parts import Hand, bodies_with_work
from hemei.coordination.cases.rules.state import CaseState


def has_own_word(case_id: int, *, persons: Iterable[int | None], bodies: Iterable[int], today: date) -> bool:
    """Whether one of the persons, or who holds a post in one of the bodies or an heir, reported; one statement."""
    with connection.cursor() as cursor:
        known = [person for person in persons if person is not None]
        cursor.execute(
            "select cases_own_word(%s, %s::bigint[], %s::bigint[], %s)", [case_id, known, list(bodies), today]
        )
        (own,) = cursor.fetchone()
    return bool(own)


def withdraws_own(case_id: int, state: CaseState, hands: Iterable[Hand], today: date) -> bool:
    """Whether who reported a case did some of its work, or is a colleague of those who have or had it.

    Here companies count even where they must not know who reported: who withdraws is told alone.
    """
    persons = {hand.person for hand in hands}
    return has_own_word(case_id, persons=persons, bodies=bodies_with_work(state), today=today)

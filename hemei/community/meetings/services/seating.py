"""Who sits where members decide: the seats of the committee say it, so that nobody types who or how many they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hemei.community.meetings.models import Meeting
from hemei.community.meetings.rules.calling import SEATED, may_sit
from hemei.community.meetings.rules.standards import Kind
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import demand


def seats_of(
    actor: Actor, kind: str, *, estate_id: int | None, scope: str, on: date
) -> tuple[int, ...] | None:
    """Return the persons who sit in the committee of an estate on a day; None where the kind's members have no seats.

    To a committee's member only his own committee has seats: he holds no other's meetings.
    """
    if kind not in SEATED:
        return None
    if estate_id is None:
        return ()
    coming = SEATED[kind]
    with opened(actor, scope):
        term = people.term_facts(on, estate_id=estate_id, elected=coming)
        if term is None or (actor.role is Role.COMMITTEE_MEMBER and actor.body_id != term.body_id):
            return ()
        seats = people.sitting_seats(term.id, on, coming=coming)
    return tuple(dict.fromkeys(one.person_id for one in seats if not one.reserve))


def demand_seats(actor: Actor, row: Meeting, kind: Kind, persons: Iterable[int | None], *, on: date) -> None:
    """Refuse whoever is to be there as a member and does not sit; a name is nobody's seat."""
    wanted = set(persons)
    seats = seats_of(actor, row.kind, estate_id=row.estate_id, scope=row.scope, on=on) if wanted else None
    if seats is not None:
        demand(may_sit(kind, seated=wanted <= set(seats)))

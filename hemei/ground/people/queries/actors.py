"""Who acts: from a session to an actor."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hemei.ground.people.facts import matter_authorities
from hemei.ground.people.rules.authorities import matters_of
from hemei.ground.people.rules.platform import SEES_BY_BODY, SEES_BY_PLACE
from hemei.ground.people.services.session_store import Holder, SessionStore
from hemei.ground.places import queries as places
from hemei.kernel.actor import PUBLIC, Actor, PlaceRange, Role


def actor_of(session: SessionStore) -> Actor:
    """Return who acts in this session; loading the session costs its one statement, nothing else does.

    A signed-in person whose appointment has ended, or who has chosen none, is a resident: sees what
    is his own and nothing more.
    """
    session.get("account")  # loads the session; a visitor without a key costs no statement
    return actor_from(session.holder) if session.holder else PUBLIC


def actor_from(holder: Holder) -> Actor:
    """Return the actor of a session's holder."""
    role = Role(holder.role) if holder.role else Role.RESIDENT
    matters = matters_of(role, holder.departments, matter_authorities(holder.day))
    return Actor(
        role=role,
        account_id=holder.account_id,
        person_id=holder.person_id,
        body_id=holder.body_id if role in SEES_BY_BODY else None,
        appointment_id=holder.appointment_id,
        places=places_of(role, holder.place_id, holder.day, holder.tree_version),
        matters=matters,
        keeps=_ranges(holder.place_id, holder.day, holder.tree_version)
        if matters and holder.place_id
        else (),
    )


def places_of(role: Role, place_id: int | None, day: date, tree_version: int) -> tuple[PlaceRange, ...]:
    """Return the places in which a role sees rows, predecessors included; none for roles that see by list."""
    if role not in SEES_BY_PLACE or place_id is None:
        return ()
    return _ranges(place_id, day, tree_version)


@lru_cache(maxsize=4096)
def _ranges(place_id: int, day: date, tree_version: int) -> tuple[PlaceRange, ...]:
    """Keep a place's ranges until the day or the tree changes."""
    del tree_version  # part of the key only
    return places.ranges_for(place_id, day)


def forget_ranges() -> None:
    """Drop what is kept; for tests, whose trees come and go by rollback."""
    _ranges.cache_clear()

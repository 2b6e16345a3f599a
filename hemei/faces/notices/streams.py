"""The streams of notices: a person's own, that of the telephone left with a case, that of one who follows it by one."""

from __future__ import annotations

from hemei.kernel.actor import EVERYWHERE, NOWHERE, Actor, Role

PERSON, CONTACT, SUPPORTER = "notices.person:", "notices.contact:", "notices.supporter:"
SCOPE = NOWHERE
"""A notice lies in no place: whoever looks after a place reads nothing of whom its people were told what."""
PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
"""The platform itself, which finds whom to tell and sends."""


def stream_of(person_id: int) -> str:
    """Return the stream of a person's notices."""
    return f"{PERSON}{person_id}"


def contact_stream(case_id: int) -> str:
    """Return the stream of what is told to the telephone left with a case."""
    return f"{CONTACT}{case_id}"


def case_of(stream: str) -> str:
    """Return the stream of the case whose telephone a contact's stream names."""
    return f"cases.case:{stream.removeprefix(CONTACT)}"


def supporter_stream(supporter_id: int) -> str:
    """Return the stream of what is told to a telephone by which somebody follows a case."""
    return f"{SUPPORTER}{supporter_id}"


def supporter_of(stream: str) -> int:
    """Return the follower a supporter's stream names."""
    return int(stream.removeprefix(SUPPORTER))

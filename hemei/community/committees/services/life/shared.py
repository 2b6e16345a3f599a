"""What the writers of a committee's life share: the committee behind an estate, its standard, sealed texts, events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Protocol

from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Decision, Reference, Refused, mark
from hemei.kernel.workdays import shanghai_day

LONGEST_TEXT = 2_000


class Streamed(Protocol):
    """A row with a stream and a scope."""

    stream: str
    scope: str


def rules_of(day: date) -> CommitteeLife:
    """Return the standard of a committee's life of a day."""
    return record.standards().find("committee-life", CommitteeLife, on=day)


def system_at(scope: str) -> Actor:
    """Return the platform itself at a place: the register follows from an act that names who did it."""
    return Actor(role=Role.SYSTEM, places=(PlaceRange(scope),))


def committee_stream(body_id: int) -> str:
    """Return the stream of what only a committee and those who guide it see."""
    return f"committees.committee:{body_id}"


def demand(*decisions: Decision) -> tuple[Reference, ...]:
    """Raise `Refused` with the reasons of all that say no; return what they stand on."""
    reasons = tuple(reason for decision in decisions for reason in decision.reasons)
    if not all(decision.allowed for decision in decisions):
        raise Refused(Decision.no(*reasons))
    return tuple(dict.fromkeys(one for decision in decisions for one in decision.references))


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有找到这个业委会或这项记录。"), code="not_found")


@contextmanager
def at_committee(actor: Actor, act: LifeAct, estate_id: int, now: datetime) -> Iterator[people.TermFacts]:
    """Let the actor act on the latest term of an estate's committee: in his place, or in his own committee."""
    demand(may(actor, act))
    with records.acting(actor):
        term = people.term_facts(shanghai_day(now), estate_id=estate_id)
        if term is None or not may(actor, act, scope=term.scope, body=term.body_id).allowed:
            raise missing()
        with opened(actor, term.scope):
            yield term


def written(text: str, field: str, words: str) -> str:
    """Return what a person wrote, refused where he wrote nothing."""
    said = text.replace("\x00", "").strip()[:LONGEST_TEXT]
    if not said:
        raise Refused.because(words, field=field, code=field)
    return said


def sealed(row: Streamed, field: str, text: str, person: int | None = None) -> int:
    """Seal a text in a row's stream and return its vault id."""
    return records.seal(stream=row.stream, scope=row.scope, field=field, text=text, person_id=person).vault_id


def tell(
    actor: Actor, now: datetime, row: Streamed, name: str, data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    """Record an event in a row's stream; what a person wrote or is called is not in it."""
    records.record_event(
        stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data,
        references=references,
    )  # fmt: skip

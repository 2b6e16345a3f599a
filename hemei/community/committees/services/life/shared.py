"""What the writers of a committee's life share: the committee behind an estate, its standard, sealed texts, events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from hemei.community.committees.models import Advice, Leaving
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

Row = TypeVar("Row", Advice, Leaving)


class Streamed(Protocol):
    """A row with a stream and a scope."""

    stream: str
    scope: str


def rules_of(day: date) -> CommitteeLife:
    """Return the standard of a committee's life of a day."""
    return record.standards().find("committee-life", CommitteeLife, on=day)


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


@contextmanager
def at_row(actor: Actor, act: LifeAct, model: type[Row], number: int, now: datetime) -> Iterator[Row]:
    """Lock a record of an estate's committee on which the actor may act; what he may not find is missing."""
    with records.acting(actor):
        estate = model.objects.filter(pk=number).values_list("estate_id", flat=True).first()
    if estate is None:
        raise missing()
    with at_committee(actor, act, estate, now):
        yield model.objects.select_for_update().get(pk=number)


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

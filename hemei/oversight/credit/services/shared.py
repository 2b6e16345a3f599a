"""What the writers of credit share: the line behind an act, who stands where to it, sealed words, events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.oversight.credit.models import ConductLine, CreditReport
from hemei.oversight.credit.queries.subjects import is_own
from hemei.oversight.credit.rules.acts import Act, may

LONGEST_TEXT = 2_000


class Streamed(Protocol):
    """A row with a stream and a scope."""

    stream: str
    scope: str


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有找到这条信用信息。"), code="not_found")


@contextmanager
def at_line(actor: Actor, act: Act, line_id: int) -> Iterator[ConductLine]:
    """Let the actor act on a line, locked: in his place, or where it is his company's or his own."""
    demand(may(actor.role, act))
    with records.acting(actor):
        row = ConductLine.objects.select_for_update().filter(pk=line_id).first()
        if row is None or not concerns(actor, act, row):
            raise missing()
        with opened(actor, row.scope):
            yield row


def concerns(actor: Actor, act: Act, row: ConductLine) -> bool:
    """Whether a line is the actor's to act on: an authority's by its place, a company's or manager's by his name."""
    if act in {Act.OBJECT, Act.ASK_REPAIR}:
        return is_own(actor, row)
    return actor.covers(row.scope)


def sealed(row: Streamed, field: str, text: str) -> int:
    """Seal a text in a row's stream and return its vault id."""
    said = text.replace("\x00", "").strip()[:LONGEST_TEXT]
    return records.seal(stream=row.stream, scope=row.scope, field=field, text=said).vault_id


def tell(
    actor: Actor, now: datetime, row: Streamed, name: str, data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> int:  # fmt: skip
    """Record an event in a row's stream and return its id; what a person wrote or is called is not in it."""
    return records.record_event(
        stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data,
        references=references,
    )  # fmt: skip


def reports_outdated(actor: Actor, row: ConductLine, now: datetime) -> None:
    """Let reports that said something else of a company be outdated from now on; they are kept by the city."""
    with opened(actor, places.city().path):
        CreditReport.objects.filter(company_id=row.company_id, outdated_at=None).update(outdated_at=now)

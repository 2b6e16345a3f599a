"""What the writers of assessment share: the actor's round under a lock, sealed texts, events."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.oversight.assessment.models import Entry, Round
from hemei.oversight.assessment.rules.acts import Act, may

LONGEST_TEXT = 1_000


class Streamed(Protocol):
    """A row with a stream and a scope."""

    stream: str
    scope: str


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


def organises(actor: Actor, row: Round) -> bool:
    """Whether a round is the actor's to run: his body opened it, and its place is his."""
    own = actor.role is Role.SYSTEM or row.organiser_body_id == actor.body_id
    return own and actor.covers(row.scope)


def organised(actor: Actor, round_id: int) -> Round:
    """Return a round of the actor's body, locked; raises Refused where it is not there or not his."""
    demand(may(actor.role, Act.ORGANISE))
    row = Round.objects.select_for_update().filter(pk=round_id).first()
    if row is None or not organises(actor, row):
        raise missing()
    return row


def entry_in(row: Round, entry_id: int) -> Entry:
    """Return an entry of a round; raises Refused."""
    found = Entry.objects.filter(round=row, pk=entry_id).first()
    if found is None:
        raise missing()
    return found


def clean(text: str) -> str:
    """Return what a person wrote, without what no text of the database holds."""
    return text.replace("\x00", "").strip()[:LONGEST_TEXT]


def sealed_id(row: Streamed, field: str, text: str) -> int | None:
    """Seal a text in a row's stream and return its vault id, None where there is none."""
    said = clean(text)
    if not said:
        return None
    return records.seal(stream=row.stream, scope=row.scope, field=field, text=said).vault_id


def tell(
    actor: Actor, now: datetime, row: Streamed, name: str, data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    """Record an event at a place that may lie beyond the actor's own; what a person wrote is not in it."""
    with opened(actor, row.scope):
        records.record_event(
            stream=row.stream,
            type=name,
            actor=actor,
            at=now,
            scope=row.scope,
            data=data,
            references=references,
        )

"""What the writers of mediation share: the locked dispute, its steps and events, sealed texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.oversight.mediation.models import Dispute, DisputeParty, DisputeStep
from hemei.oversight.mediation.queries.standing import handles_file
from hemei.oversight.mediation.rules.acts import Act, Move, after, may, may_move
from hemei.oversight.mediation.rules.sizing import Matter
from hemei.oversight.mediation.rules.words import Level, State

LONGEST_TEXT = 5_000
FILED = "file"
"""The first step of every dispute, before any move."""


def stream_of(dispute_id: int) -> str:
    """Return the stream of a dispute."""
    return f"mediation.dispute:{dispute_id}"


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这件纠纷"), code="not_found")


def written(text: str, field: str = "text") -> str:
    """Return a text as it is kept; raises Refused where there is none, or too much."""
    said = text.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_TEXT:
        raise Refused.because(mark("请用不超过{most}个字写明"), field=field, code="text", most=LONGEST_TEXT)
    return said


def handled(actor: Actor, dispute_id: int, move: Move) -> Dispute:
    """Lock a dispute of the actor's body for a move that may be made now by whoever he is there; raises Refused."""
    demand(may(actor.role, Act.HANDLE))
    row = Dispute.objects.select_for_update().filter(pk=dispute_id).first()
    if row is None or not handles_file(
        actor, dispute_id=row.pk, body_id=row.body_id, mediation_body_id=row.mediation_body_id
    ):
        raise missing()
    demand(may_move(State(row.state), move))
    return row


def live_parties(row: Dispute) -> list[DisputeParty]:
    """Return the parties of a dispute who take part, in the order they joined."""
    return list(DisputeParty.objects.filter(dispute=row, left_at=None).order_by("id"))


def demand_alive(row: Dispute) -> list[DisputeParty]:
    """Return the parties; raises Refused while one of them has died and nobody took his place."""
    parties = live_parties(row)
    if any(party.died_on is not None for party in parties):
        raise Refused.because(
            mark("有当事人已经去世"), remedy=mark("请先变更为他的继承人"), field="parties", code="died"
        )
    return parties


def matter_of(row: Dispute) -> Matter:
    """Return what the size of a dispute follows from."""
    return Matter(row.kind, row.persons, row.amount_fen, row.danger, Level(row.spans))


def step(
    actor: Actor,
    now: datetime,
    row: Dispute,
    move: Move,
    *,
    note: str = "",
    about: Mapping[str, Any] | None = None,
) -> DisputeStep:
    """Move a dispute and keep the step with what was written; the caller saves the row."""
    before = State(row.state)
    row.state = after(before, move).value
    return keep_step(actor, now, row, move.value, before.value, note=note, about=about)


def keep_step(
    actor: Actor, now: datetime, row: Dispute, move: str, before: str, *, note: str = "",
    about: Mapping[str, Any] | None = None,
) -> DisputeStep:  # fmt: skip
    """Keep what was done with a dispute."""
    return DisputeStep.objects.create(
        dispute=row, stream=row.stream, scope=row.scope, move=move, before=before, after=row.state, level=row.level,
        body_id=actor.body_id, at=now, about=dict(about or {}),
        note_id=sealed(row, "note", note).vault_id if note.strip() else None,
    )  # fmt: skip


def sealed(row: Dispute, field: str, text: str, person_id: int | None = None) -> records.Sealed:
    """Seal a text of a dispute."""
    return records.seal(
        stream=row.stream,
        scope=row.scope,
        field=field,
        text=text.replace("\x00", "").strip(),
        person_id=person_id,
    )


def tell(
    actor: Actor, now: datetime, row: Dispute, name: str, data: Mapping[str, Any] | None = None,
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    """Record an event of a dispute; it names no person and no text."""
    with opened(actor, NOWHERE):
        records.record_event(
            stream=row.stream, type=name, actor=actor, at=now, scope=row.scope,
            data={"level": row.level, "size": row.size, "state": row.state, **(data or {})},
            references=references,
        )  # fmt: skip


def text_of(day: date | None) -> str | None:
    """Return a day as events and steps carry it."""
    return day.isoformat() if day else None

"""To see a personal field unmasked takes a reason, and whoever it is about can see who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hemei.ground.people.rules.platform import NEEDED_TO_SEE, Act
from hemei.ground.people.rules.searching import has_reason
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import stream_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody looked at: a field about a person, that lies in the stream `of`."""

    person_id: int
    field: str
    of: str


def unmask(*, actor: Actor, now: datetime, vault_id: int, reason: str) -> str:
    """Return a personal field in full and record who looked and why.

    Raises:
        Refused: the role may not; no reason is given; or the field is not there, not yours, or
            erased, which look alike.
    """
    demand_act(actor, Act.UNMASK)
    reason = reason.strip()
    said = has_reason(reason)
    if not said.allowed:
        raise Refused(said)
    with transaction.atomic():
        row = record.sealed_row(vault_id)
        text = record.open_sealed([vault_id]).get(vault_id)
        if row is None or text is None:
            raise Refused.because(mark("没有这项信息，或已经删除。"), code="not_found")
        if row.field in NEEDED_TO_SEE:
            demand_act(actor, NEEDED_TO_SEE[row.field])
        stream = stream_of(row.person_id) if row.person_id else row.stream
        if row.person_id:
            records.grant_access(stream=stream, persons=(row.person_id,))
        _record(actor, now, stream, row.scope, {"field": row.field, "of": row.stream}, reason)
    return text


def note_look(*, actor: Actor, now: datetime, look: Look, scope: str, reason: str) -> None:
    """Record for a person who opened, in a place, what another app keeps about him, and why."""
    stream = stream_of(look.person_id)
    records.grant_access(stream=stream, persons=(look.person_id,))
    _record(actor, now, stream, scope, {"field": look.field, "of": look.of}, reason)


def _record(actor: Actor, now: datetime, stream: str, scope: str, data: dict[str, str], reason: str) -> None:
    with opened(actor, scope):  # a department sees the case, not the place where this is written
        sealed = records.seal(stream=stream, scope=scope, field="unmask_reason", text=reason)
        text = {"vault": sealed.vault_id, "commitment": sealed.commitment}
        records.record_event(
            stream=stream, type="people.unmasked", actor=actor, at=now, scope=scope,
            data={**data, "about": {"texts": {"text": text}}},
        )  # fmt: skip

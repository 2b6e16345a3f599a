"""Somebody says why a round, or some of its points, were missed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.coordination.patrols.models import Round
from hemei.coordination.patrols.rules.acts import Act, may
from hemei.coordination.patrols.rules.words import RoundState, Why
from hemei.coordination.patrols.services.owing import keep_owed
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark

LONGEST_NOTE = 200


def explain_round(*, actor: Actor, now: datetime, round_id: int, why: Why, note: str = "") -> None:
    """Say why a round or points of it were missed; said once.

    Raises:
        Refused: the role may not; the round is not there or not the actor's; nothing of it was missed, or it was
            said already; another reason than those listed comes without words.
    """
    demand(may(actor.role, Act.EXPLAIN))
    said = note.replace("\x00", "").strip()[:LONGEST_NOTE]
    if why is Why.OTHER:
        demand(gives_reason(mark("选了“其他”，没有写明原因。"), said, field="note", code="why"))
    with transaction.atomic(), records.acting(actor):
        row = Round.objects.select_for_update().filter(record.seen_by(actor), pk=round_id).first()
        if row is None:
            raise Refused.because(mark("没有这一轮巡查。"), code="not_found")
        if row.state != RoundState.MISSED and not (row.state == RoundState.DONE and row.gaps):
            raise Refused.because(mark("这一轮没有漏巡，不用说明。"), code="nothing")
        if row.why:
            raise Refused.because(mark("这一轮的原因已经说明过。"), code="twice")
        _write(actor, now, row, why, said)
    keep_owed(cell_id=row.cell_id, scope=row.scope, now=now)


def _write(actor: Actor, now: datetime, row: Round, why: Why, said: str) -> None:
    row.why, row.why_at = why.value, now
    if said:
        row.why_note_id = records.seal(
            stream=row.stream, scope=row.scope, field="patrol_why", text=said
        ).vault_id
    row.save(update_fields=["why", "why_at", "why_note_id"])
    records.record_event(
        stream=row.stream, type="patrols.miss_explained", actor=actor, at=now, scope=row.scope, data={"why": why.value},
    )  # fmt: skip

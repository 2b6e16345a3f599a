"""Callers whose case was joined into an earlier one are told by telephone how it ended, where no text message goes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hemei.coordination.cases.models import Case, Supporter
from hemei.coordination.cases.rules.likeness import may_tell
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.words import State
from hemei.coordination.cases.services.acting import NoSuchCase
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand

TOLD = "cases.caller_told"


@records.whole
def tell_caller(*, actor: Actor, now: datetime, caller_id: int, text: str) -> str:
    """Record that a caller was told how the case his own was joined into ended; returns the number of his own.

    Raises:
        NoSuchCase: nobody there whom the actor calls.
        Refused: he was told, it goes on, or what was said is missing.
    """
    found = Supporter.objects.select_for_update(of=("self",)).filter(
        pk=caller_id, person_id=None, left_at=None
    )
    row = found.exclude(caller_of=None).select_related("case").first()
    own = Case.objects.filter(pk=row.caller_of).first() if row and row.caller_of else None
    if row is None or own is None or actor.role not in ROLES[Who.CALLBACK]:
        raise NoSuchCase(str(caller_id))
    demand(may_tell(State(row.case.state), told=row.told_at is not None, text=text))
    row.told_at = now
    row.save(update_fields=["told_at"])
    sealed = records.seal(stream=own.stream, scope=own.scope, field="text", text=text.strip())
    texts = {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
    records.record_event(
        stream=own.stream, type=TOLD, actor=actor, at=now, scope=own.scope,
        data={"about": {"into": row.case.number, "texts": texts}},
    )  # fmt: skip
    return own.number


def call_again(*, actor: Actor, streams: Collection[str]) -> None:
    """Owe these cases' callers another call: what they were told is over goes on. Repeated, it does no harm."""
    with records.acting(actor):
        Supporter.objects.filter(stream__in=streams, told_at__isnull=False).exclude(caller_of=None).update(
            told_at=None
        )

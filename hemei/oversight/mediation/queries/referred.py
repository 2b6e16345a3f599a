"""Whether a case or petition went to mediation, for the body that sent it."""

from __future__ import annotations

from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.oversight.mediation.models import Referral


def referred(*, actor: Actor, source_stream: str) -> str:
    """Return the number of the dispute the actor's body made of this, empty where it made none."""
    rows = Referral.objects.filter(record.seen_by(actor), source_stream=source_stream)
    return rows.values_list("number", flat=True).first() or ""

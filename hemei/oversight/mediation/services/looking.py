"""Opening a file leaves a trace that the parties read: who, when, in which capacity; once a day each."""

from __future__ import annotations

from datetime import datetime

from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import Dispute, Look
from hemei.oversight.mediation.queries.disputes import DisputePage, dispute
from hemei.oversight.mediation.services.shared import missing, tell


def open_file(*, actor: Actor, now: datetime, dispute_id: int) -> DisputePage:
    """Return the file of a dispute to who may read it, and keep that he did; raises Refused for everybody else."""
    page = dispute(dispute_id, actor=actor, now=now)
    if page is None:
        raise missing()
    if actor.person_id is not None:
        row = Dispute.objects.get(pk=dispute_id)
        look, fresh = Look.objects.get_or_create(
            dispute=row,
            person_id=actor.person_id,
            day=shanghai_day(now),
            defaults={
                "stream": row.stream,
                "scope": row.scope,
                "body_id": actor.body_id,
                "handles": page.handles,
                "at": now,
            },
        )
        if fresh:
            tell(actor, now, row, "mediation.file_opened", {"look": look.pk, "handles": page.handles})
    return page

"""Notices to the parties: made with the act they tell of, printed by the worker, and their service recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import Dispute, DisputeParty, Notice
from hemei.oversight.mediation.queries.standing import handles_file
from hemei.oversight.mediation.rules.acts import Act, may
from hemei.oversight.mediation.rules.notices import NoticeKind, Service, may_serve
from hemei.oversight.mediation.services.shared import live_parties, missing, sealed, tell

SERIES = "mediation-notice"


def make_notices(
    actor: Actor, now: datetime, row: Dispute, kind: NoticeKind, key: str, about: Mapping[str, Any] | None = None,
    parties: Iterable[DisputeParty] | None = None,
) -> None:  # fmt: skip
    """Make a notice for each party who takes part and is alive; the same thing is told once."""
    told = [one for one in (live_parties(row) if parties is None else parties) if one.died_on is None]
    known = set(Notice.objects.filter(dispute=row, key=key).values_list("party_id", flat=True))
    wanted = [one for one in told if one.pk not in known]
    if not wanted:
        return
    year = shanghai_day(now).year
    Notice.objects.bulk_create(
        Notice(
            dispute=row, stream=row.stream, scope=row.scope, party=one, kind=kind.value, key=key,
            number=f"{year}-{records.next_number(series=SERIES, year=year):06}", body_id=row.body_id,
            about=dict(about or {}), made_at=now,
        )
        for one in wanted
    )  # fmt: skip
    tell(
        actor, now, row, "mediation.notices_made", {"kind": kind.value, "parties": [one.pk for one in wanted]}
    )


def serve_notice(
    *, actor: Actor, now: datetime, notice_id: int, service: Service, on: date, note: str = ""
) -> None:
    """Record that a notice reached its party: on which day, and how.

    Raises:
        Refused: the file is not the actor's to handle, it was served, the day cannot be, or nobody signed and nothing
            is said of it.
    """
    demand(may(actor.role, Act.HANDLE))
    number = Notice.objects.filter(pk=notice_id).values_list("dispute_id", flat=True).first()
    row = Dispute.objects.select_for_update().filter(pk=number or 0).first()
    if row is None or not handles_file(
        actor, dispute_id=row.pk, body_id=row.body_id, mediation_body_id=row.mediation_body_id
    ):
        raise missing()
    found = Notice.objects.select_for_update().get(pk=notice_id)
    demand(
        may_serve(
            served=found.served_on is not None, service=service, on=on, made_on=shanghai_day(found.made_at),
            today=shanghai_day(now), note=note,
        )
    )  # fmt: skip
    found.served_on, found.service = on, service.value
    found.note_id = sealed(row, "service", note).vault_id if note.strip() else None
    found.save(update_fields=["served_on", "service", "note_id"])
    data = {"notice": found.pk, "kind": found.kind, "party": found.party_id, "service": found.service}
    tell(actor, now, row, "mediation.notice_served", {**data, "on": on.isoformat()})

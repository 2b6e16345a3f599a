"""The papers of a case as this viewer may read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import CLERKS, PaperKind, Service, may_read
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a case; `mine` says that it is of the viewer's own body, which serves it."""

    id: int
    kind: PaperKind
    number: str
    body: str
    made_at: datetime
    about: Mapping[str, Any]
    recipient: str
    text: str
    served_on: date | None
    service: Service | None
    scan_id: int | None
    sha256: str
    mine: bool
    template: str = ""
    scans_before: tuple[int, ...] = ()
    withdrawn_at: datetime | None = None


def papers_of(*, viewer: Viewer, stream: str) -> list[PaperRow]:
    """Return the papers of a case the viewer was shown, those he may read, oldest first."""
    found = [
        row
        for row in CasePaper.objects.filter(stream=stream).order_by("id")
        if may_read(viewer.actor.role, PaperKind(row.kind))
    ]
    if not found:
        return []
    texts = records.open_sealed([number for row in found for number in (row.recipient_id, row.text_id)])
    # Of old a paper did not keep its body's name; those whose number did not tell it either say today's.
    names = people.body_names({row.body_id for row in found if "body" not in row.about})
    return [
        PaperRow(
            id=row.pk,
            kind=PaperKind(row.kind),
            number=row.number,
            body=row.about.get("body") or names.get(row.body_id, ""),
            made_at=row.made_at,
            about=row.about,
            recipient=texts.get(row.recipient_id) or "",
            text=texts.get(row.text_id) or "",
            served_on=row.served_on,
            service=Service(row.service) if row.service else None,
            scan_id=row.scan_id,
            sha256=row.sha256,
            mine=row.body_id == viewer.actor.body_id,
            template=row.template,
            scans_before=tuple(one["file"] for one in row.scans_before),
            withdrawn_at=row.withdrawn_at,
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A paper of which nobody has registered yet how it was served, with its case and place."""

    id: int
    kind: PaperKind
    number: str
    case: str
    place: str
    made_at: datetime


def unserved_papers(*, actor: Actor, before: int | None = None, limit: int = 50) -> list[Unserved]:
    """Return the papers of the actor's body that wait to be registered as served, the newest first; one statement."""
    rows = _unserved(actor).order_by("-pk")
    rows = rows if before is None else rows.filter(pk__lt=before)
    found = rows.values_list("pk", "kind", "number", "case__number", "case__estate_name", "made_at")[:limit]
    return [
        Unserved(pk, PaperKind(kind), number, case, place, made_at)
        for pk, kind, number, case, place, made_at in found
    ]


def unserved_count(*, actor: Actor) -> records.Lines[tuple[int]]:
    """Return how many there are, nothing where none is; no statement for who makes none."""
    return records.counted(_unserved(actor))


def _unserved(actor: Actor) -> QuerySet[CasePaper]:
    if actor.role not in CLERKS or actor.body_id is None:
        return CasePaper.objects.none()
    return CasePaper.objects.filter(body_id=actor.body_id, served_on=None, withdrawn_at=None)

"""The papers of a case as this viewer may read them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.queries.one import CasePage
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import (
    CLERKS,
    REPORTER_NAME,
    Addressed,
    Addressee,
    PaperKind,
    Service,
    is_masked,
    may_read,
)
from hemei.coordination.cases.viewing import bound
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a case; `mine` says that it is of the viewer's own body, or one it succeeded, which serves it."""

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


def written_by(body: int | None) -> QuerySet[CasePaper]:
    """Return the papers of a body, and of those whose duties it took over: it serves them and keeps their copies."""
    line = RawSQL("select unnest(people_line(%s))", [body or 0])
    return CasePaper.objects.filter(body_id__in=line)


def papers_of(*, page: CasePage, now: datetime) -> list[PaperRow]:
    """Return the papers of a case as its viewer was shown it, those he may read, oldest first."""
    with _let_in(page.viewer):
        return _papers(page, now)


def scan_of(*, page: CasePage, file: int) -> records.FileRow | None:
    """Return the file of a sealed copy, of a paper that was found for the viewer."""
    with _let_in(page.viewer):
        return next((one for one in records.files_of([page.stream]) if one.id == file), None)


def _let_in(viewer: Viewer) -> AbstractContextManager[None]:
    """Open the case to who has shown the reporter's phone; whoever is signed in stands in a transaction of his own."""
    return bound(viewer) if viewer.actor.account_id is None else nullcontext()


def _papers(page: CasePage, now: datetime) -> list[PaperRow]:
    viewer = page.viewer
    found = [
        row
        for row in CasePaper.objects.filter(stream=page.stream)
        .annotate(mine=_mine(viewer.actor))
        .order_by("id")
        if may_read(_addressed(row), page.state, viewer)
    ]
    if not found:
        return []
    texts = records.open_sealed([number for row in found for number in (row.recipient_id, row.text_id)])
    # Of old a paper did not keep its body's name; those whose number did not tell it either say today's.
    names = people.body_names({row.body_id for row in found if "body" not in row.about})
    rows = [
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
            mine=row.mine,
            template=row.template,
            scans_before=tuple(one["file"] for one in row.scans_before),
            withdrawn_at=row.withdrawn_at,
        )
        for row in found
    ]
    return [_masked(row, now) for row in rows] if is_masked(viewer.actor.role) else rows


def _mine(actor: Actor) -> Exists:
    return Exists(written_by(actor.body_id).filter(pk=OuterRef("pk")))


def _addressed(row: CasePaper) -> Addressed:
    addressee = Addressee(row.addressee) if row.addressee else None
    return Addressed(PaperKind(row.kind), addressee, row.addressee_body_id)


def _masked(row: PaperRow, now: datetime) -> PaperRow:
    """Return a paper without the name it is for; its sealed copy, on which it stands, is not given either."""
    shown = row.recipient if row.recipient == REPORTER_NAME else people.masked("name", row.recipient, now)
    text = row.text.replace(row.recipient, shown) if row.recipient else row.text
    return replace(row, recipient=shown, text=text, scan_id=None, sha256="", scans_before=())


@dataclass(frozen=True, slots=True)
class Unserved:
    """A paper of which nobody has registered yet how it was served, with its case, its place and whom it is for."""

    id: int
    kind: PaperKind
    number: str
    case: str
    place: str
    made_at: datetime
    recipient: str


def unserved_papers(*, actor: Actor, before: int | None = None, limit: int = 50) -> list[Unserved]:
    """Return the papers of the actor's body that wait to be registered as served, the newest first; two statements."""
    rows = _unserved(actor).order_by("-pk")
    rows = rows if before is None else rows.filter(pk__lt=before)
    found = list(
        rows.values_list(
            "pk", "kind", "number", "case__number", "case__estate_name", "made_at", "recipient_id"
        )[:limit]
    )
    names = records.open_sealed([row[-1] for row in found]) if found else {}
    return [
        Unserved(pk, PaperKind(kind), number, case, place, made_at, names.get(recipient) or "")
        for pk, kind, number, case, place, made_at, recipient in found
    ]


def unserved_count(*, actor: Actor) -> records.Lines[tuple[int]]:
    """Return how many there are, nothing where none is; no statement for who makes none."""
    return records.counted(_unserved(actor))


def _unserved(actor: Actor) -> QuerySet[CasePaper]:
    if actor.role not in CLERKS or actor.body_id is None:
        return CasePaper.objects.none()
    return written_by(actor.body_id).filter(served_on=None, withdrawn_at=None)

"""The notices of a dispute: to whom, about what, whether it reached him. For who may read the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.oversight.mediation.models import Notice
from hemei.oversight.mediation.queries.disputes import DisputePage, dispute
from hemei.oversight.mediation.rules.notices import NoticeKind, Service


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice; `note` is what was written of its service, None where nothing was or it was erased."""

    id: int
    number: str
    party_id: int
    kind: NoticeKind
    made_at: datetime
    served_on: date | None
    service: Service | None
    note: str | None
    printed: bool


def purpose_of(notice_id: int) -> str:
    """Return under which purpose the paper of a notice is kept in the file."""
    return f"notice-{notice_id}"


_NOTICE = ("id", "number", "party_id", "kind", "made_at", "served_on", "service", "note_id")


def notices_of(page: DisputePage, *, kept: frozenset[str]) -> list[NoticeRow]:
    """Return the notices of an opened file, the latest first; to a party his own alone. `kept` are its files."""
    rows = Notice.objects.filter(dispute_id=page.row.id).order_by("-id")
    if not page.handles:
        rows = rows.filter(party_id__in=[party.id for party in page.own])
    found = list(rows.values_list(*_NOTICE))
    notes = record.open_sealed([row[-1] for row in found if row[-1]])
    return [
        NoticeRow(
            number, file, party, NoticeKind(kind), at, on, Service(way) if way else None, notes.get(note or 0),
            purpose_of(number) in kept,
        )
        for number, file, party, kind, at, on, way, note in found
    ]  # fmt: skip


def notice_file(notice_id: int, *, actor: Actor, now: datetime) -> tuple[str, record.FileRow] | None:
    """Return number and paper of a notice: to whoever handles the file, and to the party it is for."""
    found = Notice.objects.filter(record.seen_by(actor), pk=notice_id).first()
    page = dispute(found.dispute_id, actor=actor, now=now) if found is not None else None
    if found is None or page is None or not (page.handles or found.party_id in {one.id for one in page.own}):
        return None
    files = record.files_of([found.stream])
    return next(((found.number, one) for one in files if one.purpose == purpose_of(found.pk)), None)

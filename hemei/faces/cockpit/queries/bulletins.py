"""Readers of bulletins: those of a place for who is in charge of it, and the published ones for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from hemei.faces.cockpit.models import Bulletin
from hemei.faces.cockpit.rules import BULLETIN_MAY, BulletinState, BulletinWork
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor

_ACTS = {
    "make": people.Act.MAKE_BULLETIN,
    "check": people.Act.MAKE_BULLETIN,
    "publish": people.Act.PUBLISH_BULLETIN,
    "withdraw": people.Act.PUBLISH_BULLETIN,
}


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """A bulletin as its page shows it."""

    id: int
    stream: str
    place_id: int
    month: date
    state: BulletinState
    work: BulletinWork
    step: int
    title: str
    number_words: str
    content: dict[str, Any] | None
    docx_sha256: str
    pdf_sha256: str
    asked_at: datetime
    made_at: datetime | None
    checked_at: datetime | None
    differs: list[str] | None
    published_at: datetime | None

    def may(self, act: str, actor: Actor) -> bool:
        """Whether this actor may make, check, publish or withdraw it now."""
        return (
            not self.work and self.state in BULLETIN_MAY[act] and people.may(actor.role, _ACTS[act]).allowed
        )


_FIELDS = tuple(BulletinRow.__slots__)


def bulletins(
    *, actor: Actor, place_id: int | None = None, before: date | None = None, limit: int = 50
) -> list[BulletinRow]:
    """Return the bulletins the actor may see, of one place or all, the latest month first; one statement."""
    if not people.may(actor.role, people.Act.SEE_FIGURES).allowed:
        return []
    rows = Bulletin.objects.filter(records.seen_by(actor)).order_by("-month", "id")
    if place_id is not None:
        rows = rows.filter(place_id=place_id)
    if before is not None:
        rows = rows.filter(month__lt=before)
    return [_row(values) for values in rows.values(*_FIELDS)[:limit]]


def bulletin_by_id(bulletin_id: int, *, actor: Actor) -> BulletinRow | None:
    """Return one bulletin; not there and not his look alike."""
    if not people.may(actor.role, people.Act.SEE_FIGURES).allowed:
        return None
    values = Bulletin.objects.filter(records.seen_by(actor), pk=bulletin_id).values(*_FIELDS).first()
    return None if values is None else _row(values)


def bulletin_file(row: BulletinRow, form: str) -> bytes | None:
    """Return the kept file of a bulletin, DOCX or PDF; None before it was made."""
    found = next((file for file in records.files_of([row.stream]) if file.purpose == form), None)
    return None if found is None else records.file_content(found)


def _row(values: dict[str, Any]) -> BulletinRow:
    return BulletinRow(
        **{**values, "state": BulletinState(values["state"]), "work": BulletinWork(values["work"])}
    )


@dataclass(frozen=True, slots=True)
class PublishedBulletin:
    """A bulletin as everybody may read it."""

    id: int
    month: date
    title: str
    number_words: str
    form: str
    sha256: str
    digest: str
    size: int
    published_at: datetime


_PUBLISHED = f"select {', '.join(PublishedBulletin.__slots__)} from public_bulletin"


def published_bulletins(*, before: int | None = None, limit: int = 50) -> list[PublishedBulletin]:
    """Return the published PDFs, the latest first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_PUBLISHED} where form = 'pdf' and (%(before)s::bigint is null or id < %(before)s)"
            " order by id desc limit %(limit)s",
            {"before": before, "limit": limit},
        )
        return [PublishedBulletin(*row) for row in cursor.fetchall()]


def published_file(bulletin_id: int, form: str) -> tuple[PublishedBulletin, bytes] | None:
    """Return a published file with its bytes; None where it is not published."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_PUBLISHED} where id = %s and form = %s", [bulletin_id, form])
        row = cursor.fetchone()
    if row is None:
        return None
    found = PublishedBulletin(*row)
    return found, records.stored_bytes(found.digest)

"""Readers of the record. Row-level security decides what the bound actor sees."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Q
from django.db.models.expressions import RawSQL

from hemei.ground.records import models
from hemei.ground.records.blind import blind_index, blind_indexes
from hemei.ground.records.event_names import event_names
from hemei.ground.records.grams import pairs_of
from hemei.ground.records.keys import is_present, unlock
from hemei.ground.records.photos import preview_of
from hemei.ground.records.queries.grams import Said, can_be_searched, masked, texts_saying, tokens_wanted
from hemei.ground.records.queries.named import NamedFile, named_file
from hemei.ground.records.queries.rollups import RollupRow, Stated, rollup_rows, rollup_states
from hemei.ground.records.queries.sealed import decrypt, open_sealed, unlock_bytes
from hemei.ground.records.queries.templates import paper_template, templates_on
from hemei.ground.records.queries.together import Lines, counted, lines, lines_of, read_together
from hemei.ground.records.queries.told import events_told
from hemei.ground.records.rules import Choice, PaperTemplate
from hemei.ground.records.services.files import path_of
from hemei.ground.records.standards import standards
from hemei.kernel.actor import Actor
from hemei.kernel.standards import Head

__all__ = [
    "ActorRow",
    "AuditRow",
    "Choice",
    "Covering",
    "EventRow",
    "FileRow",
    "Lines",
    "NamedFile",
    "PaperTemplate",
    "RollupRow",
    "Said",
    "SealedRow",
    "Stated",
    "actors_in",
    "blind_index",
    "blind_indexes",
    "bodies_shown",
    "can_be_searched",
    "checkpoint_covering",
    "counted",
    "decrypt",
    "event_names",
    "events_of",
    "events_told",
    "file_content",
    "files_of",
    "head_of",
    "held_streams",
    "histories",
    "history",
    "is_loaded",
    "is_present",
    "jurisdiction_of",
    "last_event_of",
    "latest_events",
    "lines",
    "lines_of",
    "masked",
    "named_file",
    "open_sealed",
    "pairs_of",
    "paper_template",
    "payload_text",
    "preview_of",
    "public_checkpoints",
    "read_together",
    "rollup_rows",
    "rollup_states",
    "sealed_row",
    "sealed_streams",
    "seen_by",
    "standards",
    "stored_bytes",
    "streams_shown_to",
    "templates_on",
    "texts_saying",
    "tokens_wanted",
    "unlock_bytes",
]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a history."""

    id: int
    seq: int
    type: str
    at: datetime
    actor: dict[str, Any]
    data: dict[str, Any]
    standards: list[dict[str, Any]]
    hash: str


@dataclass(frozen=True, slots=True)
class ActorRow:
    """That a person did an act for a body."""

    stream: str
    type: str
    person_id: int
    body_id: int


def history(*, stream: str, after: int = 0) -> list[EventRow]:
    """Return a stream's events in order, those after a sequence number; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, seq, payload::text, encode(hash, 'hex') from records_event"
            " where stream = %s and seq > %s order by seq",
            [stream, after],
        )
        return [_event_row(*row) for row in cursor.fetchall()]


def histories(streams: Iterable[str]) -> dict[str, list[EventRow]]:
    """Return the events of many streams, each in order; one statement."""
    found: dict[str, list[EventRow]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select stream, id, seq, payload::text, encode(hash, 'hex') from records_event"
            " where stream = any(%s) order by stream, seq",
            [list(streams)],
        )
        for stream, *row in cursor.fetchall():
            found.setdefault(stream, []).append(_event_row(*row))
    return found


def jurisdiction_of(name: str, day: str) -> str:
    """Return whose a standard's document of a day is, empty where this copy has none."""
    head = head_of(name, day)
    return head.jurisdiction if head else ""


def head_of(name: str, day: str) -> Head | None:
    """Return the head of a standard's document of a day, nothing where this copy has none."""
    heads = (document.head for document in standards().documents if document.head.name == name)
    return next((head for head in heads if head.day.isoformat() == day), None)


def events_of(*, streams: Iterable[str], kind: str) -> list[tuple[str, EventRow]]:
    """Return the events of one type in some streams, each with its stream, in order; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select stream, id, seq, payload::text, encode(hash, 'hex') from records_event"
            " where stream = any(%s) and type = %s order by id",
            [list(streams), kind],
        )
        return [(stream, _event_row(*row)) for stream, *row in cursor.fetchall()]


def actors_in(streams: Iterable[str], *, types: Iterable[str]) -> list[ActorRow]:
    """Return which persons did acts of some types in some streams, and for which bodies, in order; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select stream, type, (payload->'actor'->>'person')::bigint, (payload->'actor'->>'body')::bigint"
            " from records_event where stream = any(%s) and type = any(%s)"
            " and payload->'actor'->>'person' is not null and payload->'actor'->>'body' is not null order by id",
            [list(streams), list(types)],
        )
        return [ActorRow(*row) for row in cursor.fetchall()]


def _event_row(identity: int, seq: int, text: str, digest: str) -> EventRow:
    payload = json.loads(text)
    return EventRow(
        id=identity,
        seq=seq,
        type=payload["type"],
        at=datetime.fromisoformat(payload["at"]),
        actor=payload["actor"],
        data=payload["data"],
        standards=payload["standards"],
        hash=digest,
    )


def sealed_streams(*, field: str, text: str) -> list[tuple[str, int]]:
    """Return (stream, vault id) of every visible row whose indexed field equals the text exactly."""
    rows = models.Sealed.objects.filter(
        field=field, blind_index__in=blind_indexes(field, text), erased_at=None
    )
    return list(rows.order_by("id").values_list("stream", "id"))


def held_streams(person_id: int) -> list[str]:
    """Return the visible streams that hold a text of a person."""
    rows = models.Sealed.objects.filter(person_id=person_id)
    return list(rows.order_by("stream").values_list("stream", flat=True).distinct())


def bodies_shown(streams: Iterable[str]) -> dict[str, set[int]]:
    """Return the bodies that the access list opens each of these streams to; one statement."""
    found: dict[str, set[int]] = {}
    rows = models.Access.objects.filter(stream__in=list(streams), body_id__isnull=False)
    for stream, body in rows.values_list("stream", "body_id"):
        found.setdefault(stream, set()).add(int(body or 0))
    return found


def persons_shown(streams: Iterable[str]) -> set[int]:
    """Return the persons that the access list opens one of these streams to; one statement."""
    rows = models.Access.objects.filter(stream__in=list(streams), person_id__isnull=False)
    return {int(person or 0) for person in rows.values_list("person_id", flat=True)}


def streams_shown_to(person_id: int, *, prefix: str) -> list[str]:
    """Return the streams of a kind that the access list opens to a person himself; one statement."""
    rows = models.Access.objects.filter(person_id=person_id, stream__startswith=prefix)
    return list(rows.order_by("stream").values_list("stream", flat=True))


def shown_between(numbers: Iterable[int], *, prefix: str) -> list[tuple[str, int]]:
    """Return which streams of a kind, named by a number, are open to which persons, where either is among these.

    One statement.
    """
    known = list(numbers)
    either = Q(stream__in=[f"{prefix}{one}" for one in known]) | Q(
        person_id__in=known, stream__startswith=prefix
    )
    rows = models.Access.objects.filter(either, person_id__isnull=False)
    return [(stream, int(person or 0)) for stream, person in rows.values_list("stream", "person_id")]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A stored file; its content lies under the digest."""

    id: int
    stream: str
    purpose: str
    digest: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    evidence_id: int | None


_FILES = f"""
select {", ".join(FileRow.__slots__)} from records_file
where stream = any(%s) and erased_at is null order by id
"""


def files_of(streams: Sequence[str]) -> list[FileRow]:
    """Return the files of some streams that are still kept, oldest first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FILES, [list(streams)])
        return [FileRow(*row) for row in cursor.fetchall()]


def file_content(file: FileRow) -> bytes:
    """Return a file's decrypted bytes."""
    return stored_bytes(file.digest)


def stored_bytes(digest: str) -> bytes:
    """Return the decrypted bytes that lie under a digest, for who has it from a row he may see."""
    return unlock(path_of(digest).read_bytes(), purpose="files", bound=digest.encode())


def public_checkpoints(*, limit: int = 60, until: datetime | None = None) -> list[dict[str, Any]]:
    """Return the latest published checkpoints, or the latest of a moment, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select day, taken_at, last_event_id, size, root from public_checkpoint"
            " where %s::timestamptz is null or taken_at <= %s order by size desc limit %s",
            [until, until, limit],
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Covering:
    """A published checkpoint: its day and its root in hexadecimal digits."""

    day: date
    root: str


def checkpoint_covering(event_id: int) -> Covering | None:
    """Return the first checkpoint that covers an event; None until one is taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select day, root from public_checkpoint where last_event_id >= %s order by size limit 1",
            [event_id],
        )
        row = cursor.fetchone()
    return Covering(*row) if row else None


def plan_by_values() -> None:
    """Let the rest of the transaction plan each statement for its own values.

    A list over a small place is quick by one index, over a large one by another. A plan that was kept
    for all actors looked cheap and took a hundred times as long for a street (measured by `bench/`).
    """
    with connection.cursor() as cursor:
        cursor.execute("set local plan_cache_mode = force_custom_plan")


def last_event_of(apps: Iterable[str]) -> int:
    """Return the id of the latest visible event of these apps, 0 where there is none."""
    found = [
        models.Event.objects.filter(type__gte=f"{app}.", type__lt=f"{app}/").aggregate(last=Max("id"))["last"]
        for app in apps
    ]
    return max((number for number in found if number), default=0)


def is_loaded() -> bool:
    """Whether any event was ever recorded, for the health page."""
    return models.Stream.objects.exists()


def payload_text(value: Any) -> str:
    """Return a payload as readable JSON for the audit page."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)


@dataclass(frozen=True, slots=True)
class SealedRow:
    """Where a vault row belongs, without its content."""

    stream: str
    scope: str
    field: str
    person_id: int | None


def sealed_row(vault_id: int) -> SealedRow | None:
    """Return where a visible vault row belongs, else ``None``."""
    fields = models.Sealed.objects.filter(pk=vault_id).values_list("stream", "scope", "field", "person_id")
    found = fields.first()
    return SealedRow(*found) if found else None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event among those of all streams."""

    id: int
    stream: str
    scope: str
    payload: dict[str, Any]
    hash: str


def latest_events(
    *,
    before: int | None = None,
    stream: str = "",
    streams: Collection[str] = (),
    type: str = "",  # noqa: A002 - the field's name
    limit: int = 50,
) -> list[AuditRow]:
    """Return visible events of all streams, or of these, newest first, before an id; one statement."""
    rows = models.Event.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if stream:
        rows = rows.filter(stream=stream)
    if streams:
        rows = rows.filter(stream__in=streams)
    if type:
        rows = rows.filter(type=type)
    found = rows.values_list("id", "stream", "scope", "payload", "hash")[:limit]
    return [AuditRow(*row[:4], bytes(row[4]).hex()) for row in found]


def seen_by(actor: Actor) -> Q:
    """Return the first wall for a table with `scope` and `stream`: the actor's places, or what is shared.

    Row-level security repeats it; a query says it too, so that the index on `scope` is used.
    """
    shared = "select stream from records_access where body_id = %s or person_id = %s"
    condition = Q(stream__in=RawSQL(shared, [actor.body_id, actor.person_id]))  # noqa: S611 - both are bound
    for place in actor.places:
        condition |= Q(scope__gte=place.lower, scope__lt=place.upper)
    return condition

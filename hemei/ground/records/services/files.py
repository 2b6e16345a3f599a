"""Files: photos are checked, stripped, drawn anew, encrypted, and stored under their digest."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from hemei.ground.records import models
from hemei.ground.records.attachments import DOCUMENT_ENDINGS, Attachment, read_attachment
from hemei.ground.records.keys import derived, lock
from hemei.ground.records.photos import Photo, read_photo
from hemei.ground.records.services.bulk import insert_rows
from hemei.ground.records.services.vault import next_ids, seal

ATTACHMENT_NAME = "attachment_name"


def path_of(digest: str) -> Path:
    """Return where a file of this digest lies."""
    return Path(settings.MEDIA) / digest[:2] / digest[2:]


def digest_of(content: bytes) -> str:
    """Return the keyed digest a content is stored under."""
    return hmac.new(derived(settings.VAULT_KEY, "files"), content, "sha256").hexdigest()


def store_bytes(content: bytes) -> str:
    """Encrypt and store a content; returns its keyed digest. The same content is stored once.

    The file is written beside its place and moved there, so a killed process
    leaves no half file under a digest.
    """
    digest = digest_of(content)
    if not path_of(digest).exists():
        write_locked(digest, content)
    return digest


def write_locked(digest: str, content: bytes) -> None:
    """Put a content, locked, under its digest: written beside its place and moved there whole."""
    target = path_of(digest)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_name(f".{digest}.{secrets.token_hex(4)}")
    with partial.open("wb") as out:
        out.write(lock(content, purpose="files", bound=digest.encode()))
        out.flush()
        os.fsync(out.fileno())
    partial.replace(target)


def keep_file(
    *, content: bytes, media_type: str, stream: str, scope: str, purpose: str, now: datetime
) -> models.File:
    """Keep a file of our own, or one whose caller has checked what it is; as it comes, encrypted."""
    return models.File.objects.create(
        stream=stream,
        scope=scope,
        purpose=purpose,
        digest=store_bytes(content),
        media_type=media_type,
        size=len(content),
        added_at=now,
    )


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file about to be kept as it comes, with the stream it belongs to."""

    content: bytes
    media_type: str
    stream: str
    scope: str
    purpose: str
    added_at: datetime


def keep_files(drafts: Sequence[FileDraft]) -> list[int]:
    """Keep many files as :func:`keep_file` keeps one, their rows in one statement; return their ids in order."""
    ids = next_ids("records_file", len(drafts))
    insert_rows(
        [
            models.File(
                id=number,
                stream=draft.stream,
                scope=draft.scope,
                purpose=draft.purpose,
                digest=store_bytes(draft.content),
                media_type=draft.media_type,
                size=len(draft.content),
                added_at=draft.added_at,
            )
            for number, draft in zip(ids, drafts, strict=True)
        ]
    )
    return ids


def prepare_photo(upload: BinaryIO, *, name: str, most_bytes: int) -> Photo:
    """Check and re-draw an upload; raises `Refused` with what is wrong. Touches no table."""
    return read_photo(upload, name=name, most_bytes=most_bytes)


def photo_row(photo: Photo, *, stream: str, scope: str, purpose: str, now: datetime) -> dict[str, object]:
    """Store a photo's bytes and return its table row (without id and evidence)."""
    return {
        "stream": stream,
        "scope": scope,
        "purpose": purpose,
        "digest": store_bytes(photo.content),
        "media_type": photo.media_type,
        "size": len(photo.content),
        "width": photo.width,
        "height": photo.height,
        "evidence_id": None,
        "added_at": now,
    }


def add_photo(photo: Photo, *, stream: str, scope: str, purpose: str, now: datetime) -> models.File:
    """Store a photo; time and position of capture go to the vault as restricted evidence."""
    row = photo_row(photo, stream=stream, scope=scope, purpose=purpose, now=now)
    if photo.evidence:
        row["evidence_id"] = seal(
            stream=stream, scope=scope, field="photo_evidence", text=photo.evidence
        ).vault_id
    return models.File.objects.create(**row)


def prepare_attachment(upload: BinaryIO, *, name: str, most_bytes: int) -> Attachment:
    """Check an uploaded PDF, DOCX or XLSX; raises `Refused` with what is wrong. Touches no table."""
    return read_attachment(upload, name=name, most_bytes=most_bytes)


def add_attachment(
    attachment: Attachment, *, stream: str, scope: str, purpose: str, now: datetime
) -> models.File:
    """Store a attachment as it came; what its owner called it goes to the vault."""
    named = seal(stream=stream, scope=scope, field=ATTACHMENT_NAME, text=attachment.name)
    return models.File.objects.create(
        stream=stream,
        scope=scope,
        purpose=purpose,
        digest=store_bytes(attachment.content),
        media_type=attachment.media_type,
        size=len(attachment.content),
        evidence_id=named.vault_id,
        added_at=now,
    )


def keep_scan(
    upload: BinaryIO, *, name: str, most_bytes: int, stream: str, scope: str, purpose: str, now: datetime
) -> models.File:
    """Check and store one paper that proves something, a photo or a document; raises `Refused` with what is wrong."""
    where: Any = {"stream": stream, "scope": scope, "purpose": purpose, "now": now}
    if name.lower().endswith(DOCUMENT_ENDINGS):
        return add_attachment(prepare_attachment(upload, name=name, most_bytes=most_bytes), **where)
    return add_photo(prepare_photo(upload, name=name, most_bytes=most_bytes), **where)


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """A photo about to be kept, with the stream it belongs to."""

    photo: Photo
    stream: str
    scope: str
    purpose: str
    added_at: datetime


def add_photos(drafts: Sequence[PhotoDraft]) -> list[int]:
    """Keep many photos without evidence in few statements; return their ids in order.

    The same photo in memory is stored once, however often it is used.
    """
    digests: dict[int, str] = {}
    for draft in drafts:
        if draft.photo.evidence:
            raise ValueError("a photo with time and place of capture is kept one by one: use add_photo")
        if id(draft.photo) not in digests:
            digests[id(draft.photo)] = store_bytes(draft.photo.content)
    ids = next_ids("records_file", len(drafts))
    insert_rows(
        [
            models.File(
                id=number,
                stream=draft.stream,
                scope=draft.scope,
                purpose=draft.purpose,
                digest=digests[id(draft.photo)],
                media_type=draft.photo.media_type,
                size=len(draft.photo.content),
                width=draft.photo.width,
                height=draft.photo.height,
                evidence_id=None,
                added_at=draft.added_at,
            )
            for number, draft in zip(ids, drafts, strict=True)
        ]
    )
    return ids

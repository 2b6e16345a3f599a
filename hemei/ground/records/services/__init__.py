"""The writers of the record; other apps enter here."""

from hemei.ground.records.photos import Photo
from hemei.ground.records.services.bulk import insert_many, insert_rows, record_many
from hemei.ground.records.services.checkpoints import publish_checkpoints, take_checkpoint
from hemei.ground.records.services.documents import Issue, keep_document
from hemei.ground.records.services.events import EventDraft, draft_row, record_event, record_events
from hemei.ground.records.services.files import (
    PhotoDraft,
    add_photo,
    add_photos,
    digest_of,
    prepare_photo,
    store_bytes,
)
from hemei.ground.records.services.outbox import deliver_pending, skip_unheard
from hemei.ground.records.services.scope import (
    acting,
    as_public,
    bind,
    grant_access,
    is_acting,
    revoke_access,
)
from hemei.ground.records.services.vault import (
    Sealed,
    erase_person,
    next_ids,
    prepare_seal,
    seal,
    write_seals,
)

__all__ = [
    "EventDraft",
    "Issue",
    "Photo",
    "PhotoDraft",
    "Sealed",
    "acting",
    "add_photo",
    "add_photos",
    "as_public",
    "bind",
    "deliver_pending",
    "digest_of",
    "draft_row",
    "erase_person",
    "grant_access",
    "insert_many",
    "insert_rows",
    "is_acting",
    "keep_document",
    "next_ids",
    "prepare_photo",
    "prepare_seal",
    "publish_checkpoints",
    "record_event",
    "record_events",
    "record_many",
    "revoke_access",
    "seal",
    "skip_unheard",
    "store_bytes",
    "take_checkpoint",
    "write_seals",
]

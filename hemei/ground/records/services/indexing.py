"""Make searchable what was sealed before there was an index; in batches, a transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from hemei.ground.records.blind import blind_index
from hemei.ground.records.grams import row_tokens
from hemei.ground.records.keys import mark_of
from hemei.ground.records.queries.sealed import decrypt
from hemei.ground.records.services.bulk import keep_grams

# A text that is being erased is waited for: its words must not come back after it has gone.
_NEXT = """
select s.id, s.stream, s.scope, s.field, s.ciphertext from records_sealed s
where s.id > %(after)s and s.field = any(%(fields)s) and starts_with(s.stream, %(kind)s) and s.erased_at is null
  and {lacking}
order by s.id limit %(limit)s for update of s
"""
_NO_WORDS = "not exists (select 1 from records_gram g where g.id = s.id)"
_NO_DIGEST = "s.blind_index is null"


@dataclass(frozen=True, slots=True)
class Searched:
    """Which sealed texts can be searched: some fields of one kind of stream."""

    kind: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """How far the vault was read, and how many texts were taken in; `last` is None at the end."""

    last: int | None
    count: int


def index_words(*, searched: Searched, after: int = 0, limit: int = 1_000) -> Batch:
    """Take in the words of the next texts that have none yet; may be killed and called again."""
    mark = mark_of(settings.VAULT_KEY)
    with transaction.atomic():
        found = _next(_NO_WORDS, searched, after, limit)
        keep_grams(
            (number, stream, scope, row_tokens(decrypt(ciphertext, field) or "", scope), mark)
            for number, stream, scope, field, ciphertext in found
        )
    return Batch(found[-1][0] if found else None, len(found))


def index_whole(*, searched: Searched, after: int = 0, limit: int = 1_000) -> Batch:
    """Let the next whole texts that have no blind index yet be found exactly; otherwise as :func:`index_words`."""
    with transaction.atomic():
        found = _next(_NO_DIGEST, searched, after, limit)
        ids = [row[0] for row in found]
        digests = [blind_index(field, decrypt(ciphertext, field) or "") for *_, field, ciphertext in found]
        with connection.cursor() as cursor:
            cursor.execute(
                "update records_sealed s set blind_index = given.digest"
                " from unnest(%b::bigint[], %b::bytea[]) as given(id, digest) where s.id = given.id",
                [ids, digests],
            )
    return Batch(ids[-1] if ids else None, len(ids))


def _next(
    lacking: str, searched: Searched, after: int, limit: int
) -> Sequence[tuple[int, str, str, str, bytes]]:
    values: dict[str, str | int | list[str]] = {
        "after": after,
        "limit": limit,
        "kind": searched.kind,
        "fields": list(searched.fields),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(lacking=lacking), values)
        found: Sequence[tuple[int, str, str, str, bytes]] = cursor.fetchall()
    return found

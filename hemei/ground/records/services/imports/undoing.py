"""Taking a batch back: the rows stand again exactly as before, or nothing is touched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from hemei.ground.records.models import Import
from hemei.ground.records.services.events import EventDraft, record_events
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark

# Texts of the vault are not removed but emptied, as when a person is forgotten.
_VAULT = "records_sealed"


def digests_of(
    inserted: Mapping[str, Sequence[int]], before: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, str]:
    """Return the SHA-256 of the rows a batch touched, by table, as they stand now.

    The batch's event carries it, so that what was written can be proven years later; of the vault it covers the
    commitments, which outlive the texts.
    """
    touched: dict[str, list[int]] = {table: list(ids) for table, ids in inserted.items()}
    for table, image in before:
        touched.setdefault(table, []).append(image["id"])
    return {table: _digest(table, ids) for table, ids in touched.items()}


def _digest(table: str, ids: Sequence[int]) -> str:
    content = "t.commitment" if table == _VAULT else "t::text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select encode(sha256(convert_to(coalesce(string_agg({content}, '' order by id), ''), 'UTF8')), 'hex')"
            f" from {table} t where id = any(%s)",
            [list(ids)],
        )
        return str(cursor.fetchone()[0])


def undo_next_batch(source: Import, *, actor: Actor, now: datetime) -> bool:
    """Take the last standing batch back; return whether one stood. The caller holds the import.

    Raises:
        Refused: a row was changed or used since; the batch then stays whole.
    """
    batch = source.batches.filter(undone_at=None).order_by("-first_row").first()
    if batch is None:
        return False
    trace = batch.trace
    inserted = {table: _ids(spans) for table, spans in trace["inserted"].items()}
    if digests_of(inserted, trace["before"]) != trace["digests"]:
        raise _moved_on(batch.first_row, batch.last_row)
    try:
        with transaction.atomic():
            for table, ids in reversed(inserted.items()):
                _take_back(table, ids, now)
            for table, image in reversed(trace["before"]):
                _put_back(table, image)
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
                cursor.execute("set constraints all deferred")
    except IntegrityError as error:
        raise _moved_on(batch.first_row, batch.last_row) from error
    batch.undone_at = now
    batch.save(update_fields=["undone_at"])
    record_events(actor=actor, drafts=[*_said(source, batch.first_row, batch.last_row, trace, now)])
    return True


def _said(source: Import, first: int, last: int, trace: Mapping[str, Any], now: datetime) -> list[EventDraft]:
    facts = {"register": source.register, "digest": source.digest, "first": first, "last": last}
    drafts = [EventDraft(source.stream, "records.batch_undone", now, source.scope, facts)]
    drafts += [
        EventDraft(stream, "records.subject_withdrawn", now, scope, {"import": source.pk})
        for stream, scope in trace["subjects"]
    ]
    return drafts


def _ids(spans: Sequence[Sequence[int]]) -> list[int]:
    return [number for first, last in spans for number in range(first, last + 1)]


def _take_back(table: str, ids: Sequence[int], now: datetime) -> None:
    with connection.cursor() as cursor:
        if table == _VAULT:
            cursor.execute(
                f"update {table} set ciphertext = null, salt = null, blind_index = null, erased_at = %s"
                " where id = any(%s)",
                [now, list(ids)],
            )
        else:
            cursor.execute(f"delete from {table} where id = any(%s)", [list(ids)])


def _put_back(table: str, image: Mapping[str, Any]) -> None:
    columns = [name for name in image if name != "id"]
    listed = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set ({listed}) = (select {listed} from jsonb_populate_record(null::{table}, %s::jsonb))"
            " where id = %s",
            [json.dumps(image), image["id"]],
        )


def _moved_on(first: int, last: int) -> Refused:
    return Refused.because(
        mark("第 {first} 至 {last} 行导入以后，有的内容已经变更或被使用，不能整批撤销。"),
        remedy=mark("请在各自的页面上逐项更正；此后的各批已经撤销。"),
        code="moved_on",
        first=first,
        last=last,
    )

"""Taking a batch back: the rows stand again exactly as before, or nothing is touched.

Where a register's subjects stand apart, that is said of each subject: what has moved on since stays, whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from hemei.ground.records.models import Import
from hemei.ground.records.services.events import EventDraft, record_events
from hemei.ground.records.services.imports.shape import register_entry
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reason, Refused, mark

# Texts of the vault are not removed but emptied, as when a person is forgotten.
_VAULT = "records_sealed"
# What proves a row: of the vault the commitments, which outlive texts and keys; words of texts change with the keys.
_PROOF = {_VAULT: "t.commitment", "records_gram": "t.id::text"}
MOST_NAMED = 20
_POINTING = """
select child.relname, own.attname, parent.relname
from pg_constraint c
join pg_class child on child.oid = c.conrelid
join pg_class parent on parent.oid = c.confrelid
join pg_attribute own on own.attrelid = c.conrelid and own.attnum = c.conkey[1]
where c.contype = 'f' and cardinality(c.conkey) = 1 and parent.relname = any(%s)
  and parent.relnamespace = current_schema()::regnamespace
order by child.relname, own.attname
"""
_TIMED = """
select stream from records_event
where stream = any(%s) and id > (
  select max(id) from records_event
  where stream = %s and type = 'records.batch_imported' and payload #>> '{data,first}' = %s
)
group by stream having bool_and(type = any(%s) and payload #>> '{actor,role}' = %s)
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """A batch that was taken back: how many subjects it had begun, and which of them stay."""

    begun: int
    left: tuple[str, ...]


def digests_of(
    inserted: Mapping[str, Sequence[int]], before: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, str]:
    """Return the SHA-256 of the rows a batch touched, by table, as they stand now.

    The batch's event carries it, so that what was written can be proven years later; of the vault it covers the
    commitments, which outlive the texts.
    """
    return {table: _digest(table, ids) for table, ids in _touched(inserted, before).items()}


def digests_by_stream(
    inserted: Mapping[str, Sequence[int]], before: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, str]:
    """Return the SHA-256 of the rows a batch touched, by the stream they belong to, as they stand now."""
    touched = _touched(inserted, before)
    parts = [
        f"select t.stream, '{table}' as name, t.id, {_PROOF.get(table, 't::text')} as content from {table} t"
        " where t.id = any(%s)"
        for table in touched
    ]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select stream, encode(sha256(convert_to(string_agg(content, '' order by name, id), 'UTF8')), 'hex')"
            f" from ({' union all '.join(parts)}) rows group by stream",
            list(touched.values()),
        )
        return dict(cursor.fetchall())


def _touched(
    inserted: Mapping[str, Sequence[int]], before: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, list[int]]:
    touched: dict[str, list[int]] = {table: list(ids) for table, ids in inserted.items()}
    for table, image in before:
        touched.setdefault(table, []).append(image["id"])
    return touched


def _digest(table: str, ids: Sequence[int]) -> str:
    content = _PROOF.get(table, "t::text")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select encode(sha256(convert_to(coalesce(string_agg({content}, '' order by id), ''), 'UTF8')), 'hex')"
            f" from {table} t where id = any(%s)",
            [list(ids)],
        )
        return str(cursor.fetchone()[0])


def undo_next_batch(source: Import, *, actor: Actor, now: datetime) -> Undone | None:
    """Take the last standing batch back and say what stays of it; None where none stood. The caller holds the import.

    Raises:
        Refused: a row was changed or used since; the batch then stays whole.
    """
    batch = source.batches.filter(undone_at=None).order_by("-first_row").first()
    if batch is None:
        return None
    trace = batch.trace
    inserted = {table: _ids(spans) for table, spans in trace["inserted"].items()}
    before = [(table, image) for table, image in trace["before"]]
    if trace.get("apart") is None and digests_of(inserted, before) != trace["digests"]:
        raise _moved_on(batch.first_row, batch.last_row)
    timed = _moved_by_time(source, batch.first_row, trace)
    inserted = _with_rows_of(inserted, timed)
    left = _moved(trace, inserted, before, timed)
    if left:
        inserted = {table: _without(table, ids, left) for table, ids in inserted.items()}
        before = [pair for pair in before if pair[1]["stream"] not in left]
    try:
        with transaction.atomic():
            for table, ids in reversed(inserted.items()):
                _take_back(table, ids, now)
            for table, image in reversed(before):
                _put_back(table, image)
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
                cursor.execute("set constraints all deferred")
    except IntegrityError as error:
        raise _moved_on(batch.first_row, batch.last_row) from error
    batch.undone_at, batch.trace = now, {**trace, "left": sorted(left)}
    batch.save(update_fields=["undone_at", "trace"])
    record_events(actor=actor, drafts=[*_said(source, batch.first_row, batch.last_row, batch.trace, now)])
    return Undone(len(trace["subjects"]), tuple(batch.trace["left"]))


def _moved(
    trace: Mapping[str, Any],
    inserted: Mapping[str, Sequence[int]],
    before: Sequence[tuple[str, Mapping[str, Any]]],
    timed: AbstractSet[str],
) -> set[str]:
    """Return the subjects that stand apart and moved on since the batch, other than by time alone."""
    then = trace.get("apart") or {}
    if not then:
        return set()
    now = digests_by_stream(inserted, before)
    changed = {stream for stream, digest in then.items() if now.get(stream) != digest}
    return (changed - timed) | (_leant_on(inserted) & then.keys())


def _moved_by_time(source: Import, first: int, trace: Mapping[str, Any]) -> set[str]:
    """Return the subjects the batch began to which only time has happened since: no person lost a word of it.

    The system wrote there, and nothing but what the register says that time brings: a clock ran out, say.
    """
    if not trace.get("apart"):
        return set()
    begun = [stream for stream, _ in trace["subjects"]]
    timed = list(register_entry(source.register).timed)
    with connection.cursor() as cursor:
        cursor.execute(_TIMED, [begun, source.stream, str(first), timed, Role.SYSTEM.value])
        return {stream for (stream,) in cursor.fetchall()}


def _with_rows_of(inserted: Mapping[str, Sequence[int]], streams: AbstractSet[str]) -> dict[str, list[int]]:
    """Add to the rows of a batch those that came to these subjects since, in the same tables."""
    found = {table: list(ids) for table, ids in inserted.items()}
    if not streams:
        return found
    with connection.cursor() as cursor:
        for table, ids in found.items():
            cursor.execute(
                f"select id from {table} where stream = any(%s) and not id = any(%s) order by id",
                [list(streams), list(ids)],
            )
            ids += [number for (number,) in cursor.fetchall()]
    return found


def _leant_on(inserted: Mapping[str, Sequence[int]]) -> set[str]:
    """Return the subjects that rows from after the batch point to: they did not change, and cannot be removed.

    Somebody follows such a case, say. Which tables can point to a subject, the database knows.
    """
    found: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(_POINTING, [list(inserted)])
        for child, column, parent in cursor.fetchall():
            cursor.execute(
                f"select distinct t.stream from {child} c join {parent} t on t.id = c.{column}"
                f" where c.{column} = any(%s) and not c.id = any(%s)",
                [list(inserted[parent]), list(inserted.get(child, ()))],
            )
            found |= {stream for (stream,) in cursor.fetchall()}
    return found


def _without(table: str, ids: Sequence[int], left: Iterable[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from {table} where id = any(%s) and not stream = any(%s) order by id",
            [list(ids), list(left)],
        )
        return [number for (number,) in cursor.fetchall()]


def left_of(source: Import) -> tuple[int, list[str]]:
    """Return how many subjects the undone batches had begun, and the streams of those that stay."""
    begun, left = 0, []
    for trace in source.batches.exclude(undone_at=None).order_by("first_row").values_list("trace", flat=True):
        begun += len(trace["subjects"])
        left += trace.get("left", ())
    return begun, left


def reason_of(source: Import, streams: Sequence[str]) -> Reason:
    """Say which subjects stay, by their names, the first of many."""
    names = register_entry(source.register).names
    shown = names(streams[:MOST_NAMED]) if names else streams[:MOST_NAMED]
    more = "" if len(streams) <= MOST_NAMED else " …"
    return Reason(
        mark("有 {count} 件导入以后已经有人办理，没有撤销，仍然在册：{names}"),
        {"count": len(streams), "names": "、".join(shown) + more},
        mark("这些请在各自的页面上办理；其余的已经撤销。"),
        code="left",
    )


def _said(source: Import, first: int, last: int, trace: Mapping[str, Any], now: datetime) -> list[EventDraft]:
    left = set(trace["left"])
    facts: dict[str, Any] = {
        "register": source.register,
        "digest": source.digest,
        "first": first,
        "last": last,
    }
    if left:
        facts["left"] = len(left)
    drafts = [EventDraft(source.stream, "records.batch_undone", now, source.scope, facts)]
    drafts += [
        EventDraft(stream, "records.subject_withdrawn", now, scope, {"import": source.pk})
        for stream, scope in trace["subjects"]
        if stream not in left
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

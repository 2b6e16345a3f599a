"""Recompute the whole record and name the first event that does not hold.

Runs on the owner's connection, which sees every row. Memory stays constant:
one pass by stream for the chains, one by id for the checkpoints.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections

from hemei.ground.records import rules
from hemei.ground.records.services.rotating import proof_keys
from hemei.kernel.proofs import MerkleTree, canonical

_EVENTS = """
select e.id, e.stream, e.seq, e.scope, e.payload::text, e.mac, e.previous, e.hash, e.payload->>'subject'
from records_event e order by e.stream, e.seq, e.id
"""
_LOST = """
select s.event_id, s.stream, s.seq from records_stream s
left join records_event e on e.stream = s.stream and e.seq = s.seq
where e.id is distinct from s.event_id or e.hash is distinct from s.hash order by s.event_id limit 100
"""
_BEYOND = """
select e.id, e.stream, e.seq from records_event e left join records_stream s on s.stream = e.stream
where s.stream is null or e.seq > s.seq order by e.id limit 100
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found; `first_broken` is the lowest event id that does not hold, or ``None``."""

    events: int
    checkpoints: int
    first_broken: int | None
    reason: str = ""

    @property
    def whole(self) -> bool:
        """Whether everything holds."""
        return self.first_broken is None and not self.reason


class _Findings:
    def __init__(self) -> None:
        self.first: int | None = None
        self.reason = ""

    def note(self, event_id: int, reason: str) -> None:
        if self.first is None or event_id < self.first:
            self.first, self.reason = event_id, reason


def verify(*, against: Path | None = None) -> Verdict:
    """Check chains, heads, proofs and checkpoints, and a published checkpoint file if given.

    Raises:
        ValueError: the file is not a checkpoint file.
    """
    found = _Findings()
    events = _check_chains(found)
    _check_heads(found)
    checkpoints = [*_own_checkpoints(), *(_published(against) if against else [])]
    if found.first is None:  # a broken chain is named by its own event, not by the checkpoint above it
        _check_checkpoints(checkpoints, found)
    return Verdict(events, len(checkpoints), found.first, found.reason)


def _check_chains(found: _Findings) -> int:
    keys = proof_keys("owner")
    count, stream, seq, previous = 0, "", 0, b""
    with connections["owner"].chunked_cursor() as cursor:
        cursor.execute(_EVENTS)
        for row in cursor:
            count += 1
            if row[1] != stream:
                stream, seq, previous = row[1], 0, b""
            _check_event(row, (seq, previous), keys, found)
            seq, previous = row[2], bytes(row[7])
    return count


def _check_event(
    row: tuple[Any, ...], before: tuple[int, bytes], keys: list[bytes], found: _Findings
) -> None:
    identity, stream, seq, scope, text, mac, previous, digest, _subject = row
    if seq != before[0] + 1:
        found.note(identity, f"it stands at place {seq} of {stream}, after place {before[0]}")
    elif bytes(previous) != before[1]:
        found.note(identity, "it does not follow the event before it")
    if rules.event_hash(bytes(previous), (identity, stream, seq, scope), text) != bytes(digest):
        found.note(identity, "its content does not match its hash")
    elif not _proven(keys, stream, scope, canonical(json.loads(text)), bytes(mac)):
        found.note(identity, "it was not written by the application")


def _proven(keys: list[bytes], stream: str, scope: str, text: bytes, mac: bytes) -> bool:
    """Whether a key of the application, present or former, wrote the event; the one that did is asked first next."""
    for place, key in enumerate(keys):
        if rules.event_mac(key, stream, scope, text) == mac:
            keys.insert(0, keys.pop(place))
            return True
    return False


def _check_heads(found: _Findings) -> None:
    """Compare each stream's end with its head: a deleted last event leaves the head behind."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_LOST)
        for event_id, stream, seq in cursor.fetchall():
            found.note(
                event_id, f"place {seq} of {stream}, which its head names as the last, is missing or another"
            )
        cursor.execute(_BEYOND)
        for event_id, stream, seq in cursor.fetchall():
            found.note(event_id, f"it stands at place {seq} of {stream}, beyond the head of the stream")


def _own_checkpoints() -> list[dict[str, Any]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select size, last_event_id, encode(root, 'hex') from records_checkpoint order by size"
        )
        return [dict(zip(("size", "last_event_id", "root"), row, strict=True)) for row in cursor.fetchall()]


def _published(path: Path) -> list[dict[str, Any]]:
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [{name: line[name] for name in ("size", "last_event_id", "root")} for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} is not a checkpoint file: {error}. Give a published checkpoints.jsonl."
        ) from error


def _check_checkpoints(checkpoints: list[dict[str, Any]], found: _Findings) -> None:
    """Rebuild the tree once by id and compare every root on the way."""
    wanted = sorted(checkpoints, key=lambda point: (int(point["size"]), int(point["last_event_id"])))
    tree, leaves, first_new = MerkleTree(), _leaves(), 0
    matched = 0
    for point in wanted:
        if matched and point["size"] > tree.size:
            first_new = 0  # the events so far are covered by a checkpoint that matched
        while tree.size < point["size"]:
            identity, digest = next(leaves, (None, b""))
            if identity is None:
                break
            first_new = first_new or identity
            tree.add(digest)
        if tree.size != point["size"] or tree.root().hex() != point["root"]:
            found.note(
                first_new or int(point["last_event_id"]),
                f"the checkpoint over {point['size']} events differs",
            )
            return
        matched = tree.size


def _leaves() -> Iterator[tuple[int, bytes]]:
    with connections["owner"].chunked_cursor() as cursor:
        cursor.execute("select id, hash from records_event order by id")
        for identity, digest in cursor:
            yield identity, bytes(digest)

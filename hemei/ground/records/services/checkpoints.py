"""Checkpoints: a Merkle root over the whole city's events, taken daily and published."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from hemei.ground.records.models import Checkpoint
from hemei.ground.records.services.scope import acting
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.proofs import MerkleTree
from hemei.kernel.workdays import shanghai_day


def take_checkpoint(*, now: datetime) -> Checkpoint | None:
    """Cover every event so far; returns ``None`` when there is nothing new.

    Ids are given out before commit, so the highest visible id could pass over an
    unfinished lower one. The table lock waits until the writers under way have
    ended (an insert takes its lock before its id), reads the highest id and lets go.
    Two checkpoints at once: the second hits the unique size and is rolled back.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute("select records_stable_event_id()")
        upper = int(cursor.fetchone()[0])
    with acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
        last = Checkpoint.objects.order_by("-size").first()
        lower = last.last_event_id if last else 0
        if upper <= lower:
            return None
        tree = (
            MerkleTree(last.size, [bytes.fromhex(node) for node in last.frontier]) if last else MerkleTree()
        )
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                "select hash from records_event where id > %s and id <= %s order by id", [lower, upper]
            )
            tree.extend(bytes(row[0]) for row in cursor)
        return Checkpoint.objects.create(
            day=shanghai_day(now),
            taken_at=now,
            last_event_id=upper,
            size=tree.size,
            root=tree.root(),
            frontier=[node.hex() for node in tree.frontier],
        )


def publish_checkpoints(folder: Path | None = None) -> Path:
    """Write all checkpoints to the published file, whole or not at all; returns its path."""
    folder = folder or Path(settings.PUBLISHED)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "checkpoints.jsonl"
    lines = [json.dumps(as_line(row)) for row in Checkpoint.objects.order_by("size")]
    partial = folder / f".checkpoints.{os.getpid()}"
    partial.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    partial.replace(target)
    return target


def as_line(row: Checkpoint) -> dict[str, str | int]:
    """Return a checkpoint as it is published."""
    return {
        "day": row.day.isoformat(),
        "taken_at": row.taken_at.isoformat(),
        "size": row.size,
        "last_event_id": row.last_event_id,
        "root": bytes(row.root).hex(),
    }

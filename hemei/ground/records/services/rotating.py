"""Locking everything anew under the present key and cipher: batch by batch, stopped and taken up at any moment.

What is still to be done is told by the values themselves: each begins with the cipher and key that locked it. So a
killed rotation loses at most its open batch, and the next run begins where anything is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import connection

from hemei.ground.records.blind import blind_index
from hemei.ground.records.grams import row_token_list
from hemei.ground.records.keys import (
    HEADER_BYTES,
    derived,
    is_present,
    lock,
    mark_of,
    masters,
    present_header,
    unlock,
)
from hemei.ground.records.models import File, Gram, Import, ProofKey
from hemei.ground.records.services.events import record_event
from hemei.ground.records.services.files import path_of, write_locked
from hemei.ground.records.services.imports.uploads import keep_again, upload_header
from hemei.ground.records.services.scope import acting
from hemei.kernel.actor import EVERYWHERE, Actor, Role

BATCH = 2_000
STREAM = "records.keys"
PROOFS = "events"
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


@dataclass(slots=True)
class Turn:
    """A batch: where it ended, how many values were looked at and locked anew, and which no key at hand opens."""

    last: Any
    looked: int
    changed: int = 0
    lost: list[str] = field(default_factory=list)


class Locked(Protocol):
    """Something an app keeps locked; a turn runs in one transaction."""

    @property
    def name(self) -> str:
        """What it is, as the command tells it."""

    @property
    def first(self) -> Any:
        """Return a place before all."""

    def waiting(self) -> int:
        """How many values are still to be looked at."""

    def turn(self, after: Any, limit: int) -> Turn | None:
        """Lock the next values anew; None where there are none."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of locked bytes. `field` is SQL for what each is bound to; `index` a column of blind indexes."""

    name: str
    table: str
    column: str
    field: str
    index: str = ""
    first: int = 0

    @property
    def _left(self) -> str:
        return f"{self.column} is not null and substring({self.column} from 1 for {HEADER_BYTES}) <> %s"

    def waiting(self) -> int:
        """Count what another key or cipher locked."""
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {self.table} where {self._left}", [present_header()])
            return int(cursor.fetchone()[0])

    def turn(self, after: int, limit: int) -> Turn | None:
        """Open, lock and index the next values."""
        indexed = f"{self.index} is not null" if self.index else "false"
        with connection.cursor() as cursor:
            cursor.execute(
                f"select id, {self.field}, {self.column}, {indexed} from {self.table}"
                f" where id > %s and {self._left} order by id limit %s for update",
                [after, present_header(), limit],
            )
            found = cursor.fetchall()
            if not found:
                return None
            turn = Turn(found[-1][0], len(found))
            news = [new for row in found if (new := _anew(row, turn)) is not None]
            self._write(cursor, news)
            turn.changed = len(news)
        return turn

    def _write(self, cursor: Any, news: list[tuple[int, bytes, bytes | None]]) -> None:
        if not news:
            return
        also = f", {self.index} = anew.blind" if self.index else ""
        cursor.execute(
            f"update {self.table} t set {self.column} = anew.value{also}"
            " from unnest(%b::bigint[], %b::bytea[], %b::bytea[]) as anew(id, value, blind) where t.id = anew.id",
            [list(column) for column in zip(*news, strict=True)],
        )


def _anew(row: tuple[int, str, bytes, bool], turn: Turn) -> tuple[int, bytes, bytes | None] | None:
    number, bound, locked, indexed = row
    try:
        raw = unlock(bytes(locked), purpose="vault", bound=bound.encode())
    except InvalidTag:
        turn.lost.append(str(number))
        return None
    index = blind_index(bound, raw.decode()) if indexed else None
    return number, lock(raw, purpose="vault", bound=bound.encode()), index


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """Photos and papers on disk. Their names stay; a content is read, locked anew and moved into its place whole."""

    name: str = "files"
    first: str = ""

    def waiting(self) -> int:
        """Count the files that are kept; which of them are done already shows when they are opened."""
        return File.objects.filter(erased_at=None).values("digest").distinct().count()

    def turn(self, after: str, limit: int) -> Turn | None:
        """Lock the next files anew. The rows are held, so that none is erased in the meantime and comes back."""
        rows = File.objects.select_for_update().filter(erased_at=None, digest__gt=after).order_by("digest")
        digests = sorted(set(rows.values_list("digest", flat=True)[: max(1, limit // 20)]))
        if not digests:
            return None
        turn = Turn(digests[-1], len(digests))
        for digest in digests:
            _file_anew(digest, turn)
        return turn


def _file_anew(digest: str, turn: Turn) -> None:
    path = path_of(digest)
    if not path.exists():
        return  # another matter than keys
    with path.open("rb") as start:
        if is_present(start.read(HEADER_BYTES)):
            return
    try:
        content = unlock(path.read_bytes(), purpose="files", bound=digest.encode())
    except InvalidTag:
        turn.lost.append(digest)
        return
    write_locked(digest, content)
    turn.changed += 1


@dataclass(frozen=True, slots=True)
class Uploads:
    """Uploads of imports that are not done with yet."""

    name: str = "uploads"
    first: int = 0

    def waiting(self) -> int:
        """Count the uploads that another key or cipher locked."""
        return sum(1 for _ in self._left(0))

    def turn(self, after: int, limit: int) -> Turn | None:  # noqa: ARG002 - an upload may be large: one a turn
        """Lock the next upload anew."""
        found = next(iter(self._left(after)), None)
        if found is None:
            return None
        turn = Turn(found[0], 1)
        try:
            for _ in Import.objects.select_for_update().filter(kept=found[1]):
                pass  # held, so that it is not removed in the meantime and comes back
            if upload_header(found[1]) is not None:
                keep_again(found[1])
                turn.changed = 1
        except InvalidTag:
            turn.lost.append(found[1])
        return turn

    def _left(self, after: int) -> Iterable[tuple[int, str]]:
        for number, name in Import.objects.filter(pk__gt=after).order_by("id").values_list("id", "kept"):
            header = upload_header(name)
            if header is not None and not is_present(header):
                yield number, name


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of searchable texts; each row names the key it was made under."""

    name: str = "words of texts"
    first: int = 0

    def waiting(self) -> int:
        """Count the texts whose tokens are under another key."""
        return Gram.objects.exclude(mark=mark_of(settings.VAULT_KEY)).count()

    def turn(self, after: int, limit: int) -> Turn | None:
        """Read the next texts and make their tokens anew. The texts are held, so that none is erased meanwhile."""
        mark = mark_of(settings.VAULT_KEY)
        left = Gram.objects.exclude(mark=mark).filter(pk__gt=after).order_by("pk")
        rows = list(left.select_related("sealed").select_for_update()[:limit])
        if not rows:
            return None
        turn = Turn(rows[-1].pk, len(rows))
        for row in rows:
            text = row.sealed
            try:
                raw = unlock(bytes(text.ciphertext or b""), purpose="vault", bound=text.field.encode())
            except InvalidTag:
                turn.lost.append(str(row.pk))
                continue
            row.tokens, row.mark = row_token_list(raw.decode(), row.scope), mark
            turn.changed += 1
        Gram.objects.bulk_update(rows, ["tokens", "mark"])
        return turn


OWN: tuple[Locked, ...] = (
    Column("texts", "records_sealed", "ciphertext", "field", "blind_index"),
    Column("import problems", "records_importproblem", "said", "'import_problem'"),
    Column("import matches", "records_importmatch", "said", "'import_match'"),
    StoredFiles(),
    Uploads(),
    Words(),
)


@cache
def everything_locked() -> tuple[Locked, ...]:
    """Return what the record itself locks and what the apps declare as `LOCKED` in their reactions."""
    found: list[Locked] = list(OWN)
    for config in apps.get_app_configs():
        if config.name.startswith("hemei.") and find_spec(f"{config.name}.reactions"):
            found += getattr(import_module(f"{config.name}.reactions"), "LOCKED", ())
    return tuple(found)


def waiting_for_rotation() -> dict[str, int]:
    """Return how many values of each kind are still to be looked at."""
    with acting(_SYSTEM):
        return {locked.name: locked.waiting() for locked in everything_locked()}


def rotate(locked: Locked, *, batch: int = BATCH, moved: Callable[[Turn], None] = lambda _: None) -> Turn:
    """Lock one kind anew, a transaction a batch; return the sum of all turns."""
    whole = Turn(locked.first, 0)
    while True:
        with acting(_SYSTEM):
            turn = locked.turn(whole.last, batch)
        if turn is None:
            return whole
        whole.last = turn.last
        whole.looked += turn.looked
        whole.changed += turn.changed
        whole.lost += turn.lost
        moved(turn)


def keep_proof_keys(*, now: datetime) -> None:
    """Keep what proves the events of former keys, locked by the present one, so that the former keys may go.

    Events cannot be written anew. What is kept is only the derived key of proofs: nothing opens by it.
    """
    with acting(_SYSTEM):
        for row in ProofKey.objects.select_for_update():
            if not is_present(bytes(row.locked)):
                raw = unlock(bytes(row.locked), purpose="vault", bound=_bound(row.mark))
                row.locked = lock(raw, purpose="vault", bound=_bound(row.mark))
                row.save(update_fields=["locked"])
        for master in masters():
            mark = mark_of(master).hex()
            ProofKey.objects.get_or_create(
                mark=mark,
                defaults={
                    "locked": lock(derived(master, PROOFS), purpose="vault", bound=_bound(mark)),
                    "kept_at": now,
                },
            )


def _bound(mark: str) -> bytes:
    return f"records.proof_key:{mark}".encode()


def proof_keys(using: str = "default") -> list[bytes]:
    """Return every key that may have proven an event, the present one first."""
    found = [derived(master, PROOFS) for master in masters()]
    for row in ProofKey.objects.using(using).all():
        with suppress(InvalidTag):  # then its events do not hold, and `verify` says so
            raw = unlock(bytes(row.locked), purpose="vault", bound=_bound(row.mark))
            if raw not in found:
                found.append(raw)
    return found


def record_rotation(*, actor: Actor, now: datetime, scope: str) -> None:
    """Say in the record that nothing is locked by a former key or cipher any more."""
    with acting(_SYSTEM):
        record_event(
            stream=STREAM,
            type="records.keys_rotated",
            actor=actor,
            at=now,
            scope=scope,
            data={
                "cipher": settings.VAULT_CIPHER,
                "key": mark_of(settings.VAULT_KEY).hex(),
                "former": [mark_of(master).hex() for master in masters()[1:]],
            },
        )

"""Uploads on disk: encrypted in pieces as they come in, so that a file of any size passes through little memory."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from hemei.ground.records.keys import HEADER_BYTES, OVERHEAD, lock, names_key, unlock

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload on disk: its name there, the SHA-256 of its content, its size."""

    name: str
    digest: str
    size: int


def keep_upload(chunks: Iterable[bytes]) -> Kept:
    """Write an upload to disk, encrypted piece by piece; each piece is bound to the file and its place in it."""
    return _write(secrets.token_hex(16), chunks)


def _write(name: str, chunks: Iterable[bytes]) -> Kept:
    digest, size = hashlib.sha256(), 0
    target = _path(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    try:
        with unfinished.open("wb") as out:
            for number, piece in enumerate(_pieces(chunks)):
                digest.update(piece)
                size += len(piece)
                out.write(lock(piece, purpose="files", bound=_place(name, number)))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return Kept(name, digest.hexdigest(), size)


@contextmanager
def opened_upload(name: str) -> Iterator[BinaryIO]:
    """Decrypt an upload into a nameless temporary file that is gone when it is closed."""
    source = _path(name)
    with tempfile.TemporaryFile(dir=source.parent) as plain:
        with source.open("rb") as kept:
            marked = names_key(kept.read(HEADER_BYTES))
            kept.seek(0)
            size = PIECE + OVERHEAD if marked else PIECE + OVERHEAD - HEADER_BYTES
            for number, raw in enumerate(iter(partial(kept.read, size), b"")):
                plain.write(unlock(raw, purpose="files", bound=_place(name, number)))
        plain.seek(0)
        yield plain


def upload_header(name: str) -> bytes | None:
    """Return the cipher and key an upload is locked by; None where it is gone."""
    try:
        with _path(name).open("rb") as kept:
            return kept.read(HEADER_BYTES)
    except FileNotFoundError:
        return None


def keep_again(name: str) -> None:
    """Lock an upload anew by the present key, in its place."""
    with opened_upload(name) as plain:
        _write(name, iter(partial(plain.read, PIECE), b""))


def forget_upload(name: str) -> None:
    """Remove an upload; what was imported from it stays, with its digest."""
    _path(name).unlink(missing_ok=True)


def _place(name: str, number: int) -> bytes:
    return f"{name}:{number}".encode()


def _path(name: str) -> Path:
    return Path(settings.MEDIA) / "imports" / name


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut chunks of any size into pieces of one size, but the last."""
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        while len(rest) >= PIECE:
            yield bytes(rest[:PIECE])
            del rest[:PIECE]
    if rest:
        yield bytes(rest)

"""Uploads on disk: encrypted in pieces as they come in, so that a file of any size passes through little memory."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from hemei.ground.records.keys import derived

PIECE = 1 << 20
_NONCE = 12
_TAG = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload on disk: its name there, the SHA-256 of its content, its size."""

    name: str
    digest: str
    size: int


def keep_upload(chunks: Iterable[bytes]) -> Kept:
    """Write an upload to disk, encrypted piece by piece; each piece is bound to the file and its place in it."""
    name = secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    target = _path(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    cipher = AESGCM(derived(settings.VAULT_KEY, "files"))
    partial = target.with_suffix(".part")
    try:
        with partial.open("wb") as out:
            for number, piece in enumerate(_pieces(chunks)):
                digest.update(piece)
                size += len(piece)
                nonce = secrets.token_bytes(_NONCE)
                out.write(nonce + cipher.encrypt(nonce, piece, f"{name}:{number}".encode()))
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return Kept(name, digest.hexdigest(), size)


@contextmanager
def opened_upload(name: str) -> Iterator[BinaryIO]:
    """Decrypt an upload into a nameless temporary file that is gone when it is closed."""
    cipher = AESGCM(derived(settings.VAULT_KEY, "files"))
    source = _path(name)
    with tempfile.TemporaryFile(dir=source.parent) as plain:
        with source.open("rb") as kept:
            number = 0
            while raw := kept.read(_NONCE + PIECE + _TAG):
                plain.write(cipher.decrypt(raw[:_NONCE], raw[_NONCE:], f"{name}:{number}".encode()))
                number += 1
        plain.seek(0)
        yield plain


def forget_upload(name: str) -> None:
    """Remove an upload; what was imported from it stays, with its digest."""
    _path(name).unlink(missing_ok=True)


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

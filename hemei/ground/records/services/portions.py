"""Portions of a long piece of work on disk, encrypted: whoever takes it up after a kill goes on where it was."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings

from hemei.ground.records.keys import lock, unlock


def kept_portion(work: str, asked: bytes, make: Callable[[], bytes]) -> bytes:
    """Return what was made for `asked` in this piece of work before, else make it and keep it.

    It is found by what was asked for: where that has changed meanwhile, or its key is gone, it is made anew.
    """
    digest = hashlib.sha256(asked).hexdigest()
    bound = f"{work}/{digest}".encode()
    path = _folder(work) / digest
    try:
        return unlock(path.read_bytes(), purpose="files", bound=bound)
    except (FileNotFoundError, InvalidTag):
        pass
    made = make()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("wb") as out:
            out.write(lock(made, purpose="files", bound=bound))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return made


def forget_portions(work: str) -> None:
    """Remove what was kept of a piece of work that is done."""
    shutil.rmtree(_folder(work), ignore_errors=True)


def _folder(work: str) -> Path:
    return Path(settings.MEDIA) / "portions" / hashlib.sha256(work.encode()).hexdigest()[:32]

"""Archives of named parts with the list of their fingerprints: the same parts make the same archive.

What does not fit into one archive stands in further volumes, which are made while they are sent; the first lists the
fingerprints of all.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MADE_ON = (1980, 1, 1, 0, 0, 0)
"""Whenever it is packed."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A part that stands in another volume; here only its fingerprint is listed."""

    sha256: str


Part = bytes | Elsewhere


def packed(parts: Iterable[tuple[str, Part]]) -> bytes:
    """Return an archive of the parts; `SHA256SUMS` in it is as `sha256sum -c` reads it, for all volumes."""
    room = io.BytesIO()
    listed = []
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts:
            if isinstance(content, Elsewhere):
                listed.append(f"{content.sha256}  {path}")
                continue
            archive.writestr(zipfile.ZipInfo(path, MADE_ON), content, zipfile.ZIP_DEFLATED)
            listed.append(f"{hashlib.sha256(content).hexdigest()}  {path}")
        sums = ("\n".join(listed) + "\n").encode()
        archive.writestr(zipfile.ZipInfo("SHA256SUMS", MADE_ON), sums, zipfile.ZIP_DEFLATED)
    return room.getvalue()


class _Pipe(io.RawIOBase):
    """What was written since it was last taken; it cannot be gone back in."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._held.append(content)
        return len(content)

    def taken(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held


def streamed(parts: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield an archive of the parts bit by bit; of all the parts one is held at a time. Pictures stay as they are."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for path, content in parts:
            archive.writestr(zipfile.ZipInfo(path, MADE_ON), content)
            yield pipe.taken()
    yield pipe.taken()


def volumes_of(sizes: Iterable[tuple[str, int]], most: int) -> list[list[str]]:
    """Put parts into volumes of at most so many bytes, in order; one that is larger has a volume of its own."""
    volumes: list[list[str]] = [[]]
    room = most
    for name, size in sizes:
        if size > room and volumes[-1]:
            volumes.append([])
            room = most
        volumes[-1].append(name)
        room -= size
    return volumes

"""An archive of named parts with the list of their fingerprints: the same parts make the same archive."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable

MADE_ON = (1980, 1, 1, 0, 0, 0)
"""Whenever it is packed."""


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive of the parts; `SHA256SUMS` in it is as `sha256sum -c` reads it."""
    room = io.BytesIO()
    listed = []
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts:
            archive.writestr(zipfile.ZipInfo(path, MADE_ON), content, zipfile.ZIP_DEFLATED)
            listed.append(f"{hashlib.sha256(content).hexdigest()}  {path}")
        sums = ("\n".join(listed) + "\n").encode()
        archive.writestr(zipfile.ZipInfo("SHA256SUMS", MADE_ON), sums, zipfile.ZIP_DEFLATED)
    return room.getvalue()

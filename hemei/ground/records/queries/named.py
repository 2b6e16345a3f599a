"""A kept file as an event names it, so that anybody who has the paper can tell that it is this one."""

from __future__ import annotations

from hashlib import sha256
from typing import TypedDict

from hemei.ground.records.keys import unlock
from hemei.ground.records.models import File
from hemei.ground.records.services.files import path_of


class NamedFile(TypedDict):
    """The number of a kept file, and the SHA-256 of what is in it."""

    file: int
    sha256: str


def named_file(file_id: int) -> NamedFile:
    """Return a file the actor may see with the SHA-256 of its bytes; row-level security applies."""
    digest = File.objects.values_list("digest", flat=True).get(pk=file_id)
    content = unlock(path_of(digest).read_bytes(), purpose="files", bound=digest.encode())
    return {"file": file_id, "sha256": sha256(content).hexdigest()}

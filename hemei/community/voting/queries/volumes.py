"""Case files that were made: the first volume is kept, further ones hold pictures and are made anew when asked for.

A picture is evidence that stays as it is for as long as a case file, so the volumes come out the same each time; the
first holds the fingerprints of everything in them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.models import Assembly, Scan
from hemei.community.voting.queries.enclosed import papers_of
from hemei.community.voting.queries.evidence import VOLUMES, picture_name
from hemei.community.voting.rules.packing import streamed
from hemei.ground.records import queries as record


def court_stream(assembly_id: int) -> str:
    """Return the stream of a meeting's case files."""
    return f"voting.court_file:{assembly_id}"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A case file as it was made: when, SHA-256 and size of its first volume, and how many volumes it has."""

    id: int
    kept_at: datetime
    sha256: str
    size: int
    volumes: int


def kept_court_files(assembly_id: int) -> list[KeptFile]:
    """Return the case files of a meeting that are still kept, the latest first; two statements."""
    files = {row.id for row in record.files_of([court_stream(assembly_id)])}
    told = record.events_of(streams=[f"voting.assembly:{assembly_id}"], kind="voting.court_file_kept")
    kept = [
        KeptFile(
            event.data["file"], event.at, event.data["sha256"], event.data["size"], event.data.get("volumes", 1)
        )
        for _, event in told
    ]  # fmt: skip
    return [one for one in reversed(kept) if one.id in files]


def kept_court_file(assembly_id: int, file_id: int) -> bytes | None:
    """Return the first volume of a case file as it was made, None where it is not there."""
    rows = record.files_of([court_stream(assembly_id)])
    found = next((row for row in rows if row.id == file_id), None)
    return record.file_content(found) if found else None


def volumes_in(first: bytes) -> list[list[str]]:
    """Return which pictures stand in which volume of a case file, by its first volume; one where it is alone."""
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        if VOLUMES not in archive.namelist():
            return [[]]
        return [one["parts"] for one in json.loads(archive.read(VOLUMES))["volumes"]]


def volume(assembly_id: int, names: list[str]) -> Iterator[bytes] | None:
    """Return a further volume as it is sent, None where a picture of it is gone; the caller opened the place."""
    rows = Scan.objects.filter(batch__roll__assembly=assembly_id, picture__erased_at=None)
    known = {picture_name(scan): digest for scan, digest in rows.values_list("id", "picture__digest")}
    found = Assembly.objects.filter(pk=assembly_id).first()
    known |= {one.name: one.digest for one in papers_of(found)} if found is not None else {}
    if not set(names) <= set(known):
        return None
    return streamed((name, record.stored_bytes(known[name])) for name in names)

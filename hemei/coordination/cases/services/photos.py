"""Photos of a case: counted, checked and drawn anew before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from hemei.coordination.cases.rules.standards import IntakeLimits
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused, mark

MEGABYTE = 1_000_000


def read_photos(uploads: Sequence[BinaryIO | records.Photo], limits: IntakeLimits) -> list[records.Photo]:
    """Return the pictures; raises Refused that names the file at fault and what to do.

    What was drawn anew elsewhere already is taken as it is, however large its upload was.
    """
    most = limits.photos.most
    if len(uploads) > most:
        raise Refused.because(mark("照片最多{limit}张"), field="photos", code="photos", limit=most)
    return [
        upload
        if isinstance(upload, records.Photo)
        else records.prepare_photo(
            upload, name=str(getattr(upload, "name", "")), most_bytes=limits.photo_megabytes.most * MEGABYTE
        )
        for upload in uploads
    ]

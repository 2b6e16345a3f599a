"""Documents for printing and filing: their numbers, their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hemei.ground.records.services.erasing import erase_files
from hemei.ground.records.services.files import keep_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
MEDIA_TYPES = {"docx": DOCX, "pdf": PDF}

_NEXT = """
insert into records_papernumber (series, year, last) values (%s, %s, 1)
on conflict (series, year) do update set last = records_papernumber.last + 1 returning last
"""


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """A document in both forms, as its bytes."""

    docx: bytes
    pdf: bytes


def next_number(*, series: str, year: int) -> int:
    """Return the next number of a series; it is taken for good when the caller's transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, year])
        return int(cursor.fetchone()[0])


def keep_paper(*, files: PaperFiles, stream: str, scope: str, now: datetime, of: str = "") -> None:
    """Keep a document as the stream's DOCX and PDF, in place of an earlier one; `of` names which of several."""
    for form, content in (("docx", files.docx), ("pdf", files.pdf)):
        purpose = f"{form}-{of}" if of else form
        erase_files(streams=[stream], now=now, purpose=purpose)
        keep_file(
            content=content,
            media_type=MEDIA_TYPES[form],
            stream=stream,
            scope=scope,
            purpose=purpose,
            now=now,
        )

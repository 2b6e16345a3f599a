"""Bulletins asked for, made and read back."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pypdf

from hemei.faces.cockpit import queries, services
from hemei.faces.cockpit.queries import BulletinRow
from hemei.faces.cockpit.tests.conftest import id_of
from hemei.ground.places.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

MONTH, LAST = date(2026, 2, 1), "2026-02-28"
COUNTY, SITE = "340102", "https://hemei.example"


def ask(actor: Actor, code: str = COUNTY, month: date = MONTH) -> int:
    with records.acting(actor):
        return services.ask_for_bulletin(actor=actor, now=NOW, place_id=id_of(code), month=month, site=SITE)


def made(actor: Actor, number: int) -> BulletinRow:
    services.make_waiting(clock=lambda: NOW)
    with records.acting(actor):
        row = queries.bulletin_by_id(number, actor=actor)
    assert row is not None
    return row


def file_of(actor: Actor, row: BulletinRow, form: str) -> bytes:
    with records.acting(actor):
        content = queries.bulletin_file(row, form)
    assert content is not None
    return content


def words_of_pdf(content: bytes) -> str:
    pages_ = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s|\u200b", "", "".join(page.extract_text() for page in pages_))


def words_of_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    notes = next(
        part for part in document.part.package.iter_parts() if str(part.partname).endswith("footnotes.xml")
    )
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    lines = [line.text for line in document.paragraphs]
    said = re.sub(r"<[^>]+>", "", notes.blob.decode()).replace("&amp;", "&")
    return re.sub(r"\s", "", "".join([*lines, *cells, said]))

"""Attachments by their bytes: PDF, DOCX and XLSX are taken, what acts by itself or bursts is not."""

from __future__ import annotations

import io
import zipfile

import pytest

from hemei.ground.records.attachments import DOCX, PDF, XLSX, read_attachment
from hemei.kernel.decision import Refused

MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
GOOD_PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer\n%%EOF\n"
OUTSIDE = (
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="http://example.org/x" TargetMode="External"/>'
)


def office(kind: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{MAIN[kind]}"/></Types>')
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def read(content: bytes, name: str, most: int = 10_000_000) -> str:
    return read_attachment(io.BytesIO(content), name=name, most_bytes=most).media_type


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (GOOD_PDF, "总结.pdf", PDF),
        (GOOD_PDF, "总结.PDF", PDF),
        (office("docx"), "总结.docx", DOCX),
        (office("xlsx"), "台账.xlsx", XLSX),
        # A link that a reader has to click is none that loads by itself.
        (office("docx", **{"word__rels.rels": OUTSIDE.format(kind="hyperlink")}), "总结.docx", DOCX),
    ],
)
def test_the_three_kinds_are_taken(content: bytes, name: str, kind: str) -> None:
    assert read(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\x00 a program", "总结.pdf", "attachment_unknown"),
        (b"<html><script>", "总结.docx", "attachment_unknown"),
        (GOOD_PDF, "总结.docx", "attachment_unknown"),
        (office("docx"), "总结.xlsx", "attachment_unknown"),
        (office("docm"), "总结.docx", "attachment_unknown"),
        (b"\xd0\xcf\x11\xe0 an old office file", "总结.docx", "attachment_unknown"),
        (GOOD_PDF[:-8], "总结.pdf", "attachment_broken"),
        (GOOD_PDF.replace(b"/Catalog", b"/Catalog /Encrypt 5 0 R"), "总结.pdf", "locked"),
        (GOOD_PDF.replace(b"/Catalog", b"/Catalog /OpenAction 5 0 R"), "总结.pdf", "attachment_active"),
        (GOOD_PDF.replace(b"/Catalog", b"/Catalog /J#61vaScript 5 0 R"), "总结.pdf", "attachment_active"),
        (GOOD_PDF.replace(b"/Catalog", b"/Catalog /EmbeddedFiles 5 0 R"), "总结.pdf", "attachment_active"),
        (office("docx", word__vbaProject="macro"), "总结.docx", "attachment_active"),
        (office("xlsx", xl__embeddings__oleObject1="x"), "台账.xlsx", "attachment_active"),
        (office("xlsx", xl__externalLinks__externalLink1="x"), "台账.xlsx", "attachment_active"),
        (
            office("docx", **{"word__rels.rels": OUTSIDE.format(kind="attachedTemplate")}),
            "总结.docx",
            "attachment_active",
        ),
        (office("xlsx", xl__sheet="0" * 3_000_000), "台账.xlsx", "bomb"),
        (b"", "空.pdf", "attachment_unknown"),
    ],
)
def test_what_is_none_or_acts_by_itself_is_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read(content, name)
    assert caught.value.decision.reasons[0].code == code


def test_too_large_a_attachment_is_not_even_looked_at() -> None:
    with pytest.raises(Refused) as caught:
        read(GOOD_PDF, "总结.pdf", most=20)
    assert caught.value.decision.reasons[0].code == "attachment_too_large"

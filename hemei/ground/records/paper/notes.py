"""Footnotes of a DOCX, which the library does not know: a part of its own, and the references to it.

See ECMA-376 part 1, 17.11: the two separators, then one note for each reference, with its address as a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from hemei.ground.records.paper.shape import Note

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart
    from docx.text.paragraph import Paragraph as Line

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SMALL = '<w:rPr><w:sz w:val="15"/></w:rPr>'
_RAISED = '<w:rPr><w:sz w:val="15"/><w:vertAlign w:val="superscript"/></w:rPr>'
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
    for kind, number, mark in (
        ("separator", -1, "separator"),
        ("continuationSeparator", 0, "continuationSeparator"),
    )
)


class Notes:
    """The footnotes of a document as it is written; numbered in the order they are referred to."""

    def __init__(self) -> None:
        self._notes: list[Note] = []

    def refer(self, line: Line, note: Note) -> None:
        """Hang a note on the end of a line."""
        from docx.oxml import OxmlElement  # noqa: PLC0415
        from docx.oxml.ns import qn  # noqa: PLC0415

        self._notes.append(note)
        run = line.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self._notes)))
        run._element.append(reference)  # noqa: SLF001 - the library has no word for it

    def attach(self, part: DocumentPart) -> None:
        """Add the part with all notes to the document; nothing where there are none."""
        from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415
        from docx.opc.packuri import PackURI  # noqa: PLC0415
        from docx.opc.part import Part  # noqa: PLC0415

        if not self._notes:
            return
        notes = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", part.package)
        links = [
            notes.relate_to(note.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            if note.address
            else ""
            for note in self._notes
        ]
        notes._blob = self._xml(links)  # noqa: SLF001 - the links had to have their names first
        part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)

    def _xml(self, links: list[str]) -> bytes:
        told = (_note(number, *pair) for number, pair in enumerate(zip(self._notes, links, strict=True), 1))
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<w:footnotes xmlns:w="{_MAIN}" xmlns:r="{_LINKS}">{_SEPARATORS}{"".join(told)}</w:footnotes>'
        ).encode()


def _note(number: int, note: Note, link: str) -> str:
    text = f'<w:r>{_SMALL}<w:t xml:space="preserve"> {escape(note.text)} </w:t></w:r>'
    address = f"<w:r>{_SMALL}<w:t>{escape(note.address)}</w:t></w:r>"
    opened = f"<w:hyperlink r:id={quoteattr(link)}>{address}</w:hyperlink>" if link else ""
    return f'<w:footnote w:id="{number}"><w:p><w:r>{_RAISED}<w:footnoteRef/></w:r>{text}{opened}</w:p></w:footnote>'

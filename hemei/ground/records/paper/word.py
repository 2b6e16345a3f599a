"""A paper as DOCX: real headings, tables with repeated heads and real footnotes, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from hemei.ground.records.paper.notes import Notes
from hemei.ground.records.paper.shape import Code, Heading, Paper, Paragraph, Part, Table, Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as Line

_FONT = "宋体"
_LATIN = "Times New Roman"
_BODY, _FINE = 10.5, 7.0
_MARGIN_MM, _WIDTH_MM, _HEIGHT_MM = 22, 210, 297
_LEAST_MOMENT = (1980, 1, 1, 0, 0, 0)


def docx_of(paper: Paper) -> bytes:
    """Return the paper as DOCX."""
    import docx  # noqa: PLC0415 - as large as lxml, and a web process never writes one

    made = docx.Document()
    _set_page(made, paper)
    notes = Notes()
    title = made.add_heading(level=1)
    _run(title, paper.title, 18)
    _centre(title)
    for line in paper.lines:
        under = made.add_paragraph()
        _run(under, line)
        _centre(under)
    for part in paper.parts:
        _add(made, part, notes)
    notes.attach(made.part)
    kept = io.BytesIO()
    made.save(kept)
    return _same_each_time(kept.getvalue())


def _set_page(made: Document, paper: Paper) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

    section = made.sections[0]
    section.page_width, section.page_height = Mm(_WIDTH_MM), Mm(_HEIGHT_MM)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = made.styles[name]
        style.font.name = _LATIN
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    made.styles["Normal"].font.size = Pt(_BODY)
    section.footer.paragraphs[0].add_run(paper.foot).font.size = Pt(8)
    about = made.core_properties
    about.title, about.author, about.last_modified_by = paper.title, paper.author, paper.author
    about.comments, about.language = "", "zh-CN"
    about.created = about.modified = paper.moment


def _add(made: Document, part: Part, notes: Notes) -> None:
    if isinstance(part, Heading):
        _run(made.add_heading(level=2), part.text, 13)
    elif isinstance(part, Paragraph):
        line = made.add_paragraph()
        if part.item:
            from docx.shared import Mm  # noqa: PLC0415

            line.paragraph_format.left_indent = Mm(8)
        for words in part.words:
            _write(line, words, notes, _BODY)
    elif isinstance(part, Code):
        _run(made.add_paragraph(), f"{part.text} {part.address}")
    else:
        _add_table(made, part, notes)


def _add_table(made: Document, part: Table, notes: Notes) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    size = _FINE if part.fine else _BODY - 2.5
    table = made.add_table(rows=1 + len(part.rows), cols=len(part.heads), style="Table Grid")
    table.autofit = False
    head, *rows = table.rows
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the library has no word for it
    line = _WIDTH_MM - 2 * _MARGIN_MM
    widths = [Mm(line * share / sum(part.widths)) for share in part.widths]
    for cell, width, words in zip(head.cells, widths, part.heads, strict=True):
        _fill(cell, width, Words(words), notes, size)
    for row, listed in zip(rows, part.rows, strict=True):
        for cell, width, one in zip(row.cells, widths, listed, strict=True):
            _fill(cell, width, one, notes, size)
    made.add_paragraph()


def _fill(cell: _Cell, width: Any, words: Words, notes: Notes, size: float) -> None:
    cell.width = width
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = 0
    _write(line, words, notes, size)


def _write(line: Line, words: Words, notes: Notes, size: float) -> None:
    _run(line, words.text, size)
    if words.note is not None:
        notes.refer(line, words.note)


def _run(line: Line, text: str, size: float = _BODY) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    run = line.add_run(text)
    run.font.size = Pt(size)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - the library sets the Latin font only
    for name, font in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", _FONT)):
        fonts.set(qn(f"w:{name}"), font)


def _centre(line: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _same_each_time(content: bytes) -> bytes:
    """Pack the parts anew without the moment of the packing."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _LEAST_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, given.read(name))
    return packed.getvalue()

"""A paper as PDF, set by typst: tagged for screen readers (PDF/UA), fonts embedded, the same bytes each time."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from hemei.ground.records.paper.shape import Code, Heading, Note, Paper, Paragraph, Part, Words

_LAYOUT = Path(__file__).with_name("paper.typ")
_fonts: ContextVar[Any] = ContextVar("fonts", default=None)
_began: dict[str, int] = {}


@contextmanager
def fonts_kept() -> Iterator[None]:
    """Keep the fonts open for many papers. To open them takes longer than to set a page, and they fill much memory."""
    import typst  # noqa: PLC0415 - the typesetter is large, and a web process never sets a page

    outer = _fonts.set(typst.Fonts(include_system_fonts=False, font_paths=[_folder()]))
    try:
        yield
    finally:
        _fonts.reset(outer)


def _folder() -> str:
    import noto_cjk  # noqa: PLC0415

    return str(noto_cjk.otc_path("sans").parent)


def typesetter(layout: Path, values: Mapping[str, Any]) -> Any:
    """Return typst's compiler of a layout, with the fonts that are kept or else opened now.

    What it reads under each name goes in as data, never into the source of the layout.
    """
    import typst  # noqa: PLC0415 - the typesetter is large, and a web process never sets a page

    return typst.Compiler(
        str(layout),
        font_paths=_fonts.get() or [_folder()],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in values.items()},
    )


def pdf_of(paper: Paper) -> bytes:
    """Return the paper as PDF.

    Raises:
        RuntimeError: this process was forked from one that had set a page. The typesetter's threads do not come along,
            and it would wait for them for ever.
    """
    if _began.setdefault("process", os.getpid()) != os.getpid():
        raise RuntimeError("A page was set before this process was forked; fork first, or set none here.")
    compiler = typesetter(_LAYOUT, {"paper": _values(paper)})
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=paper.moment)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def joined_pdf(contents: Sequence[bytes]) -> bytes:
    """Return several PDF files as one, their pages in order; one alone stays as it is."""
    import pypdfium2  # noqa: PLC0415

    if len(contents) == 1:
        return contents[0]
    whole = pypdfium2.PdfDocument.new()
    for content in contents:
        with pypdfium2.PdfDocument(content) as document:
            whole.import_pages(document)
    kept = io.BytesIO()
    whole.save(kept)
    return kept.getvalue()


def _values(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "lines": paper.lines,
        "author": paper.author,
        "foot": paper.foot,
        "board": paper.board,
        "parts": [_part(part) for part in paper.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Heading):
        return {"kind": "heading", "text": part.text}
    if isinstance(part, Paragraph):
        return {"kind": "paragraph", "item": part.item, "words": [_words(one) for one in part.words]}
    if isinstance(part, Code):
        return {"kind": "code", "text": part.text, "address": part.address, "svg": _drawn(part.address)}
    return {
        "kind": "table",
        "fine": part.fine,
        "widths": part.widths,
        "heads": part.heads,
        "cells": [_words(one) for row in part.rows for one in row],
    }


def _drawn(address: str) -> str:
    """Return an address as a QR code, as SVG."""
    import segno  # noqa: PLC0415

    return segno.make(address, error="q", micro=False).svg_inline(border=0, scale=4)


def _words(words: Words) -> dict[str, Any]:
    return {"text": words.text, "note": None if words.note is None else _note(words.note)}


def _note(note: Note) -> dict[str, str]:
    return {"text": note.text, "address": note.address}

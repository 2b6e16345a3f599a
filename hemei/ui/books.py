"""A workbook to fill in: headed sheets, and one that explains every column."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import FileResponse

from hemei.ui.sheets import MEDIA_TYPE

_WIDTHS = (16, 22, 8, 60, 22)


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column to fill in, with what the reader of the explanations needs."""

    title: str
    required: bool
    hint: str
    example: str


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet to fill in."""

    name: str
    about: str
    columns: Sequence[FormColumn]


def form_book(
    name: str, forms: Sequence[Form], *, explained: str, heads: Sequence[str], need: str
) -> FileResponse:
    """Answer with the workbook; every cell is text, so that codes keep their digits.

    `explained` names the sheet of explanations, `heads` its five columns, `need` the word for required.
    """
    import xlsxwriter  # noqa: PLC0415 - only who exports needs it, and a web process is to stay small

    room = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    with xlsxwriter.Workbook(room, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "text_wrap": True, "num_format": "@", "bottom": 1})
        must = book.add_format(
            {"bold": True, "text_wrap": True, "num_format": "@", "bottom": 1, "bg_color": "#d9e1ff"}
        )
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for form in forms:
            page = book.add_worksheet(form.name[:31])
            page.freeze_panes(1, 0)
            page.set_column(0, len(form.columns) - 1, 18, text)
            for at, column in enumerate(form.columns):
                page.write_string(0, at, column.title, must if column.required else bold)
        page = book.add_worksheet(explained)
        for at, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, head, bold)
        line = 1
        for form in forms:
            page.write_string(line, 0, form.name, wrap)
            page.write_string(line, 3, form.about, wrap)
            for column in form.columns:
                line += 1
                said = (form.name, column.title, need if column.required else "", column.hint, column.example)
                for at, word in enumerate(said):
                    page.write_string(line, at, word, wrap)
            line += 1
    room.seek(0)
    return FileResponse(room, as_attachment=True, filename=f"{name}.xlsx", content_type=MEDIA_TYPE)

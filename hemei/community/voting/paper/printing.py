"""A print run as PDF: the list for those who deliver, then a ballot for each unit.

Large type for old eyes. A QR code says a random token and the page; what unit it belongs to only our tables know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hemei.community.voting.paper.setting import (
    AT_ONCE,
    DELIVERY_HEADS,
    Part,
    checked,
    code_picture,
    compiled,
    compiler,
    delivery_list,
    joined,
)
from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.rules.sheets import (
    BOX,
    CODE,
    LEFT,
    MARK,
    MARKS,
    QUIET,
    RIGHT,
    Page,
    code_text,
)

_LAYOUT = Path(__file__).with_name("ballots.typ")
# The first four patterns of the common dictionary of 4 x 4 markers, a row of bits each, without the dark frame.
PATTERNS = ((0b1011, 0b0101, 0b0011, 0b0010), (0b0000, 0b1111, 0b1001, 0b1010), (0b0011, 0b0011, 0b0010, 0b1101),
            (0b1001, 0b1001, 0b0100, 0b0110))  # fmt: skip
CHOICE_WORDS: dict[Choice, str] = {"for": "同意", "against": "反对", "abstain": "弃权"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ballot to be printed."""

    token: str
    serial: str
    building: str
    unit: str
    area: str


@dataclass(frozen=True, slots=True)
class Run:
    """What all sheets of a run say."""

    title: str
    estate: str
    author: str
    day: date
    notes: tuple[str, ...]
    pages: tuple[Page, ...]
    check: str = ""


def pdf_of_run(run: Run, sheets: Sequence[Sheet], *, moved: Callable[[int], None] = lambda _: None) -> bytes:
    """Return the whole run as one PDF; `moved` is told how many sheets are set and may raise to stop it."""
    return joined(_parts(run, sheets), moved)


def reference_of(page: Page, dots_per_mm: int) -> bytes:
    """Return a page of a sheet that nobody filled in, as PNG: with it a reader tells print from pen."""
    run = Run("", "", "", date(2000, 1, 1), (), (page,))
    blank = Sheet("", "", "", "", "")
    made = compiler(_LAYOUT, _values(run, [blank], listed=False)).compile(
        format="png", ppi=dots_per_mm * 25.4
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single page")
    return made


def _parts(run: Run, sheets: Sequence[Sheet]) -> Iterator[Part]:
    """Set the list first, then the ballots in portions; each has the font of its own letters."""
    whole = len(sheets) <= AT_ONCE
    if not whole:
        yield Part(compiled(_LAYOUT, _values(run, sheets, ballots=False), run.day), 0)
    for start in range(0, len(sheets), AT_ONCE):
        portion = sheets[start : start + AT_ONCE]
        yield Part(compiled(_LAYOUT, _values(run, portion, listed=whole), run.day), len(portion))


def _values(
    run: Run, sheets: Sequence[Sheet], *, listed: bool = True, ballots: bool = True
) -> dict[str, Any]:
    return {
        "title": run.title,
        "estate": run.estate,
        "author": run.author,
        "notes": run.notes,
        "pages": [_page(page, len(run.pages)) for page in run.pages],
        "marks": [_mark(pattern) for pattern in PATTERNS],
        "corners": MARKS,
        "mark": MARK,
        "code": CODE,
        "box": BOX,
        "quiet": QUIET,
        "left": LEFT,
        "right": RIGHT,
        "choices": CHOICE_WORDS,
        "words": _WORDS,
        "heads": DELIVERY_HEADS,
        "foot": _FOOT,
        "check": checked(run.check),
        "buildings": delivery_list(sheets, len(run.pages)) if listed else [],
        "sheets": [_sheet(one, len(run.pages)) for one in sheets] if ballots else [],
    }


_WORDS = {
    "area": "专有部分面积　",
    "serial": "票号　",
    "sign": "业主或代理人签名",
    "day": "日期",
    "phone": "回访核对电话",
    "delivery": "纸质表决票送达清单",
    "posting": "请送到户，由收票人签收。送不到的，在备注栏写明原因，把票退回。",
}
_FOOT = "二维码只有随机编号，不含房屋和业主的信息。请勿折断四角的方块和二维码。"


def _page(page: Page, of: int) -> dict[str, Any]:
    rows = [
        {
            "title": row.title,
            "top": row.top,
            "height": row.height,
            "boxes": [{"choice": box.choice, "left": box.left, "top": box.top} for box in row.boxes],
        }
        for row in page.rows
    ]
    last = page.rows[-1]
    return {
        "rows": rows,
        "bottom": last.top + last.height,
        "named": f"第{page.number}页，共{of}页" if of > 1 else "",
    }


def _sheet(sheet: Sheet, pages: int) -> dict[str, Any]:
    return {
        "unit": sheet.unit,
        "area": sheet.area,
        "serial": sheet.serial,
        "codes": [code_picture(code_text(sheet.token, page)) for page in range(1, pages + 1)],
    }


def _mark(pattern: Sequence[int]) -> str:
    """Draw a corner mark: a dark frame one bit wide round four by four bits."""
    light = "".join(
        f'<rect x="{1 + column}" y="{1 + row}" width="1" height="1"/>'
        for row, bits in enumerate(pattern)
        for column in range(4)
        if bits >> (3 - column) & 1
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 6"><rect width="6" height="6"/>'
        f'<g fill="#fff">{light}</g></svg>'
    )

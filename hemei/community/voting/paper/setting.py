"""Setting pages with typst: portions become one PDF, every letter in a font that we ship."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from hemei.ground.records import services as records

AT_ONCE = 200
"""How many sheets one portion holds."""
DELIVERY_HEADS = ("序号", "编号", "房屋", "张数", "送达日期", "签收或备注")


@dataclass(frozen=True, slots=True)
class Part:
    """A portion that is set, and how many sheets it holds."""

    content: bytes
    sheets: int


def compiler(layout: Path, values: Mapping[str, Any]) -> Any:
    """Return the compiler of a layout; it reads the values as data, never as source."""
    return records.typesetter(layout, {"run": values})


def compiled(layout: Path, values: Mapping[str, Any], day: date) -> bytes:
    """Return a layout with its values as PDF."""
    made = compiler(layout, values).compile(format="pdf", timestamp=datetime.combine(day, time(), UTC))
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made


def joined(parts: Iterable[Part], moved: Callable[[int], None]) -> bytes:
    """Return portions as one PDF; `moved` is told how many sheets are set and may raise to stop it."""
    contents = []
    done = 0
    for part in parts:
        contents.append(part.content)
        done += part.sheets
        moved(done)
    return records.joined_pdf(contents)


def checked(check: str) -> str:
    """Return what a paper says of the roll it rests on, in one line."""
    return (
        f"名册校验值　{check}　公告时封存的名册的指纹，与会议页公布的一致，名册就没有被改过。"
        if check
        else ""
    )


def code_picture(text: str) -> str:
    """Return a QR code as SVG."""
    import segno  # noqa: PLC0415

    return segno.make(text, error="q", micro=False).svg_inline(border=0, scale=4)


class Delivered(Protocol):
    """What the list for those who deliver says of a sheet."""

    @property
    def serial(self) -> str:
        """The number printed on it."""

    @property
    def building(self) -> str:
        """Where it goes."""

    @property
    def unit(self) -> str:
        """Whose door it goes to."""


def delivery_list(sheets: Sequence[Delivered], pages: int) -> list[dict[str, Any]]:
    """Return the lists for those who deliver sheets of so many pages, building by building."""
    return [
        {
            "named": building,
            "rows": [
                [str(place), one.serial, one.unit, str(pages), "", ""]
                for place, one in enumerate(group, start=1)
            ],
        }
        for building, group in groupby(sheets, key=lambda one: one.building)
    ]

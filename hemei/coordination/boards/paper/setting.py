"""Boards as A3 pages: large heads for those who pass by, both QR codes, the whole list below."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from hemei.coordination.boards.rules.words import Purpose
from hemei.ground.records import services as records

_LAYOUT = Path(__file__).with_name("board.typ")
AT_ONCE = 20
"""How many boards one portion holds; each is set by a process of its own, so that memory does not grow with the run."""
_PURPOSES = {
    Purpose.SERVICE: "服务电话",
    Purpose.COMPLAINT: "投诉电话",
    Purpose.EMERGENCY: "24小时应急电话",
}

_COLUMNS = ("name", "accepts", "first", "handles", "lead")


@dataclass(frozen=True, slots=True)
class Printed:
    """A board to be set; papers are in Chinese."""

    content: Mapping[str, Any]
    manager: str
    code: str
    number: int
    made_on: date
    report: str
    check: str
    checkpoint_day: date | None
    root: str


def pdf_of_boards(
    boards: Sequence[Printed],
    *,
    city: str,
    day: date,
    work: str,
    moved: Callable[[int], None] = lambda _: None,
) -> bytes:
    """Return the boards as one PDF; `moved` is told how many are set.

    Portions are kept under the name of the `work` until it is forgotten: who takes it up sets only what is missing.
    """
    moment = datetime.combine(day, time(), UTC)
    contents = []
    for start in range(0, len(boards), AT_ONCE):
        portion = boards[start : start + AT_ONCE]
        values = {"city": city, "boards": [_values(one) for one in portion]}
        asked = json.dumps([values, day.isoformat()], ensure_ascii=False).encode()
        contents.append(
            records.kept_portion(work, asked, partial(records.set_apart, _LAYOUT, values, moment))
        )
        moved(start + len(portion))
    return records.joined_pdf(contents)


def _values(board: Printed) -> dict[str, Any]:
    said = board.content
    places = (said["estate"]["county"], said["estate"]["street"], *said["guides"][:1])
    numbers = [
        {"who": who, "what": _PURPOSES[Purpose(what)], "number": number}
        for who, what, number in said["phones"]
    ]
    return {
        "name": said["estate"]["name"],
        "line": " ".join(part for part in places if part),
        "facts": [{"head": head, "words": words} for head, words in facts_of(board)],
        "phones": numbers,
        "ways": [{"name": name, "number": number} for name, number in said["ways"]],
        "rows": [
            {"place": str(place), **dict(zip(_COLUMNS, row[1:], strict=True))}
            for place, row in enumerate(said["problems"], start=1)
        ],
        "report": {"picture": _drawn(board.report), "address": board.report},
        "check": {"picture": _drawn(board.check), "address": board.check},
        "code": board.code,
        "number": str(board.number),
        "made": board.made_on.isoformat(),
        "root": board.root[:16],
        "root_day": board.checkpoint_day.isoformat() if board.checkpoint_day else "",
    }  # fmt: skip


def facts_of(board: Printed) -> list[tuple[str, str]]:
    """Return what a board says of its estate, head by head."""
    said, estate = board.content, board.content["estate"]
    company, committee = said["company"], said["committee"]
    size = f"建筑面积 {estate['area_dm2'] // 100:,} 平方米，{estate['households']:,} 户"
    built = f"，{estate['built_year']} 年建成" if estate["built_year"] else ""
    return [
        ("地址", estate["address"]),
        ("规模", size + built),
        ("物业服务企业", _named(company, "合同至") if company else "暂无物业服务企业"),
        ("项目经理", board.manager or "—"),
        ("业主委员会", _named(committee, "任期至") if committee else "尚未成立"),
        ("社区和街道", "、".join(said["guides"])),
    ]


def _named(row: Mapping[str, Any], words: str) -> str:
    if not row["until"]:
        return str(row["name"])
    return f"{row['name']}（{words} {row['until']}{'，已期满' if row.get('ended') else ''}）"


def _drawn(address: str) -> str:
    import segno  # noqa: PLC0415

    return segno.make(address, error="q", micro=False).svg_inline(border=0, scale=4)

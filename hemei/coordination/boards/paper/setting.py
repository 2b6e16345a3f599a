"""Boards as A3 pages: large heads for those who pass by, both QR codes, the whole list below."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hemei.coordination.boards import spoken
from hemei.ground.records import services as records
from hemei.ui.words import speaking

_LAYOUT = Path(__file__).with_name("board.typ")
AT_ONCE = 20
"""How many boards one portion holds; each is set by a process of its own, so that memory does not grow with the run."""
CHINESE, ENGLISH = "zh", "en"

_COLUMNS = ("name", "accepts", "first", "handles", "lead")


@dataclass(frozen=True, slots=True)
class Printed:
    """A board to be set."""

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
    language: str = CHINESE,
    moved: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """Return the boards as one PDF; `moved` is told how many are set.

    Portions are kept under the name of the `work` until it is forgotten: who takes it up sets only what is missing.
    """
    moment = datetime.combine(day, time(), UTC)
    contents = []
    for start in range(0, len(boards), AT_ONCE):
        portion = boards[start : start + AT_ONCE]
        with speaking("en" if language == ENGLISH else "zh-hans"):
            values = {"city": city, "words": _fixed(language), "boards": [_values(one) for one in portion]}
        asked = json.dumps([values, day.isoformat()], ensure_ascii=False).encode()
        contents.append(
            records.kept_portion(work, asked, partial(records.set_apart, _LAYOUT, values, moment))
        )
        moved(start + len(portion))
    return records.joined_pdf(contents)


def _values(board: Printed) -> dict[str, Any]:
    said = board.content
    shown = spoken.shown(said, board.manager, board.made_on)
    places = (said["estate"]["county"], said["estate"]["street"], *said["guides"][:1])
    return {
        "name": said["estate"]["name"],
        "line": " ".join(part for part in places if part),
        "facts": [{"head": head, "words": words} for head, words in shown["facts"]],
        "phones": [{"who": who, "what": what, "number": number} for who, what, number in shown["phones"]],
        "ways": [{"name": name, "number": number} for name, number in shown["ways"]],
        "rows": [
            {"place": str(place), **dict(zip(_COLUMNS, row[1:], strict=True))}
            for place, row in enumerate(shown["problems"], start=1)
        ],
        "report": {"picture": _drawn(board.report), "address": board.report},
        "check": {"picture": _drawn(board.check), "address": board.check},
        "code": board.code,
        "edition": _("第 %(number)s 版") % {"number": board.number},
        "made": _("%(day)s 制作") % {"day": board.made_on.isoformat()},
        "root": board.root[:16],
        "root_day": board.checkpoint_day.isoformat() if board.checkpoint_day else "",
    }


def _fixed(language: str) -> dict[str, str]:
    """Return the words that stand on every board."""
    return {
        "language": language,
        "title": _("小区基本信息公示牌"),
        "place": _("序"),
        "problem": _("违法行为、常见问题"),
        "accepts": _("受理部门"),
        "handles": _("处理主体"),
        "report": _("扫码反映问题"),
        "check": _("扫码核对本牌"),
        "phones": _("找谁、打哪个电话"),
        "code": _("版本码"),
        "root": _("核对点"),
    }


def _drawn(address: str) -> str:
    import segno  # noqa: PLC0415

    return segno.make(address, error="q", micro=False).svg_inline(border=0, scale=4)

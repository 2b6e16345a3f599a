"""Letters to the doors as PDF: the list for those who deliver, then a letter with its code for each unit.

No name stands on a letter: who fills in the code must know the owner's.
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
    delivery_list,
    joined,
)

_LAYOUT = Path(__file__).with_name("letters.typ")
_TITLE = "业主表决确认函"


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """A letter to be printed; `address` is what its QR code opens, `several` whether the unit has co-owners."""

    code: str
    address: str
    serial: str
    building: str
    unit: str
    several: bool


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What all letters of a run say."""

    estate: str
    meeting: str
    closes: str
    until: date
    site: str
    day: date
    most_wrong: int
    check: str = ""


def pdf_of_letters(
    said: LetterWords, sheets: Sequence[LetterSheet], *, moved: Callable[[int], None] = lambda _: None
) -> bytes:
    """Return the whole run as one PDF; `moved` is told how many letters are set and may raise to stop it."""
    return joined(_parts(said, sheets), moved)


def _parts(said: LetterWords, sheets: Sequence[LetterSheet]) -> Iterator[Part]:
    """Set the whole list first, then the letters in portions."""
    yield Part(compiled(_LAYOUT, _values(said, (), delivery_list(sheets, 1)), said.day), 0)
    for start in range(0, len(sheets), AT_ONCE):
        portion = sheets[start : start + AT_ONCE]
        yield Part(compiled(_LAYOUT, _values(said, portion, []), said.day), len(portion))


def _values(
    said: LetterWords, sheets: Sequence[LetterSheet], buildings: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "title": _TITLE,
        "estate": said.estate,
        "heads": DELIVERY_HEADS,
        "words": _WORDS,
        "about": _about(said),
        "steps": (
            "用手机扫右边的二维码，或者打开这个网址：",
            "用您自己的手机号登录，收短信验证码。",
            "填下面的代码和不动产权证上的业主姓名，就可以用手机投票。",
        ),
        "site": said.site,
        "foot": _FOOT.format(most=said.most_wrong),
        "check": checked(said.check),
        "until": f"代码只能用一次，{_said(said.until)}以前有效。",
        "rules": _RULES,
        "several": _SEVERAL,
        "buildings": buildings,
        "sheets": [
            {
                "code": one.code,
                "picture": code_picture(one.address),
                "serial": one.serial,
                "unit": one.unit,
                "several": one.several,
            }
            for one in sheets
        ],
    }


def _about(said: LetterWords) -> str:
    meeting = f"“{said.meeting}”" if said.meeting else "业主大会会议"
    return f"{meeting}正在征求全体业主的意见，{said.closes}截止。这封信让业主确认由谁为这一户投票。"


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_WORDS = {
    "to": "致",
    "owner": "业主",
    "serial": "编号　",
    "code": "代码",
    "delivery": "确认函送达清单",
    "posting": "请装入信封，投进这一户的信箱或者交给这一户的人。送不到的，在备注栏写明原因，把信退回。",
}
_FOOT = "不是这一户业主的，请不要填写。代码或者业主姓名填错{most}次，这封信停用。"
_RULES = (
    "不会用手机的，不用填这封信：可以填纸质表决票，可以带身份证到社区窗口，也可以请社区派两人上门。",
    "短信验证码和这个代码都不是法律所称的可靠电子签名；公布结果时会写明有多少票凭确认函投出。",
    "别人用了您的代码，可以在“我的表决”或者社区窗口提出异议，核实以前暂停使用。",
)
_SEVERAL = "这一户有几名共有人：请先商定由谁投票，再由他填写，并声明其他共有人推选了他。"

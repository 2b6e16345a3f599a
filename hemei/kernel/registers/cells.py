"""How the text of a cell becomes a value; what cannot be read says why, with the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from hemei.kernel.decision import Reason, mark
from hemei.kernel.workdays import SHANGHAI

Word = TypeVar("Word", bound=StrEnum)
OLDEST_YEAR = 1900
LATEST_YEAR = 2100
MOST_DIGITS = 12
_DAY = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:时点](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?)?"
)
_PLAIN_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?: ?(\d{2})(\d{2})(\d{2})?)?")
# A day as office software counts it, from 2000 to 2099, with the time as its fraction.
_SERIAL = re.compile(r"(3[7-9]\d{3}|36[5-9]\d{2}|[4-6]\d{4}|7[0-2]\d{3})(\.\d+)?")
_SERIAL_ORIGIN = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_LOST_DIGITS = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d+")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d+)?")
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9}|0\d{9,11})")
_IDENTITY = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_UNITS = ("平方米", "㎡", "m2", "元", "户", "层", "年")


class Unreadable(Exception):  # noqa: N818 - reads as what happened
    """A cell's text is no value of its column; carries the reason."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.text)


def _unreadable(text: str, remedy: str, code: str, **values: str | int) -> Unreadable:
    return Unreadable(Reason(text, values, remedy, code=code))


def words(most: int) -> Callable[[str], str]:
    """Read a text of at most so many characters; spaces around it and control characters do not count."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise _unreadable(
                mark("文字有 {length} 个字，最多 {most} 个。"), mark("请缩短后再导入。"), "too_long",
                length=len(cell), most=most,
            )  # fmt: skip
        if not cell.isprintable():
            raise _unreadable(
                mark("文字中有换行或不可见字符。"), mark("请删去换行和不可见字符。"), "unprintable"
            )
        return cell

    return read


def whole(least: int, most: int) -> Callable[[str], int]:
    """Read a whole number between two bounds, both included."""

    def read(cell: str) -> int:
        text = _bare(cell)
        text = text.removesuffix(".0")
        if not (text.isascii() and text.lstrip("-").isdigit()) or len(text) > MOST_DIGITS:
            raise _unreadable(mark("不是整数。"), mark("请填写阿拉伯数字的整数，例如 12。"), "not_whole")
        number = int(text)
        if not least <= number <= most:
            raise _unreadable(
                mark("数值须在 {least} 和 {most} 之间。"), mark("请核对后改正。"), "out_of_range",
                least=least, most=most,
            )  # fmt: skip
        return number

    return read


def hundredths(most: int) -> Callable[[str], int]:
    """Read a positive number of at most two decimals as whole hundredths: square metres as dm2, yuan as fen.

    Written without floating point; 0 is refused.
    """

    def read(cell: str) -> int:
        text = _bare(cell)
        if not _NUMBER.fullmatch(text):
            raise _unreadable(mark("不是数字。"), mark("请填写数字，例如 89.50。"), "not_number")
        units, _, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        if len(decimals) > 2:  # noqa: PLR2004 - the register keeps two decimals
            raise _unreadable(mark("小数超过两位。"), mark("请按证载数字填写，保留两位小数。"), "decimals")
        number = int(units) * 100 + int(decimals.ljust(2, "0"))
        if number == 0:
            raise _unreadable(mark("数值为 0。"), mark("请填写大于 0 的数字。"), "not_positive")
        if number > most:
            raise _unreadable(
                mark("数值超过 {most}。"), mark("请核对单位和小数点。"), "out_of_range", most=most // 100
            )
        return number

    return read


def millionths(cell: str) -> int:
    """Read degrees with up to six decimals as whole millionths."""
    text = _bare(cell)
    if not _NUMBER.fullmatch(text):
        raise _unreadable(mark("不是度数。"), mark("请填写小数形式的度，例如 117.283042。"), "not_degrees")
    units, _, decimals = text.partition(".")
    return int(units) * 1_000_000 + int(decimals[:6].ljust(6, "0"))


def day(cell: str) -> date:
    """Read a day: 2020-01-31, 2020/1/31, 2020.1.31, 2020年1月31日 or 20200131."""
    found = _DAY.fullmatch(cell) or _PLAIN_DAY.fullmatch(cell)
    if not found:
        raise _unreadable(mark("不是日期。"), mark("请写成 2020-01-31 的形式。"), "not_day")
    year, month, number = (int(part) for part in found.groups())
    if not OLDEST_YEAR <= year <= LATEST_YEAR:
        raise _unreadable(
            mark("年份 {year} 不可能。"), mark("请核对年份，写成四位，例如 2006。"), "bad_year", year=found[1]
        )
    try:
        return date(year, month, number)
    except ValueError as error:
        raise _unreadable(
            mark("没有这一天。"), mark("请核对月份和日期，写成 2020-01-31 的形式。"), "no_such_day"
        ) from error


def moment(cell: str) -> datetime:
    """Read a moment of Shanghai: 2026-11-03 09:30:15, 2026年11月3日9时30分, 20261103093015, 46329.396, or a day."""
    serial = _SERIAL.fullmatch(cell)
    if serial:
        seconds = round(float(serial[2] or 0) * 86_400)
        return _SERIAL_ORIGIN + timedelta(days=int(serial[1]), seconds=seconds)
    found = _MOMENT.fullmatch(cell) or _PLAIN_MOMENT.fullmatch(cell)
    if not found:
        raise _unreadable(mark("不是时间。"), mark("请写成 2026-11-03 09:30 的形式。"), "not_moment")
    try:
        return datetime(*(int(part or 0) for part in found.groups()), tzinfo=SHANGHAI)  # type: ignore[arg-type,misc]
    except ValueError as error:
        raise _unreadable(
            mark("没有这个时间。"), mark("请核对日期和时刻，写成 2026-11-03 09:30 的形式。"), "no_such_moment"
        ) from error


def reference(most: int) -> Callable[[str], str]:
    """Read another system's number of something; one whose last digits office software has lost is refused."""

    def read(cell: str) -> str:
        text = "".join(cell.split())
        if _LOST_DIGITS.fullmatch(text):
            raise _unreadable(
                mark("编号已被表格软件改成科学计数，尾数丢失。"),
                mark("请从来源系统重新导出，把这一列设为文本格式。"),
                "digits_lost",
            )
        return words(most)(text)

    return read


def prose(most: int) -> Callable[[str], str]:
    """Read a text of several lines as one: line breaks become spaces, what cannot be printed falls away."""

    def read(cell: str) -> str:
        text = " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())
        return words(most)(text)

    return read


def choice(options: Mapping[str, Word]) -> Callable[[str], Word]:
    """Read one of several words; each value may have several."""
    first: dict[Word, str] = {}
    for word, value in options.items():
        first.setdefault(value, word)
    listed = "、".join(first.values())

    def read(cell: str) -> Word:
        found = options.get(cell) or options.get(cell.lower())
        if found is None:
            raise _unreadable(
                mark("不是可选的内容。"), mark("请从这些内容中选填：{options}。"), "no_option", options=listed
            )
        return found

    return read


def phone(cell: str) -> str:
    """Read a phone number: eleven digits of a mobile, or area code and number."""
    text = "".join(character for character in cell if character not in " -()（）")
    found = _PHONE.fullmatch(text.removesuffix(".0"))
    if not found:
        raise _unreadable(
            mark("不是电话号码。"), mark("请填写 11 位手机号，或带区号的固定电话；单元格请设为文本格式。"), "bad_phone"
        )  # fmt: skip
    return found[1]


def identity(cell: str) -> str:
    """Read a resident identity number with its check character (GB 11643), or another document's number."""
    text = "".join(cell.split()).upper()
    if "E+" in text:
        raise _unreadable(
            mark("号码已被表格软件改成科学计数，尾数丢失。"),
            mark("请把这一列设为文本格式，重新录入号码。"),
            "digits_lost",
        )
    if _IDENTITY.fullmatch(text):
        total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
        if _CHECK[total % 11] != text[-1]:
            raise _unreadable(mark("身份证号码的校验位不对。"), mark("请对照证件逐位核对。"), "bad_identity")
        return text
    if not (text.isascii() and text.isalnum()) or not 5 <= len(text) <= 18:  # noqa: PLR2004 - passports to credit codes
        raise _unreadable(
            mark("不是证件号码。"),
            mark("请填写 18 位身份证号码，或护照、军官证等证件的号码。"),
            "bad_identity",
        )
    return text


def digits(length: int) -> Callable[[str], str]:
    """Read a code of exactly so many letters and digits."""

    def read(cell: str) -> str:
        text = "".join(cell.split()).upper()
        if len(text) != length or not (text.isascii() and text.isalnum()):
            raise _unreadable(
                mark("须为 {length} 位编码，这里有 {given} 位。"),
                mark("请对照证件补全；单元格请设为文本格式，以免丢失位数。"),
                "bad_code",
                length=length,
                given=len(text),
            )
        return text

    return read


def _bare(cell: str) -> str:
    """Return a number without thousands' commas and the unit people write after it."""
    text = cell.replace(",", "").replace("，", "").replace(" ", "")
    for unit in _UNITS:
        text = text.removesuffix(unit)
    return text

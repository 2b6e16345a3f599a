"""The two files of a count without a server: every value is read strictly, every bad one is named, none is guessed."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from hemei.community.voting.rules.roll import CHOICES, DEVELOPER, Ballot, Choice, Unit, standing_ballots
from hemei.kernel.decision import Reason, mark
from hemei.kernel.workdays import SHANGHAI

ROLL_COLUMNS = ("unit", "building", "area_m2", "owners", "delivered")
BALLOT_COLUMNS = ("unit", "choice", "channel", "received_at", "valid")
_AREA = re.compile(r"[0-9]{1,9}(?:\.([0-9]+))?")
_DECIMALS = 2
_HAN = "\u3400-\u9fff\uf900-\ufaff"
# Inside a Chinese name a space only aligns: 张　三 is 张三.
_ALIGNED = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_OTHER_SEPARATOR = re.compile(rf"、|(?<=[{_HAN}])[,/|]")


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that cannot be counted: in which file, line and column, why, and what to do."""

    file: str
    line: int
    column: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class RollFile:
    """What a roll says; with faults it must not be counted.

    `codes` are all units it names, also those of a row with a fault. `notes` tell which spellings were read as one
    owner.
    """

    units: tuple[Unit, ...]
    codes: frozenset[str]
    faults: tuple[Fault, ...]
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What a list of ballots says; with faults it must not be counted."""

    ballots: tuple[Ballot, ...]
    faults: tuple[Fault, ...]


class _Bad(Exception):  # noqa: N818 - reads as what happened
    """A cell's text is no value of its column."""

    def __init__(self, text: str, remedy: str, **values: str | int) -> None:
        self.reason = Reason(text, values, remedy)
        super().__init__(text)


def read_roll(file: str, data: bytes) -> RollFile:
    """Read the roll; a unit stands on it once."""
    table = _Table(file, data, ROLL_COLUMNS)
    units: list[Unit] = []
    lines: dict[str, int] = {}
    spellings: dict[str, dict[str, None]] = {}
    for line, cells in table:
        code = table.value(line, "unit", cells, _code)
        building = table.value(line, "building", cells, _text)
        area = table.value(line, "area_m2", cells, _area)
        delivered = table.value(line, "delivered", cells, _yes_or_no)
        # An undelivered unit is the developer's, whatever stands here.
        owners = (
            table.value(line, "owners", cells, _owners) if delivered is not False else {DEVELOPER: DEVELOPER}
        )
        first = lines.setdefault(code, line) if code else line
        if first != line:
            text = mark("专有部分“{value}”在名册上出现两次，第一次在第{first}行。")
            table.fault(
                line,
                "unit",
                Reason(text, {"value": code, "first": str(first)}, mark("每个专有部分只列一行。")),
            )
        if None in {code, building, area, delivered} or owners is None:
            continue
        units.append(Unit(code, building, area, frozenset(owners), delivered))
        for name, spelling in owners.items():
            spellings.setdefault(name, {})[spelling] = None
    if not units and not table.faults:
        table.fault(1, "unit", Reason(mark("名册上没有专有部分。"), remedy=mark("每个专有部分列一行。")))
    return RollFile(tuple(units), frozenset(lines), tuple(table.faults), tuple(_notes(spellings)))


def _notes(spellings: Mapping[str, Collection[str]]) -> Iterator[Reason]:
    for name, written in spellings.items():
        if len(written) > 1:
            text = mark("业主“{name}”有几种写法，按同一业主计：{written}。")
            yield Reason(text, {"name": name, "written": " / ".join(written)}, code="spelling")


def read_ballots(file: str, data: bytes, codes: Collection[str]) -> BallotFile:
    """Read the ballots; each is of a unit of the roll. A roll that names no unit cannot tell."""
    table = _Table(file, data, BALLOT_COLUMNS)
    ballots: list[Ballot] = []
    for line, cells in table:
        code = table.value(line, "unit", cells, _code)
        if code and codes and code not in codes:
            text = mark("专有部分“{value}”不在名册上。")
            table.fault(line, "unit", Reason(text, {"value": code}, mark("请核对房号，或先更正名册。")))
        valid = table.value(line, "valid", cells, _yes_or_no)
        choice = table.value(line, "choice", cells, _spoiled_choice if valid is False else _choice)
        channel = table.value(line, "channel", cells, _text)
        received_at = table.value(line, "received_at", cells, _moment)
        if None not in {code, choice, channel, valid} and received_at is not None:
            ballots.append(Ballot(code, choice, received_at, line, channel, valid))
    return BallotFile(tuple(ballots), tuple(table.faults))


def refuse_doubles(file: str, ballots: BallotFile) -> tuple[Fault, ...]:
    """Name every further valid ballot of a unit, where doubles are to be settled before the count."""
    _, doubles = standing_ballots(ballots.ballots, keep="first")
    text = mark("专有部分“{value}”已有一张有效选票，在第{first}行。")
    remedy = mark("请先查明哪一张有效，或选择以先到、后到的为准。")
    return tuple(
        Fault(
            file,
            one.displaced.line,
            "unit",
            Reason(text, {"value": one.displaced.unit, "first": str(one.counted.line)}, remedy),
        )
        for one in doubles
    )


class _Table:
    """A CSV file with named columns, read line by line; collects what is wrong with it."""

    def __init__(self, file: str, data: bytes, columns: tuple[str, ...]) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.columns = columns
        self.at: dict[str, int] = {}
        self.width = 0
        self.text = self._decoded(data)

    def fault(self, line: int, column: str, reason: Reason) -> None:
        self.faults.append(Fault(self.file, line, column, reason))

    def value(self, line: int, column: str, cells: list[str], read: Callable[[str], Any]) -> Any:
        """Return the value of a cell, None where it is bad; that is then among the faults."""
        try:
            return read(cells[self.at[column]])
        except _Bad as bad:
            self.fault(line, column, bad.reason)
            return None

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row after the header with the line it begins in; wholly empty rows are passed over."""
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        begin = 1
        try:
            for cells in reader:
                line, begin = begin, reader.line_num + 1
                if not any(map(str.strip, cells)):
                    continue
                if not self.at:
                    if not self._header(line, cells):
                        return
                elif self._fits(line, cells):
                    yield line, cells
        except csv.Error:
            text = mark("从这一行起不能按表格读取：引号没有成对，或一格过长。")
            self.fault(begin, "", Reason(text, remedy=mark("请检查这一行的英文引号。")))
            return
        if not self.at and not self.faults:
            remedy = mark("第一行写列名：{columns}。")
            self.fault(1, "", Reason(mark("文件是空的。"), {"columns": ",".join(self.columns)}, remedy))

    def _decoded(self, data: bytes) -> str:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        text = mark("文件既不是 UTF-8 编码，也不是 GB18030 编码。")
        self.fault(1, "", Reason(text, remedy=mark("请用表格软件打开，另存为“CSV UTF-8”。")))
        return ""

    def _header(self, line: int, cells: list[str]) -> bool:
        names = [_plain(cell) for cell in cells]
        for column in self.columns:
            if names.count(column) != 1:
                text = mark("缺少这一列。") if column not in names else mark("这一列有两个。")
                remedy = mark("第一行写列名：{columns}。")
                self.fault(line, column, Reason(text, {"columns": ",".join(self.columns)}, remedy))
            else:
                self.at[column] = names.index(column)
        self.width = len(names)
        return len(self.at) == len(self.columns)

    def _fits(self, line: int, cells: list[str]) -> bool:
        """Whether the row has a cell for each column; empty ones beyond the last do not count."""
        if len(cells) == self.width or (
            len(cells) > self.width and not any(map(str.strip, cells[self.width :]))
        ):
            return True
        values = {"found": str(len(cells)), "wanted": str(self.width)}
        text = mark("这一行有{found}格，列名有{wanted}格。")
        self.fault(line, "", Reason(text, values, mark("含逗号的值请加英文引号。")))
        return False


def _plain(cell: str) -> str:
    """Return a text without what only its typing varies: full width, spaces around it and doubled within."""
    return " ".join((cell if cell.isascii() else unicodedata.normalize("NFKC", cell)).split())


@lru_cache
def _text(cell: str) -> str:
    text = _plain(cell)
    if not text.isprintable():
        raise _Bad(mark("“{value}”中有不可见字符。"), mark("请删去不可见字符。"), value=ascii(text))
    return text


def _code(cell: str) -> str:
    text = _text(cell)
    if not text:
        raise _Bad(mark("没有填写。"), mark("请填写房号。"))
    return text


def _area(cell: str) -> int:
    """Square metres with at most two decimals as whole dm2; never through a float."""
    text = _plain(cell)
    found = _AREA.fullmatch(text)
    if not found:
        raise _Bad(mark("“{value}”不是面积。"), mark("请写平方米数，例如 89 或 89.50。"), value=text)
    decimals = found[1] or ""
    if len(decimals) > _DECIMALS:
        raise _Bad(mark("“{value}”的小数超过两位。"), mark("请按证载面积填写，最多两位小数。"), value=text)
    area = int(text.partition(".")[0]) * 100 + int(decimals.ljust(_DECIMALS, "0"))
    if not area:
        raise _Bad(mark("“{value}”：面积须大于零。"), mark("请按证载面积填写，最多两位小数。"), value=text)
    return area


@lru_cache
def _yes_or_no(cell: str) -> bool:
    text = _plain(cell)
    if text not in {"yes", "no"}:
        raise _Bad(mark("“{value}”不是 yes 或 no。"), mark("请写 yes 或 no。"), value=text)
    return text == "yes"


@lru_cache
def _choice(cell: str) -> Choice:
    text = _plain(cell)
    if text not in CHOICES:
        words = ", ".join(CHOICES)
        raise _Bad(mark("“{value}”不是一种选择。"), mark("请写 {words} 之一。"), value=text, words=words)
    return text


def _spoiled_choice(cell: str) -> Choice:
    """An invalid ballot may show no choice at all; what it shows is not counted."""
    return _choice(cell) if cell.strip() else "abstain"


def _moment(cell: str) -> datetime:
    text = _plain(cell)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        remedy = mark("请写成 2026-11-20T09:30:00；没有时区的按北京时间。")
        raise _Bad(mark("“{value}”不是时刻。"), remedy, value=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _owners(cell: str) -> dict[str, str]:
    """Return the owners of a unit, each with the spelling it was read from."""
    found = {}
    for written in re.split("[;；]", cell):
        spelling = written.strip()
        if spelling:
            found[_owner(spelling)] = spelling
    if not found:
        raise _Bad(mark("没有填写业主。"), mark("请写业主，建设单位写 @developer，几个业主用英文分号隔开。"))
    return found


def _owner(spelling: str) -> str:
    name = _ALIGNED.sub("", _text(spelling))
    if _OTHER_SEPARATOR.search(name):
        raise _Bad(mark("“{value}”像是几个业主。"), mark("几个业主用英文分号隔开。"), value=name)
    if name.startswith("@") and name != DEVELOPER:
        raise _Bad(mark("“{value}”不是业主。"), mark("以 @ 开头的只有 @developer。"), value=name)
    return name

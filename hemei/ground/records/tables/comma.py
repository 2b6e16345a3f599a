"""CSV: UTF-8 with or without a mark, or GB18030, as Chinese office software writes it; read line by line."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO

from hemei.ground.records.tables.shape import HEAD_ROWS, MOST_COLUMNS, Look, Place, Sheet
from hemei.kernel.decision import Refused, mark
from hemei.kernel.registers import Given

MOST_LINE = 1_000_000
MOST_TITLES = 10  # lines above the headers, which may have no delimiter at all
_CHUNK = 1 << 20
_DELIMITERS = (",", "\t", ";", "，")


def look_at_csv(file: BinaryIO, name: str) -> Look:
    """Find encoding and delimiter, count the lines and read the first rows.

    Raises:
        Refused: the bytes are text in none of the encodings.
    """
    encoding, lines = _encoding(file)
    file.seek(0)
    starts = [file.readline(MOST_LINE).decode(encoding, "replace") for _ in range(MOST_TITLES)]
    first = next((line for line in starts if any(one in line for one in _DELIMITERS)), "")
    how = {"encoding": encoding, "delimiter": max(_DELIMITERS, key=first.count)}
    head = []
    for given, _ in csv_rows(file, how, Place()):
        head.append(tuple(given.cells))
        if len(head) == HEAD_ROWS:
            break
    return Look("csv", (Sheet(name, tuple(head), lines),), how)


def csv_rows(
    file: BinaryIO, how: dict[str, str], after: Place, *, whole: bool = False
) -> Iterator[tuple[Given, Place]]:
    """Yield the rows after a place, each with the place behind it. Empty ones are passed over.

    Cells beyond what a register has are left out, unless the `whole` row is wanted.

    Raises:
        Refused: a quotation mark is never closed, or a line is endless.
    """
    file.seek(after.byte)
    lines = _Lines(file, how["encoding"], after.byte)
    number = after.row
    reader = csv.reader(lines, delimiter=how["delimiter"])
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(number + 1) from error
        number += 1
        if any(cells):
            yield Given(number, cells if whole else cells[:MOST_COLUMNS]), Place(number, lines.offset)


class _Lines:
    """The lines of a file decoded, with the offset behind the last one given out."""

    def __init__(self, file: BinaryIO, encoding: str, offset: int) -> None:
        self.file = file
        self.encoding = encoding
        self.offset = offset

    def __iter__(self) -> Iterator[str]:
        readline, encoding = self.file.readline, self.encoding
        while raw := readline(MOST_LINE):
            if len(raw) == MOST_LINE:
                raise csv.Error("endless line")
            if self.offset == 0:
                raw = raw.removeprefix(codecs.BOM_UTF8)
                self.offset = self.file.tell()
            else:
                self.offset += len(raw)
            yield raw.decode(encoding)


def _encoding(file: BinaryIO) -> tuple[str, int]:
    """Return the encoding that the whole file keeps, and how many lines it has."""
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        lines, last = 0, b"\n"
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
                lines += chunk.count(b"\n")
                last = chunk[-1:]
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, lines + (last != b"\n")
    raise Refused.because(
        mark("文件既不是 UTF-8 编码，也不是 GB18030 编码。"),
        remedy=mark("请用表格软件打开，另存为“CSV UTF-8”或 XLSX 后再上传。"),
        field="file",
        code="encoding",
    )


def _broken(row: int) -> Refused:
    return Refused.because(
        mark("第 {row} 行起不能按表格读取：引号没有成对，或一行过长。"),
        remedy=mark("请检查这一行的英文引号，或另存为 XLSX 后再上传。"),
        field="file",
        code="csv_broken",
        row=row,
    )

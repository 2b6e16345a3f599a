"""A file that came in given back: with its cells filled, or its refused rows whole, to be mended and brought again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import IO, BinaryIO

from hemei.ground.records import tables
from hemei.ground.records.models import Import
from hemei.ground.records.queries.imports import ImportRow, all_problems
from hemei.ground.records.services.imports import register_entry
from hemei.ground.records.services.imports.uploads import opened_upload, upload_header
from hemei.kernel.actor import Actor
from hemei.kernel.registers import REPORTED, Given, Problem, Unreadable, own_width

CHUNK = 1_000
Answer = Callable[[Sequence[str]], Mapping[str, Mapping[str, str]]]
"""For keys of rows: by the key, what each column of the register shall say."""


def returned_file(row: ImportRow, *, key: str, answer: Answer) -> IO[bytes] | None:
    """Return the file of an import with the cells of the columns filled that it has; None where it is gone.

    Row by row, found by the column `key`; the caller closes it. Columns that the file lacks are not added.
    """
    source = Import.objects.get(pk=row.id)
    try:
        with opened_upload(source.kept) as file, opened_upload(source.kept) as again:
            fills = _fills(again, source, key, answer)
            return tables.filled(file, kind=source.kind, how=source.how, sheet=source.sheet, fills=fills)
    except FileNotFoundError:
        return None


def _fills(file: BinaryIO, source: Import, key: str, answer: Answer) -> Iterator[tuple[int, dict[int, str]]]:
    keys = _keys(file, source, key)
    while chunk := list(islice(keys, CHUNK)):
        said = answer([one for _, one in chunk])
        for number, one in chunk:
            columns = said.get(one, {})
            found = {source.mapping[name]: text for name, text in columns.items() if name in source.mapping}
            if found:
                yield number, found


def _keys(file: BinaryIO, source: Import, key: str) -> Iterator[tuple[int, str]]:
    read, at = register_entry(source.register).register.column(key).read, source.mapping[key]
    given = tables.rows_after(
        file, kind=source.kind, how=source.how, sheet=source.sheet, after=tables.Place()
    )
    for one, _ in given:
        if one.number > source.header_row and at < len(one.cells):
            with suppress(Unreadable):
                yield one.number, read(one.cells[at].strip())


def has_file(row: ImportRow) -> bool:
    """Whether the file of an import is still there; most go with the work."""
    return upload_header(row.kept) is not None


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refused rows of a file as they came: its own headers, and each row with all that is wrong with it.

    `cells` of a row are as many as the headers, then what stood beyond the last header.
    """

    headers: Sequence[str]
    rows: Iterator[tuple[int, Sequence[str], Sequence[str], Sequence[Problem]]]


@contextmanager
def refused_rows(row: ImportRow, *, actor: Actor) -> Iterator[Refusals | None]:
    """Read the refused rows of an import once, from its file; None where the file is gone with its work.

    A sheet of refused rows that came back and was refused again does not say twice what was wrong.
    """
    source = Import.objects.get(pk=row.id)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(opened_upload(source.kept))
        except FileNotFoundError:
            yield None
            return
        given = tables.rows_after(
            file, kind=source.kind, how=source.how, sheet=source.sheet, after=tables.Place()
        )
        lines = (one for one, _ in given if one.number >= source.header_row)
        heads = next(lines, Given(source.header_row, ())).cells
        width = own_width(heads)
        beyond = width + len(REPORTED) if width < len(heads) else width
        yield Refusals(heads[:width], _refused(lines, all_problems(row.id, actor=actor), width, beyond))


def _refused(
    lines: Iterator[Given], problems: Iterator[Problem], width: int, beyond: int
) -> Iterator[tuple[int, Sequence[str], Sequence[str], Sequence[Problem]]]:
    """Walk through the file and what is wrong with it side by side; both go by the number of the row."""
    for number, found in groupby(problems, key=attrgetter("row")):
        line = next((one for one in lines if one.number >= number), None)
        if line is None:
            return
        if line.number == number:
            cells = [cell.replace("\x00", "") for cell in line.cells]
            own = [*cells[:width], *[""] * (width - len(cells))]
            yield number, own, cells[beyond:], list(found)

"""A file that came in given back with its cells filled: what was asked in it is answered in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import IO, BinaryIO

from hemei.ground.records import tables
from hemei.ground.records.models import Import
from hemei.ground.records.queries.imports import ImportRow
from hemei.ground.records.services.imports import register_entry
from hemei.ground.records.services.imports.uploads import opened_upload
from hemei.kernel.registers import Unreadable

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

"""Reads of several apps in one statement: each says what it would read, and who needs them all reads them at once.

A page that gathers from every app would ask as many statements as there are apps. Here an app returns `Lines`, which
are not read yet; `read_together` reads them by one statement, and `Lines` that nobody gathered read themselves.
A row travels as JSON, since the columns of one app are not those of another: a day or a moment arrives as its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

T = TypeVar("T")
U = TypeVar("U")


class Lines(Sequence[T], Generic[T]):
    """What a select finds, once somebody looks; without a select there is nothing to find, and no statement."""

    def __init__(self, select: str = "", made: Callable[[list[Any]], list[T]] = list) -> None:
        """Take the whole text of a select whose columns have different names, and what its rows are made into."""
        self.select, self._made = select, made
        self._found: list[T] | None = None if select else []

    def each(self, become: Callable[[T], U]) -> Lines[U]:
        """Return the same lines, each made into something else."""
        return self.then(lambda found: [become(one) for one in found])

    def then(self, become: Callable[[list[T]], list[U]]) -> Lines[U]:
        """Return what all of the lines are made into, once they are read."""
        return Lines(self.select, lambda rows: become(self._made(rows)))

    @property
    def unread(self) -> bool:
        """Whether nobody has read them yet."""
        return self._found is None

    def fill(self, rows: list[list[Any]]) -> None:
        """Take what the select found."""
        self._found = self._made(rows)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        """Return a line, or some."""
        return self._read()[index]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._read())

    def __eq__(self, other: object) -> bool:
        """Whether the same was found, in the same order."""
        return isinstance(other, Sequence) and self._read() == list(other)

    __hash__ = None  # type: ignore[assignment]  # what was found can be changed

    def _read(self) -> list[T]:
        read_together([self])
        return self._found or []


def read_together(gathered: Iterable[Sequence[Any]]) -> None:
    """Read what of these nobody has read yet; one statement, none where all is read. What is no `Lines` is read."""
    waiting = [one for one in gathered if isinstance(one, Lines) and one.unread]
    if not waiting:
        return
    parts = (f"select {place}, json_agg(p) from ({one.select}) p" for place, one in enumerate(waiting))
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        found = dict(cursor.fetchall())
    for place, one in enumerate(waiting):
        one.fill([list(row.values()) for row in found[place] or ()])


def lines(select: str, values: Mapping[str, Any], row: Callable[..., T]) -> Lines[T]:
    """Return the lines of a select; `row` takes its columns in their order, and no two may have one name."""
    return Lines(_composed(select, values), lambda rows: [row(*one) for one in rows])


def lines_of(rows: QuerySet[Any], fields: Sequence[str], row: Callable[..., T]) -> Lines[T]:
    """Return the lines of rows in their order, cut already; `row` takes the fields."""
    select = _select(rows, fields)
    return Lines(select, lambda found: [row(*one) for one in found])


def counted(rows: QuerySet[Any], by: Sequence[str] = ()) -> Lines[Any]:
    """Return how many rows there are, with the fields they are counted by, in their order; nothing where none is."""
    select = _select(rows.order_by(), by or ["pk"])
    if not select:
        return Lines()
    columns = ", ".join(f"c{place}" for place in range(len(by)))
    group = f"group by {columns} order by {columns}" if by else "having count(*) > 0"
    chosen = f"{columns}, count(*)" if by else "count(*)"
    return Lines(f"select {chosen} from ({select}) w {group}", lambda found: [tuple(one) for one in found])


def _select(rows: QuerySet[Model], fields: Sequence[str]) -> str:
    """Return the text of a select of fields under names that differ, empty where it can find nothing."""
    try:
        select = _composed(*rows.values_list(*fields).query.sql_with_params())
    except EmptyResultSet:
        return ""
    names = ", ".join(f"c{place}" for place in range(len(fields)))
    return f"select * from ({select}) q ({names})"


def _composed(select: str, values: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return a statement with its values in it, quoted by the connection: parts of others bind the same names."""
    return str(connection.ops.compose_sql(select, values))  # type: ignore[attr-defined]  # PostgreSQL has it

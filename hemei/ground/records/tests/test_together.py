"""Lines of several readers come by one statement, those nobody gathered by their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.ground.records.models import Event
from hemei.ground.records.queries import Lines, counted, lines, lines_of, read_together

pytestmark = pytest.mark.django_db

WORDS = (
    "select w as word, length(w) as letters from unnest(%(words)s::text[]) w order by w desc limit %(limit)s"
)


def words(*said: str, limit: int = 9) -> Lines[tuple[str, int]]:
    return lines(WORDS, {"words": list(said), "limit": limit}, lambda word, letters: (word, letters))


def test_lines_that_bind_the_same_names_come_by_one_statement_each_in_its_order() -> None:
    first, second = words("甲乙", "丙 100%", "%(words)s'"), words("one", "two", "three", limit=2)
    lengths = second.each(lambda line: line[1])
    doubled = first.then(lambda found: [line for line in found for _ in range(2)])
    with CaptureQueriesContext(connection) as spent:
        read_together([first, second, lengths, doubled, Lines(), [1, 2]])
    assert len(spent) == 1
    with CaptureQueriesContext(connection) as spent:
        assert sorted(first) == sorted([("甲乙", 2), ("丙 100%", 6), ("%(words)s'", 10)])
        assert second == [("two", 3), ("three", 5)]
        assert lengths == [3, 5]
        assert len(doubled) == 6
        read_together([first, second])
    assert len(spent) == 0


def test_lines_nobody_gathered_read_themselves_once() -> None:
    alone = words("b", "a")
    with CaptureQueriesContext(connection) as spent:
        assert (alone[0], alone[1:], bool(alone)) == (("b", 1), [("a", 1)], True)
    assert len(spent) == 1


def test_rows_of_a_model_are_lines_and_where_none_can_be_there_is_no_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('TimeZone', 'Asia/Shanghai', true)")
    moment = datetime(2026, 11, 27, 5, 6, 7, 89, tzinfo=UTC)
    [at] = lines("select %(at)s::timestamptz as at", {"at": moment}, datetime.fromisoformat)
    assert at == moment
    none = Event.objects.none()
    with CaptureQueriesContext(connection) as spent:
        read = [lines_of(none, ("id", "type"), lambda *row: row), counted(none), counted(none, ["type"])]
        read_together(read)
        assert [list(one) for one in read] == [[], [], []]
    assert len(spent) == 0
    assert counted(Event.objects.filter(type="nothing.like_it")) == []
    assert counted(Event.objects.filter(type="nothing.like_it"), ["type"]) == []

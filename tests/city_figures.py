"""The figures of the small demonstration city: against a replay from events, and on the command line."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from click.testing import CliRunner
from django.db import connections

from hemei.faces.cockpit import queries
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.figures import Tally
from hemei.project.commands.figures import figures
from hemei.project.demonstration.scale import dice
from tests.figure_replay import read, replayed

OF_THE_CITY = {"F1", "F2", "F13b"}  # what the city issued, and companies entered in it, belong to no county
SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def _owner(query: str) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _count(query: str) -> int:
    return int(_owner(query)[0][0])


def equal_a_replay_from_events(now: datetime) -> None:
    streams = read(
        _owner(
            "select stream, payload::text from records_event where stream like 'cases.case:%' order by stream, seq"
        )
    )
    throw = dice("figures")
    days = [None, *(now.date() - timedelta(days=throw.randrange(1, 200)) for _ in range(8))]
    for day in days:
        asked = queries.AsOf.of(day, now)
        expected = replayed(streams, asked.since, asked.moment)
        with records.acting(SYSTEM):
            for code, tally in expected.items():
                entry = queries.entry_of(code, asked.day)
                cells = queries.cells(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked)
                assert queries.total(entry, cells, asked) == tally, (code, asked.day)
                assert sum(queries.by_month(cells, asked).values(), Tally()) == tally
        assert day is not None or all(tally.counted and tally.not_counted for tally in expected.values())


def are_told_on_the_command_line() -> None:
    def told(*words: str) -> dict[str, dict]:
        done = CliRunner().invoke(figures, [*words, "--json"])
        assert done.exit_code == 0, done.output
        return {row["id"]: row for row in json.loads(done.output)}

    city = told()
    of = _count("select count(*) from places_estate")
    counted = _count("select count(distinct estate_id) from companies_project where valid_until is null")
    name = "物业管理覆盖率（按小区数）"
    value = round(counted / of, 6)
    assert city["F10"] == {
        "id": "F10", "name": name, "value": value, "counted": counted, "of": of, "not_provable": 0
    }  # fmt: skip
    parts = [
        told("--place", code) for (code,) in _owner("select code from places_place where level = 'county'")
    ]
    for code in OF_THE_CITY:
        assert city[code]["counted"] == city[code]["of"] == (4 if code == "F13b" else 8)
        assert {part[code]["of"] for part in parts} == {0}
    for code in set(city) - OF_THE_CITY:
        assert sum(part[code]["of"] for part in parts) == city[code]["of"]
    assert told("--at", "2018-12-31") == {}  # no document named any figure yet
    assert CliRunner().invoke(figures, ["--at", "2999-01-01"]).exit_code == 2
    assert CliRunner().invoke(figures, ["--place", "1"]).exit_code == 2

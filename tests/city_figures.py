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
from tests.figure_replay import open_cases, read, replayed

OF_THE_CITY = {
    "F1",
    "F2",
    "F6c",
    "F13b",
}  # what the city issued, and companies entered in it, belong to no county
OF_A_LOT = {"C7"}  # the lot of a small city draws few cases, and their visits may all be made in time
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
            entry = queries.entry_of("C12", asked.day)
            cells = queries.cells(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked)
            for month, end in zip(asked.months, asked.month_ends, strict=True):
                then = min(queries.AsOf.of_past(end).moment, asked.moment)
                assert queries.by_month(cells, asked)[month] == open_cases(streams, then), (month, asked.day)
        many = [tally for code, tally in expected.items() if code not in OF_A_LOT]
        assert day is not None or all(tally.counted and tally.not_counted for tally in many)


# F7 and F8 counted by hand: today's streets by their codes, and committees by who works for them.
_OFFICES = """
select count(*) filter (where o.id is not null), count(*) from places_place p
left join offices_office o on o.place_id = p.id and o.dedicated and o.voided_at is null
  and o.valid_from <= '{day}' and coalesce(o.valid_until, 'infinity') > '{day}'
where p.level = 'street' and p.valid_until is null and p.kind in ('street', 'community_centre')
"""
_STAFF = """
select count(*) filter (where c.people in (1, 2)), count(*) from (
  select p.id, count(distinct w.person_id) as people from places_place p
  left join (offices_parttimer w join people_appointment a on a.person_id = w.person_id
             and a.valid_from <= '{day}' and coalesce(a.valid_until, 'infinity') > '{day}'
             join people_body b on b.id = a.body_id and b.kind = 'community')
    on w.place_id = p.id and b.place_id = p.id and w.voided_at is null
    and w.valid_from <= '{day}' and coalesce(w.valid_until, 'infinity') > '{day}'
  where p.level = 'community' and p.valid_until is null and p.kind = 'residents_committee' group by p.id) c
"""


def equal_a_count_of_offices_and_staff(now: datetime) -> None:
    throw = dice("offices")
    days = [now.date(), *(now.date() - timedelta(days=throw.randrange(1, 900)) for _ in range(6))]
    seen = set()
    for day in days:
        asked = queries.AsOf.of(None if day == now.date() else day, now)
        with records.acting(SYSTEM):
            for code, statement in (("F7", _OFFICES), ("F8", _STAFF)):
                entry = queries.entry_of(code, asked.day)
                cells = queries.cells(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked)
                tally = queries.total(entry, cells, asked)
                assert (tally.counted, tally.of) == _owner(statement.format(day=day))[0], (code, day)
                seen.add((code, tally.counted))
    # every street and committee that has a body has its office and its staff, and there was a time without
    assert ("F8", _count("select count(*) from people_body where kind = 'community'")) in seen
    assert ("F7", _count("select count(*) from people_body b join places_place p on p.id = b.place_id"
                         " where b.kind = 'street' and p.kind in ('street', 'community_centre')")) in seen  # fmt: skip
    assert len({counted for code, counted in seen if code == "F7"}) > 1


def are_told_on_the_command_line() -> None:
    def told(*words: str) -> dict[str, dict]:
        done = CliRunner().invoke(figures, [*words, "--json"])
        assert done.exit_code == 0, done.output
        return {row["id"]: row for row in json.loads(done.output)}

    city = told()
    of = _count("select count(*) from places_estate")
    counted = _count(
        "select count(*) from (select estate_id from companies_project where valid_until is null"
        " union select estate_id from companies_management where mode = 'community' and valid_until is null) e"
    )
    name = "物业管理覆盖率（按小区数）"
    value = round(counted / of, 6)
    assert city["F10"] == {
        "id": "F10", "name": name, "value": value, "counted": counted, "of": of, "not_provable": 0
    }  # fmt: skip
    parts = [
        told("--place", code) for (code,) in _owner("select code from places_place where level = 'county'")
    ]
    for code in OF_THE_CITY:
        if code != "F6c":
            assert city[code]["counted"] == city[code]["of"] == (4 if code == "F13b" else 8)
        assert {part[code]["of"] for part in parts} == {0}
    for code in set(city) - OF_THE_CITY:
        assert sum(part[code]["of"] for part in parts) == city[code]["of"]
    assert told("--at", "2018-12-31") == {}  # no document named any figure yet
    assert CliRunner().invoke(figures, ["--at", "2999-01-01"]).exit_code == 2
    assert CliRunner().invoke(figures, ["--place", "1"]).exit_code == 2

"""Readers of the division tree. Divisions are public, so no actor is asked for.

What is true today comes from the published view, which the public role may read too; what was true on a
day comes from the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from hemei.ground.places.rows import PlaceRow, PublicCommunity
from hemei.ground.places.rules.codes import Kind, Level
from hemei.ground.places.rules.paths import fewest_ranges, ids_of
from hemei.kernel.actor import PlaceRange

# A number that grows with every change of the tree; for who keeps ranges in memory.
TREE_VERSION = (
    "(select coalesce(max(id), 0) from places_placeposition)"
    " + (select coalesce(max(id), 0) from places_succession)"
)

LONGEST_NAME = 30

_TODAY = "select id, level, kind, code, name, parent_id, path from public_place "

_ON_DAY = """
select p.id, p.level, p.kind, p.code, n.name, t.parent_id, t.path
from places_place p
join places_placename n on n.place_id = p.id and daterange(n.valid_from, n.valid_until) @> %(day)s::date
join places_placeposition t on t.place_id = p.id and daterange(t.valid_from, t.valid_until) @> %(day)s::date
"""

# The place and all below it on the day; then, back through time, whatever these took over from.
_RANGES = """
with recursive home as (
  select path from places_placeposition
  where place_id = %(place)s and valid_from <= %(day)s::date order by valid_from desc limit 1
), family(place_id) as (
  select %(place)s::bigint
  union
  select t.place_id from places_placeposition t, home
  where t.path >= home.path and t.path < (left(home.path, -1) || '/') collate "C"
    and daterange(t.valid_from, t.valid_until) @> %(day)s::date
  union
  select s.predecessor_id from places_succession s join family f on f.place_id = s.successor_id
  where s.day <= %(day)s::date
)
select distinct t.path from places_placeposition t
join family f using (place_id) left join home on true
where t.valid_from <= %(day)s::date
  and (t.place_id = %(place)s
       or not (t.path >= home.path and t.path < (left(home.path, -1) || '/') collate "C"))
"""


class NoSuchPlace(LookupError):  # noqa: N818 - reads as what happened
    """There is no such place, or not on that day."""


def city() -> PlaceRow:
    """Return the city this copy serves.

    Raises:
        NoSuchPlace: no city has been loaded yet.
    """
    return _one(_TODAY + "where level = %(level)s", {"level": Level.CITY.value}, "no city is loaded")


def place(place_id: int) -> PlaceRow:
    """Return a place as it is today.

    Raises:
        NoSuchPlace: there is none, or it has ended; `place_on` still finds it.
    """
    return _one(_TODAY + "where id = %(id)s", {"id": place_id}, f"place {place_id} does not exist today")


def place_by_code(code: str) -> PlaceRow:
    """Return the place that bears this official code today.

    Raises:
        NoSuchPlace: no place does.
    """
    query = _TODAY + "where code = %(code)s order by length(path) desc limit 1"
    return _one(query, {"code": code}, f"no place has the code {code} today")


def place_on(place_id: int, day: date) -> PlaceRow:
    """Return a place with the name and the position it had on the day.

    Raises:
        NoSuchPlace: it did not exist on that day.
    """
    query = _ON_DAY + "where p.id = %(id)s"
    return _one(query, {"id": place_id, "day": day}, f"place {place_id} does not exist on {day}")


def path_on(place_id: int, day: date) -> str:
    """Return the path a place had on the day: the scope of what happened there then.

    Raises:
        NoSuchPlace: it did not exist on that day.
    """
    return place_on(place_id, day).path


_CALLED = """select p.id, p.level, p.kind, p.code, p.name, p.parent_id, p.path from public_place p
where p.code = %(text)s or p.name like %(part)s
order by case when p.code = %(text)s or p.name = %(text)s then 0 when p.name like %(start)s then 1 else 2 end,
         length(p.path), p.code
limit %(limit)s"""


def places_called(text: str, *, limit: int = 6) -> tuple[PlaceRow, ...]:
    """Return today's places by official code or by name: the exact ones alone, else those that contain it."""
    wanted = "".join(text.replace("\x00", "").split())[:LONGEST_NAME]
    if not wanted:
        return ()
    pattern = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    values = {"text": wanted, "part": f"%{pattern}%", "start": f"{pattern}%", "limit": limit}
    found = _many(_CALLED, values)
    exact = tuple(row for row in found if wanted in {row.code, row.name, row.short_name})
    return exact or found


_COMMUNITY = """select c.code, c.name, s.name, q.name from public_place c
join public_place s on s.id = c.parent_id join public_place q on q.id = s.parent_id
where c.level = 'community' and """


def public_community(code: str) -> PublicCommunity | None:
    """Return the community that bears this official code today."""
    found = _communities("c.code = %(code)s", {"code": code}) if code.isascii() and code.isdigit() else ()
    return found[0] if found else None


def communities_called(text: str, *, limit: int = 8) -> tuple[PublicCommunity, ...]:
    """Return today's communities by a part of their name or their street's, by pinyin or by initials."""
    wanted = "".join(text.replace("\x00", "").split()).lower()[:LONGEST_NAME]
    if not wanted:
        return ()
    pattern = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    values = {"part": f"%{pattern}%", "start": f"{pattern}%", "limit": limit}
    condition = """(c.name like %(part)s or s.name like %(part)s
                    or c.pinyin like %(start)s or c.initials like %(start)s)
        order by case when c.name like %(start)s then 0 when c.name like %(part)s then 1 else 2 end, c.pinyin, c.code
        limit %(limit)s"""
    return _communities(condition, values)


def _communities(condition: str, values: dict[str, Any]) -> tuple[PublicCommunity, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_COMMUNITY + condition, values)
        return tuple(PublicCommunity(*row) for row in cursor.fetchall())


def places_on(level: Level, day: date, *, within: str = "") -> tuple[PlaceRow, ...]:
    """Return all places of a level that existed on the day, by code; `within` is a path to stay under."""
    query = _ON_DAY + "where p.level = %(level)s and starts_with(t.path, %(within)s) order by p.code"
    return _many(query, {"level": level.value, "day": day, "within": within})


def child_places(place_id: int) -> tuple[PlaceRow, ...]:
    """Return the places directly below a place today, by pinyin."""
    return _many(_TODAY + "where parent_id = %(id)s order by pinyin, code", {"id": place_id})


def places_on_path(path: str) -> tuple[PlaceRow, ...]:
    """Return the places of a path from the city down, with their latest names, even those that have ended."""
    query = """
        select p.id, p.level, p.kind, p.code, p.name, t.parent_id, t.path
        from places_place p
        join lateral (select parent_id, path from places_placeposition
                      where place_id = p.id order by valid_from desc limit 1) t on true
        where p.id = any(%(ids)s::bigint[])"""
    ids = ids_of(path)
    found = {row.id: row for row in _many(query, {"ids": list(ids)})}
    return tuple(found[number] for number in ids if number in found)


def names_of(place_ids: Iterable[int]) -> dict[int, str]:
    """Return the latest names of places by id, in one query; for lists."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, name from places_place where id = any(%s::bigint[])", [list(set(place_ids))]
        )
        return dict(cursor.fetchall())


def ranges_for(place_id: int, on: date) -> tuple[PlaceRange, ...]:
    """Return the ranges of scopes that belong to a place on the day.

    Its own subtree; what it, or anything now below it, was called by another path before; and everything
    its predecessors held, so that a successor sees the old rows. Usually one range.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RANGES, {"place": place_id, "day": on})
        return fewest_ranges(path for (path,) in cursor.fetchall())


def _many(query: str, values: dict[str, Any]) -> tuple[PlaceRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return tuple(
            PlaceRow(number, Level(level), Kind(kind), code, name, parent_id, path)
            for number, level, kind, code, name, parent_id, path in cursor.fetchall()
        )


def _one(query: str, values: dict[str, Any], missing: str) -> PlaceRow:
    rows = _many(query, values)
    if not rows:
        raise NoSuchPlace(missing)
    return rows[0]

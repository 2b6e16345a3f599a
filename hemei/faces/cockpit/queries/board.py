"""The board of a place: each figure with its months, its parts and its rank among peers.

As of now the numbers come from the roll-ups, as of the moment these state; lists are read as of the same moment.
As of a past day the months before it come from the roll-ups and its own is counted anew. What is counted anew of
the place is counted with the viewer's eyes, so that each number opens to its very list. Of his peers he is shown
numbers only, which carry no subject.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from hemei.faces.cockpit.queries.areas import Area, Peers, parts_of, peers_of
from hemei.faces.cockpit.queries.cells import Cell, by_body, by_month, by_place, total
from hemei.faces.cockpit.queries.counting import WEEK, cells_of
from hemei.faces.cockpit.queries.registry import Entry, entries
from hemei.faces.cockpit.rules import AsOf
from hemei.ground.places import queries as places
from hemei.ground.places.queries import PlaceRow
from hemei.ground.records import queries as records_kept
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, system_actor
from hemei.kernel.figures import FigureValue, Relation, Tally, standings, value_of

Key = TypeVar("Key", bound=Hashable)

# Older roll-ups are not trusted: no worker runs, and the figures are counted anew.
FRESH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Part:
    """A place below with its value and its rank among its siblings."""

    place: PlaceRow
    value: FigureValue
    rank: int | None


@dataclass(frozen=True, slots=True)
class Rank:
    """Which one of so many peers that have a value; none for the city, or without a value."""

    rank: int | None = None
    of: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a place: its value with the spread of its parts, its months, its rank among peers."""

    entry: Entry
    value: FigureValue
    months: tuple[tuple[date, FigureValue], ...]
    parts: tuple[Part, ...]
    rank: Rank
    bodies: Mapping[int, FigureValue]

    @property
    def reached(self) -> bool | None:
        """Whether it does what is aimed at."""
        return self.entry.item.reached(self.value.value)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What was counted for one figure, from wherever."""

    whole: Tally
    months: Mapping[date, Tally]
    parts: Mapping[str, Tally]
    peers: Mapping[str, Tally]
    bodies: Mapping[int, Tally]

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.whole + other.whole,
            _added(self.months, other.months),
            _added(self.parts, other.parts),
            _added(self.peers, other.peers),
            _added(self.bodies, other.bodies),
        )


def _added(one: Mapping[Key, Tally], other: Mapping[Key, Tally]) -> dict[Key, Tally]:
    return {key: one.get(key, Tally()) + other.get(key, Tally()) for key in {**one, **other}}


def as_of(day: date | None, now: datetime) -> AsOf:
    """Return the question of a day; for today as of the roll-ups' moment where they are fresh.

    Raises:
        ValueError: the day has not come, or lies before any record.
    """
    asked = AsOf.of(day, now)
    kept = records_kept.rollup_states()
    today = AsOf.of(None, now).day
    codes = [entry.figure.id for entry in entries(today) if isinstance(entry.source, Relation)]
    if not codes or any(code not in kept for code in codes):
        return asked
    stated = min(kept[code].stated_at for code in codes)
    if now - stated >= FRESH or entries(asked.day) != entries(today):
        return asked
    rolled = AsOf.of(None, stated)
    if asked.moment != now:
        return asked.reading(stated)
    if rolled.day != asked.day:
        return asked
    weeks = {state.stated_at for code, state in kept.items() if code.endswith(WEEK)}
    return replace(rolled, kept=rolled.months[-1], live=weeks == {stated})


def readings(
    found: Area, *, actor: Actor, asked: AsOf, codes: Iterable[str] = (), bodies: bool = False
) -> list[Reading]:
    """Return the figures of a place, all or those of these codes; `bodies` also says who answers."""
    wanted = [entry for entry in entries(asked.day) if not codes or entry.figure.id in set(codes)]
    parts, peers = parts_of(found, asked.day), peers_of(found, asked.day)
    rolled = [entry for entry in wanted if asked.kept and isinstance(entry.source, Relation)]
    anew = [entry for entry in wanted if entry not in rolled]
    sums = _counted(anew, found, peers, actor, asked)
    if asked.kept:
        kept = _rolled_up(rolled, found, (parts, peers), asked, bodies=bodies)
        late = {} if asked.rolled_up else _counted(rolled, found, peers, actor, asked, asked.months[-1])
        sums |= {code: one + late[code] if code in late else one for code, one in kept.items()}
    return [_reading(entry, found, parts, peers, sums[entry.figure.id]) for entry in wanted]


def _rolled_up(
    wanted: Sequence[Entry],
    found: Area,
    around: tuple[Sequence[PlaceRow], Peers],
    asked: AsOf,
    *,
    bodies: bool,
) -> dict[str, _Sums]:
    """Return the sums of figures from the roll-ups; one statement, another for the bodies."""
    if not wanted or asked.kept is None:
        return {}
    parts, peers = ({place.path for place in group} for group in (around[0], around[1].places))
    own = {place.path for place in found.ranges}
    codes = [entry.figure.id for entry in wanted]
    rows_kept = partial(records_kept.rollup_rows, codes, since=asked.months[0], until=asked.kept)
    rows = _cells(rows_kept(own | parts | peers))
    by_bodies = _cells(rows_kept(own, bodies=True)) if bodies else {}
    sums = {}
    for entry in wanted:
        mine = rows.get(entry.figure.id, [])
        here = [cell for cell in mine if cell.place in own]
        sums[entry.figure.id] = _Sums(
            total(entry, here, asked),
            by_month(here, asked),
            _at(parts, entry, mine, asked),
            _at(peers, entry, mine, asked),
            by_body(entry, by_bodies.get(entry.figure.id, []), asked),
        )
    return sums


def _cells(rows: Iterable[records_kept.RollupRow]) -> dict[str, list[Cell]]:
    """Return the rows as cells, by figure."""
    found: dict[str, list[Cell]] = {}
    for row in rows:
        tally = Tally(row.counted, row.not_counted, row.not_provable)
        found.setdefault(row.figure, []).append(Cell(row.month, row.path, row.body_id, tally))
    return found


def _at(paths: set[str], entry: Entry, found: Iterable[Cell], asked: AsOf) -> dict[str, Tally]:
    here: dict[str, list[Cell]] = {}
    for cell in found:
        if cell.place in paths:
            here.setdefault(cell.place, []).append(cell)
    return {path: total(entry, mine, asked) for path, mine in here.items()}


def _counted(
    wanted: Sequence[Entry],
    found: Area,
    peers: Peers,
    actor: Actor,
    asked: AsOf,
    first: date | None = None,
) -> dict[str, _Sums]:
    """Return the sums of figures counted anew from a month on; two statements for the place, two for its peers."""
    if not wanted:
        return {}
    own = cells_of(wanted, actor=actor, ranges=found.ranges, asked=asked, first=first)
    theirs = _cells_of_peers(wanted, peers, asked, first)
    sums = {}
    for entry in wanted:
        mine, others = own[entry.figure.id], theirs[entry.figure.id]
        sums[entry.figure.id] = _Sums(
            total(entry, mine, asked),
            by_month(mine, asked),
            by_place(entry, mine, asked, found.depth + 1),
            by_place(entry, others, asked, found.depth),
            by_body(entry, mine, asked),
        )
    return sums


def _cells_of_peers(
    wanted: Sequence[Entry], peers: Peers, asked: AsOf, first: date | None
) -> dict[str, list[Cell]]:
    if not peers.places:
        return {entry.figure.id: [] for entry in wanted}
    seer = system_actor(places.city().path)
    with records.acting(seer):
        return cells_of(wanted, actor=seer, ranges=(PlaceRange(peers.path),), asked=asked, first=first)


def _reading(entry: Entry, found: Area, parts: Sequence[PlaceRow], peers: Peers, sums: _Sums) -> Reading:
    figure = entry.figure
    values = {place.path: value_of(figure, sums.parts.get(place.path, Tally())) for place in parts}
    part_of = {place.path: place for place in parts}
    return Reading(
        entry=entry,
        value=value_of(figure, sums.whole).between(values.values()),
        months=tuple((month, value_of(figure, tally)) for month, tally in sums.months.items()),
        parts=tuple(
            Part(part_of[row.place], row.value, row.rank) for row in standings(values, figure.better)
        ),
        rank=_rank(entry, found, peers, sums),
        bodies={body: value_of(figure, tally) for body, tally in sums.bodies.items()},
    )


def _rank(entry: Entry, found: Area, peers: Peers, sums: _Sums) -> Rank:
    """Return the place's rank by its own value as it is shown, among its peers' values."""
    values = {
        place.path: value_of(entry.figure, sums.peers.get(place.path, Tally())) for place in peers.places
    }
    if found.place.path not in values:
        return Rank()
    values[found.place.path] = value_of(entry.figure, sums.whole)
    ranked = [row for row in standings(values, entry.figure.better) if row.rank is not None]
    return Rank(next((row.rank for row in ranked if row.place == found.place.path), None), len(ranked))

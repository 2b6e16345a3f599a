"""Points from a file: a new one begins today, a changed one ends and begins anew; what a row leaves empty stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hemei.coordination.patrols.facts import rules_or_none
from hemei.coordination.patrols.models import Point
from hemei.coordination.patrols.services.points import event_of, stream_of_cell
from hemei.ground.places import queries as places
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reason, Refused, mark
from hemei.kernel.registers import Row

_TABLE = "patrols_point"
Running = Mapping[tuple[int, str], Point]


class PointWriter:
    """Writes points; keeps the cells, kinds and estates of a run."""

    def __init__(self) -> None:
        self.begun: _Run | None = None

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of points."""
        if self.begun is None:
            self.begun = _Run(work)
        return self.begun.write(work, rows)


def point_named(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up the cell, the kind and the estate a refused row names, each by itself."""
    run = _Run(work)
    return {("cell",): run.seek_cells, ("kind",): run.seek_kinds, ("estate",): run.seek_estates}


@dataclass(frozen=True, slots=True)
class _Found:
    """A row with what it names."""

    row: Row
    cell: places.PlaceRow
    kind: str
    estate: Site | None

    @property
    def name(self) -> str:
        return " ".join(self.row.values["name"].split())


class _Run:
    def __init__(self, work: records.Work) -> None:
        rules = rules_or_none(work.today)
        if rules is None:
            raise Refused.because(
                mark("今天没有适用的巡查标准。"), remedy=mark("请由市级主管部门公布。"), code="no_rules"
            )
        self.kinds = {name: kind.code for kind in rules.point for name in (kind.code, kind.name)}
        self.cells = _cells_by_name(work)
        self.estates = Estates(work.actor)
        self.grids: dict[int, int | None] = {}

    def write(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch: what is new begins, what differs ends and begins anew."""
        written = records.Written()
        found = [one for row in rows if (one := self._find(row, work.actor, written)) is not None]
        running = _running({one.cell.id for one in found})
        fresh, ended, named = [], [], set()
        for one in found:
            key = (one.cell.id, one.name)
            if key in named:  # the same cell by its name and by its code
                written.refuse(one.row, "name", one.name, _TWICE)
                continue
            named.add(key)
            known = running.get(key)
            point = _point(one, known, work)
            if known is None:
                written.new += 1
            elif _same(point, known):
                written.same += 1
                continue
            else:
                written.changed += 1
                ended.append(known)
            fresh.append(point)
        _write(work, fresh, ended, written)
        return written

    def _find(self, row: Row, actor: Actor, written: records.Written) -> _Found | None:
        """Return what a row names; refuse it with every cell that names nothing, or several things."""
        self.seek_cells([row], written)
        self.seek_kinds([row], written)
        self.seek_estates([row], written)
        cell, kind = self._cell(row.values["cell"]), self.kinds.get(row.values["kind"])
        site = self.estates.find(row.values["estate"]) if row.values["estate"] is not None else None
        if kind is None or isinstance(cell, Reason) or isinstance(site, Reason):
            return None
        if site is not None and self._grid(site, actor) not in {None, cell.id}:
            written.refuse(row, "estate", site.name, _NOT_HERE)
            return None
        return _Found(row, cell, kind, site)

    def seek_cells(self, rows: Sequence[Row], written: records.Written) -> None:
        """Refuse the rows that name no cell, or several."""
        for row in rows:
            if isinstance(cell := self._cell(row.values["cell"]), Reason):
                written.refuse(row, "cell", row.values["cell"], cell)

    def seek_kinds(self, rows: Sequence[Row], written: records.Written) -> None:
        """Refuse the rows whose kind the standard does not know."""
        for row in rows:
            if row.values["kind"] not in self.kinds:
                written.refuse(row, "kind", row.values["kind"], _no_kind(self.kinds))

    def seek_estates(self, rows: Sequence[Row], written: records.Written) -> None:
        """Refuse the rows that name no estate, or several; none named is none meant."""
        for row in rows:
            said = row.values["estate"]
            if said is not None and isinstance(site := self.estates.find(said), Reason):
                written.refuse(row, "estate", said, site)

    def _cell(self, said: str) -> places.PlaceRow | Reason:
        found = self.cells.get(said.replace("／", "/").replace(" ", ""), [])
        if len(found) == 1:
            return found[0]
        return _SEVERAL if found else _NO_CELL

    def _grid(self, site: Site, actor: Actor) -> int | None:
        if site.id not in self.grids:
            found = places.estates_by_id([site.id], actor=actor).get(site.id)
            self.grids[site.id] = found.grid_id if found else None
        return self.grids[site.id]


_SEVERAL = Reason(
    mark("有几个网格叫这个名称。"), {}, mark("请写“社区/网格”，或者填网格编码。"), code="several"
)
_NO_CELL = Reason(
    mark("没有这个网格，或者它不归您管。"), {}, mark("请按登记的名称或编码填写。"), code="no_cell"
)
_NOT_HERE = Reason(
    mark("这个小区不在这个网格里。"), {}, mark("请核对两个名称；不清楚的小区可以留空。"), code="not_here"
)
_TWICE = Reason(mark("前面一行说的是同一个点位。"), {}, mark("请删去重复的一行。"), code="repeated")


def _no_kind(kinds: Iterable[str]) -> Reason:
    named = "、".join(one for one in kinds if not one.isascii())
    return Reason(
        mark("标准里没有这种点位。"), {"kinds": named}, mark("请从这些里选填：{kinds}。"), code="no_kind"
    )


def _cells_by_name(work: records.Work) -> dict[str, list[places.PlaceRow]]:
    """Return the actor's cells of today by code, by name, and by community and name."""
    found: dict[str, list[places.PlaceRow]] = {}
    for within in {place.path for place in work.actor.places}:
        cells = places.places_on(places.Level.GRID, work.today, within=within)
        homes = places.names_of({cell.parent_id for cell in cells if cell.parent_id})
        for cell in cells:
            home = homes.get(cell.parent_id or 0, "")
            for name in {
                cell.code, cell.name, f"{home}/{cell.name}", f"{places.short_name(home)}/{cell.name}"
            }:  # fmt: skip
                rows = found.setdefault(name.replace(" ", ""), [])
                if cell not in rows:
                    rows.append(cell)
    return found


def _running(cells: Iterable[int]) -> Running:
    rows = Point.objects.select_for_update().filter(cell_id__in=set(cells), valid_until=None)
    return {(row.cell_id, row.name): row for row in rows.order_by("id")}


def _point(one: _Found, known: Point | None, work: records.Work) -> Point:
    values = one.row.values
    placed = values["lon"] is not None
    return Point(
        stream=stream_of_cell(one.cell.id), scope=one.cell.path, cell_id=one.cell.id, kind=one.kind, name=one.name,
        estate_id=one.estate.id if one.estate else known.estate_id if known else None,
        lon=values["lon"] if placed else known.lon if known else None,
        lat=values["lat"] if placed else known.lat if known else None,
        valid_from=work.today,
    )  # fmt: skip


def _same(point: Point, known: Point) -> bool:
    fields = ("kind", "estate_id", "lon", "lat")
    return all(getattr(point, name) == getattr(known, name) for name in fields)


def _write(
    work: records.Work, fresh: Sequence[Point], ended: Sequence[Point], written: records.Written
) -> None:
    written.before += records.images(_TABLE, [row.pk for row in ended])
    for row in ended:
        row.valid_until = max(work.today, row.valid_from)
        row.save(update_fields=["valid_until"])
    for row, number in zip(fresh, records.next_ids(_TABLE, len(fresh)), strict=True):
        row.pk = number
    records.insert_rows(fresh)
    written.add(_TABLE, [row.pk for row in fresh])
    told = [event_of("patrols.point_ended", row, work.now) for row in ended]
    told += [event_of("patrols.point_added", row, work.now) for row in fresh]
    records.record_events(actor=work.actor, drafts=told)

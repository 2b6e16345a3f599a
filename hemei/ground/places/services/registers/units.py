"""Property units from a file, five thousand at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction

from hemei.ground.places.queries.finding import Site
from hemei.ground.places.services.registers.houses import Houses, Spot
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, Refused, mark
from hemei.kernel.registers import Row

_COLUMNS = {
    "id": "bigint", "estate_id": "bigint", "building_id": "bigint", "entrance_id": "bigint", "scope": "text",
    "stream": "text", "room": "text", "floor": "smallint", "exclusive_area_dm2": "integer", "use": "text",
    "unit_code": "text", "register_ref": "text", "sold_on": "date", "delivered_on": "date",
}  # fmt: skip
# What a file may correct: column of the table and of the register.
_FACTS = (
    ("floor", "floor"), ("exclusive_area_dm2", "area"), ("use", "use"), ("unit_code", "unit_code"),
    ("register_ref", "register_ref"), ("sold_on", "sold_on"), ("delivered_on", "delivered_on"),
)  # fmt: skip
_KNOWN = (
    "select building_id, entrance_id, room, id, floor, exclusive_area_dm2, use, unit_code, register_ref, sold_on,"
    " delivered_on from places_propertyunit where building_id = any(%s) and valid_until is null"
)


class UnitWriter:
    """Writes units; keeps estates, buildings and entrances of the run."""

    def __init__(self) -> None:
        self.houses: Houses | None = None

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of units."""
        self.houses = self.houses or Houses(work.actor)
        written = records.Written()
        spots = list(self.houses.spots(rows, written))
        known = _known({spot[0] for _, _, spot in spots})
        codes = _codes([row.values["unit_code"] for row, _, _ in spots if row.values["unit_code"]])
        fresh: list[tuple[Row, Site, Spot]] = []
        for row, site, spot in spots:
            found = known.get(spot)
            code = row.values["unit_code"]
            if code is not None and codes.setdefault(code, spot) != spot:
                written.refuse(row, "unit_code", code, _CODE_TAKEN)
            elif found is None:
                fresh.append((row, site, spot))
            else:
                _correct(work, row, site, found, written)
        _enter(fresh, written)
        return written


def unit_writer() -> UnitWriter:
    """Begin a run."""
    return UnitWriter()


def _known(building_ids: set[int]) -> dict[Spot, tuple[Any, ...]]:
    """Return id and facts of the units that stand in these buildings."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(building_ids)])
        return {row[:3]: row[3:] for row in cursor.fetchall()}


def _codes(codes: Sequence[str]) -> dict[str, Spot]:
    """Return the visible units that bear one of these unit codes."""
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select unit_code, building_id, entrance_id, room from places_propertyunit where unit_code = any(%s)",
            [list(codes)],
        )
        return {code: (building, entrance, room) for code, building, entrance, room in cursor.fetchall()}


def _correct(
    work: records.Work, row: Row, site: Site, found: tuple[Any, ...], written: records.Written
) -> None:
    values = row.values
    identity, facts = found[0], found[1:]
    changes = {
        column: (known, new)
        for (column, name), known in zip(_FACTS, facts, strict=True)
        if (new := values[name]) is not None and new != known
    }
    if not changes:
        written.same += 1
        return
    written.before += records.images("places_propertyunit", [identity])
    with connection.cursor() as cursor:
        listed = ", ".join(f"{column} = %s" for column in changes)
        cursor.execute(
            f"update places_propertyunit set {listed} where id = %s",
            [*(str(new) if column == "use" else new for column, (_, new) in changes.items()), identity],
        )
    written.changed += 1
    records.record_event(
        stream=site.stream,
        type="places.unit_corrected",
        actor=work.actor,
        at=work.now,
        scope=site.scope,
        data={
            "unit": identity,
            "changes": {column: [_told(old), _told(new)] for column, (old, new) in changes.items()},
            "source": work.source,
        },
    )


def _told(value: Any) -> str | int | None:
    return value if isinstance(value, int) or value is None else str(value)


def _enter(fresh: Sequence[tuple[Row, Site, Spot]], written: records.Written) -> None:
    if not fresh:
        return
    ids = records.next_ids("places_propertyunit", len(fresh))
    lines = (
        (
            identity, site.id, building, entrance, site.scope, site.stream, room, (values := row.values)["floor"],
            values["area"], values["use"].value, values["unit_code"], values["register_ref"] or "",
            values["sold_on"], values["delivered_on"],
        )
        for identity, (row, site, (building, entrance, room)) in zip(ids, fresh, strict=True)
    )  # fmt: skip
    try:
        with transaction.atomic():
            records.insert_many("places_propertyunit", _COLUMNS, lines)
    except IntegrityError as error:
        if "unit_code" not in str(error):
            raise
        raise Refused.because(
            mark("第 {first} 至 {last} 行里有不动产单元号已经登记在您管辖范围以外的房屋上。"),
            remedy=mark("请核对这些行的不动产单元号。"),
            code="unit_code_taken",
            first=fresh[0][0].number,
            last=fresh[-1][0].number,
        ) from error
    written.new += len(ids)
    written.add("places_propertyunit", ids)


_CODE_TAKEN = Reason(
    mark("这个不动产单元号已经登记在另一套房屋上。"),
    {},
    mark("请对照产权证核对 28 位号码。"),
    code="code_taken",
)

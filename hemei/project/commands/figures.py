"""`hemei figures`: the figures of a place on a day, each counted from its subjects at this moment."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.faces.cockpit.queries import AsOf, Entry
    from hemei.kernel.actor import PlaceRange

DIGITS = 6


@click.command()
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The day, 2026-06-30; today where not given.")
@click.option(
    "--place", "code", default="", help="The official code of a place; the whole city where not given."
)
@click.option("--json", "as_json", is_flag=True, help="A list of objects for programs.")
def figures(*, at: datetime | None, code: str, as_json: bool) -> None:
    """Count every figure of a place: value, counted, of, not provable."""
    ready()
    from hemei.faces.cockpit import queries  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415

    asked = _asked(at.date() if at else None)
    with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
        ranges = _ranges(code, asked.day)
        found = [_counted(entry, ranges, asked) for entry in queries.entries(asked.day)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for row in found:
        click.echo(_line(row))


def _asked(day: date | None) -> AsOf:
    from hemei.faces.cockpit.queries import AsOf  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    try:
        return AsOf.of(day, utc_now())
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error


def _ranges(code: str, day: date) -> tuple[PlaceRange, ...]:
    """Return the ranges of the place of this code, or of the city."""
    from hemei.ground.places import queries as places  # noqa: PLC0415

    try:
        place = places.place_by_code(code) if code else places.city()
    except places.NoSuchPlace as error:
        raise click.UsageError(
            f"{error}. Give the official code of a county, street or community."
        ) from error
    return places.ranges_for(place.id, day)


def _counted(entry: Entry, ranges: tuple[PlaceRange, ...], asked: AsOf) -> dict[str, Any]:
    from hemei.faces.cockpit import queries  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.figures import Unit, value_of  # noqa: PLC0415

    system = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    found = queries.cells(entry, actor=system, ranges=ranges, asked=asked)
    value = value_of(entry.figure, queries.total(entry, found, asked))
    number = value.value
    shown = (
        None
        if number is None
        else int(number)
        if entry.figure.unit is Unit.COUNT
        else round(float(number), DIGITS)
    )
    return {
        "id": entry.figure.id,
        "name": entry.figure.name,
        "value": shown,
        "counted": value.tally.counted,
        "of": value.tally.of,
        "not_provable": value.tally.not_provable,
    }


def _line(row: dict[str, Any]) -> str:
    value = (
        "-"
        if row["value"] is None
        else row["value"]
        if isinstance(row["value"], int)
        else f"{row['value']:.1%}"
    )
    beside = f", {row['not_provable']} not provable" if row["not_provable"] else ""
    return f"{row['id']:<5} {value:>7}  {row['counted']} of {row['of']}{beside}  {row['name']}"

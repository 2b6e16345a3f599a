"""What a bulletin says of a month: its figures as of the last day, what got worse and why, the places below.

Plain values throughout, so that the same records give the same content, and two contents can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hemei.faces.cockpit import shown
from hemei.faces.cockpit.queries.areas import Area, area
from hemei.faces.cockpit.queries.board import Reading, readings
from hemei.faces.cockpit.queries.counting import Row, Wanted, how_many, rows
from hemei.faces.cockpit.queries.registry import entries
from hemei.faces.cockpit.queries.worse import Worse, worse
from hemei.faces.cockpit.rules import AsOf
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.figures import FigureValue, Measure, Unit, Verdict
from hemei.kernel.standards import Warrant
from hemei.ui.words import percent, say, say_reason

NAMED = 5
_COMMUNITY = 4


def last_day(month: date) -> date:
    """Return the last day of the month that begins on this day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_content(place_id: int, month: date, *, actor: Actor) -> dict[str, Any] | None:
    """Return what a bulletin of a place says of a month; None where the place is not there or not the actor's."""
    asked = AsOf.of_past(last_day(month))
    found = area(place_id, actor=actor, day=asked.day)
    if found is None:
        return None
    read = [one for one in readings(found, actor=actor, asked=asked) if shown.speaks(one)]
    fell = worse(entries(asked.day), found, actor=actor, asked=asked, stretch=asked.month)
    return {
        "place": found.place.name,
        "place_id": found.place.id,
        "month": f"{month:%Y-%m}",
        "day": asked.day.isoformat(),
        "figures": [_figure(one, found, actor, asked) for one in read],
        "worse": [_worse(one) for one in fell],
        "parts": _parts(read),
    }


def _figure(read: Reading, found: Area, actor: Actor, asked: AsOf) -> dict[str, Any]:
    figure, tally = read.entry.figure, read.value.tally
    spread = read.value.spread if figure.unit is Unit.SHARE else None
    unproven = (
        rows(
            read.entry,
            actor=actor,
            ranges=found.ranges,
            asked=asked,
            wanted=Wanted(verdict=Verdict.NOT_PROVABLE, limit=NAMED),
        )
        if tally.not_provable
        else []
    )
    return {
        "code": figure.id,
        "name": say(figure.name),
        "counts": say(figure.counts),
        "of_what": say(figure.of) if figure.of else "",
        "value": shown.value(read.value),
        "counted": tally.counted,
        "not_counted": tally.not_counted,
        "not_provable": tally.not_provable,
        "of": tally.of,
        "said": shown.counted_of(figure, read.value),
        "subjects": tally.of
        if figure.measure is Measure.NUMBER
        else how_many(read.entry, ranges=found.ranges, asked=asked),
        "aim": shown.aim(read),
        "reached": read.reached,
        "before": shown.value(read.months[-2][1]),
        "change": shown.change(read),
        "rank": read.rank.rank,
        "peers": read.rank.of,
        "spread": [percent(spread.lowest), percent(spread.median), percent(spread.highest)]
        if spread and spread.places > 1
        else None,
        "interval": _interval(read.value),
        "months": [[f"{month:%Y-%m}", shown.value(one)] for month, one in read.months],
        "basis": _basis(read.entry.item.warrant),
        "unproven": [row.subject.label for row in unproven],
    }


def _interval(value: FigureValue) -> list[str] | None:
    return [percent(value.interval.low), percent(value.interval.high)] if value.interval else None


def _basis(warrant: Warrant) -> dict[str, str]:
    return {
        "title": warrant.source.title if warrant.clause else "",
        "clause": warrant.clause,
        "owner": warrant.owner if warrant.basis == "design" else "",
        "day": warrant.reference.day.isoformat(),
    }


def _worse(one: Worse) -> dict[str, Any]:
    names = places.names_of(_community(row) for row in one.rows)
    return {
        "code": one.entry.figure.id,
        "name": say(one.entry.figure.name),
        "before": shown.value(one.before),
        "now": shown.value(one.now),
        "blamed": one.blamed,
        "rows": [
            {
                "label": row.subject.label,
                "place": places.short_name(names.get(_community(row), "")),
                "reason": say_reason(row.subject.reason),
            }
            for row in one.rows
        ],
    }


def _community(row: Row) -> int:
    return int(row.subject.place.split(".")[:-1][:_COMMUNITY][-1])


def _parts(read: Sequence[Reading]) -> dict[str, Any]:
    shares = [one for one in read if one.value.unit is not Unit.COUNT]
    shares = [one for one in shares if any(part.value.value is not None for part in one.parts)]
    values = [{part.place.id: shown.value(part.value) for part in one.parts} for one in shares]
    below = sorted(
        {part.place.id: part.place for one in shares for part in one.parts}.values(),
        key=lambda place: place.code,
    )
    return {
        "heads": [say(one.entry.figure.name) for one in shares],
        "lines": [[place.short_name, *(column.get(place.id, "-") for column in values)] for place in below],
    }

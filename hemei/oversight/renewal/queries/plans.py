"""Plans of packages: the latest of a place, one with its alternatives, and what its map draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.oversight.renewal.models import PackageEstate, PackagePlan
from hemei.oversight.renewal.queries.planning import barriers
from hemei.oversight.renewal.rules.packages import PLANNERS


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as lists show it; `bundles` are those of its first alternative."""

    id: int
    place: str
    fee_fen: int
    beyond_street: bool
    asked_at: datetime
    percent: int
    done_at: datetime | None
    estates: int
    bundles: int
    nothing: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with what was asked and what came of it; `taken` are estates that stand in a package by now.

    `absent` names those that were wished for and were none that can be planned.
    """

    row: PlanRow
    stream: str
    place_id: int
    scope: str
    asked: dict[str, Any]
    result: dict[str, Any]
    standard_on: date | None
    reason: str
    taken: dict[int, tuple[int, str]]
    absent: dict[int, str]


def plans(*, actor: Actor, after: int | None = None, limit: int = 50) -> list[PlanRow]:
    """Return the plans of the actor's places, the latest first."""
    if actor.role not in PLANNERS:
        return []
    rows = PackagePlan.objects.filter(records.seen_by(actor)).select_related("place")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(row) for row in rows.order_by("-id")[:limit]]


def plan_page(plan_id: int, *, actor: Actor) -> PlanPage | None:
    """Return a plan of the actor's places."""
    if actor.role not in PLANNERS:
        return None
    row = PackagePlan.objects.filter(records.seen_by(actor), pk=plan_id).select_related("place").first()
    if row is None:
        return None
    members = PackageEstate.objects.filter(
        live=True, estate_id__in=[int(key) for key in row.result.get("sites", {})]
    )
    taken = {
        estate: (package, name)
        for estate, package, name in members.values_list("estate_id", "package_id", "package__name")
    }
    return PlanPage(
        _row(row),
        row.stream,
        row.place_id,
        row.scope,
        row.asked,
        row.result,
        row.standard_on,
        (records.open_sealed([row.reason_id]).get(row.reason_id) or "") if row.reason_id else "",
        taken,
        _absent(row, actor),
    )


def _absent(row: PackagePlan, actor: Actor) -> dict[int, str]:
    """Return the names of estates that were wished for and are none of the plan's."""
    asked = row.asked
    wished = {number for group in (*asked["together"], *asked["apart"], asked["without"]) for number in group}
    missing = sorted(wished - {int(key) for key in row.result.get("sites", {})})
    return {number: one.name for number, one in places.estates_by_id(missing, actor=actor).items()}


def _row(row: PackagePlan) -> PlanRow:
    alternatives = row.result.get("alternatives", [])
    return PlanRow(
        row.pk,
        row.place.name,
        row.asked["fee_fen"],
        row.beyond_street,
        row.asked_at,
        row.percent,
        row.done_at,
        len(row.result.get("sites", {})),
        len(alternatives[0]["bundles"]) if alternatives else 0,
        row.done_at is not None and not alternatives,
    )


def streets_of(actor: Actor, on: date) -> list[places.PlaceRow]:
    """Return the streets of the actor's places on a day."""
    if actor.role not in PLANNERS:
        return []
    return [row for row in places.places_on(places.Level.STREET, on) if actor.covers(row.path)]


def counties_of(actor: Actor, on: date) -> list[places.PlaceRow]:
    """Return the counties of the actor's places on a day."""
    if actor.role not in PLANNERS:
        return []
    return [row for row in places.places_on(places.Level.COUNTY, on) if actor.covers(row.path)]


def drawn_lines(page: PlanPage, on: date) -> list[dict[str, Any]]:
    """Return the lines near the estates of a plan, as the map draws them."""
    spots = [(lon, lat) for _, lon, lat, *_ in page.result.get("sites", {}).values()]
    if not spots:
        return []
    margin = 20_000
    west, east = min(lon for lon, _ in spots) - margin, max(lon for lon, _ in spots) + margin
    south, north = min(lat for _, lat in spots) - margin, max(lat for _, lat in spots) + margin
    return [
        {"name": row.name, "kind": row.kind, "course": row.course, "crossings": row.crossings}
        for row in barriers(on)
        if min(lon for lon, _ in row.course) <= east
        and max(lon for lon, _ in row.course) >= west
        and min(lat for _, lat in row.course) <= north
        and max(lat for _, lat in row.course) >= south
    ]


def tree_of(spots: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the pairs of the shortest tree between some points, for the lines of the map."""
    left, inside, found = list(spots[1:]), list(spots[:1]), []
    while left:
        one, other = min(
            ((a, b) for a in inside for b in left),
            key=lambda pair: (pair[0][0] - pair[1][0]) ** 2 + (pair[0][1] - pair[1][1]) ** 2,
        )
        left.remove(other)
        inside.append(other)
        found.append((one, other))
    return found

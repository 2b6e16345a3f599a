"""The list queries of patrols, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from hemei.coordination.patrols import queries, services
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SINCE, SYSTEM, Town
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.kernel.actor import Actor, Role

_SINCE, _UNTIL = date(2026, 10, 1), date(2026, 12, 1)


def _within(actor: Actor) -> queries.Within:
    path = actor.places[0].path if actor.places else ""
    return queries.Within(path, _SINCE, _UNTIL)


LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "patrols.round_rows": lambda actor, _now: queries.round_rows(actor=actor),
    "patrols.seen_rows": lambda actor, _now: queries.seen_rows(actor=actor),
    "patrols.point_rows": lambda actor, _now: queries.point_rows(actor=actor),
    "patrols.place_counts": lambda actor, _now: (
        queries.place_counts(actor=actor, within=_within(actor)) if actor.places else []
    ),
    "patrols.finds_by_kind": lambda actor, _now: queries.finds_by_kind(actor=actor, within=_within(actor)),
}


def furnish(town: Town, now: datetime) -> None:
    """Let a cell of the near community have a point, a round that found something, and one to walk."""
    home = town.place("340102001001")
    [cell] = place_services.add_grid_cells(
        actor=SYSTEM, now=now, cells=[(home, "东风第九网格")], source="test", since=SINCE
    )
    office = people.appoint(
        actor=SYSTEM, now=now, person_id=town.persons["张三"], body_id=town.bodies["东风社区居委会"],
        role=Role.GRID_WORKER, valid_from=SINCE, place_id=cell,
    )  # fmt: skip
    before = now - timedelta(days=3)
    [point] = services.add_points(
        actor=SYSTEM, now=before - timedelta(days=1), drafts=[services.PointDraft(cell, "waste", "垃圾房")]
    )
    seen = services.ToldPoint(
        point, "waste", "垃圾房", services.Result.FOUND, before, 5, "littering", "A-000000000001"
    )
    times = (before - timedelta(minutes=9), before + timedelta(minutes=9), before + timedelta(minutes=9))
    told = services.ToldRound(cell, places.place(cell).path, before.date(), office, (seen,), times)
    services.load_rounds(actor=SYSTEM, now=now, told=[told])
    services.plan_rounds(now=now)

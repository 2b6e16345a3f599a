"""The list queries of honours, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from hemei.ground.people.tests.factories import Town
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.models import ActionTarget
from hemei.oversight.honours.queries import Kind

ESTATE = "春天小区"
_near: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "honours.nominations": lambda actor, _now: queries.nominations(queries.NominationFilter(), actor=actor),
    "honours.nomination_page": lambda actor, _now: (
        [page] if (page := queries.nomination_page(_near["nomination"], actor=actor)) else []
    ),
    "honours.estate_lines": lambda actor, now: queries.estate_lines(
        actor=actor, on=now.date() + timedelta(days=10)
    ),
    "honours.targets": lambda actor, now: queries.targets(actor=actor, year=now.year),
    "honours.exemplars": lambda actor, now: (
        queries.exemplars(Kind.MECHANISM, now.date() + timedelta(days=10)) if actor else []
    ),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community's mechanism, that of `deliberation`, become an exemplar at an estate."""
    estate = Estate.objects.get(name=ESTATE).pk
    street = town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", "张三", account=1)
    bureau = town.actor(Role.CITY_BUREAU, "340100", "市房产局", "张三", account=1)
    draft = services.NominationDraft(
        kind=Kind.MECHANISM, estate=estate, statement="党组织牵头，每月议事，事事有回音。"
    )
    with records.acting(street):
        number = services.nominate(actor=street, now=now, draft=draft)
    _near["nomination"] = number
    members = ("party", "housing", "governance", "police", "owners")
    session = services.Session(
        held_on=now.date(), members=members, verdicts=[services.Verdict(number, len(members))]
    )
    with records.acting(bureau):
        services.hold_review(actor=bureau, now=now, session=session)
        services.post_nominations(actor=bureau, now=now, nominations=[number])
        services.publish_nominations(actor=bureau, now=now + timedelta(days=10), nominations=[number])
    ActionTarget.objects.create(  # a street's lie at the street, above the near community
        stream="honours.plan:near", scope=town.path("340102001001"), place_id=town.place("340102001"), year=now.year,
        measure="managed", numerator=9, denominator=10, set_at=now,
    )  # fmt: skip

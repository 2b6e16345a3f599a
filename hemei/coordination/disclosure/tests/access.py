"""The list queries of disclosures, for `tests/test_access.py`; who must answer is asked in `test_services.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.models import Disclosure
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places.models import Estate, PropertyUnit
from hemei.ground.places.tests.access import ESTATE
from hemei.kernel.actor import Actor, Role

_near: dict[str, int] = {}


def _own(actor: Actor, _now: datetime) -> Iterable[object]:
    return queries.own_questions(actor=replace(actor, role=Role.RESIDENT))


LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "disclosure.disclosures": lambda actor, _now: queries.disclosures(actor=actor),
    "disclosure.versions_of": lambda _actor, _now: queries.versions_of(_near["disclosure"]),
    "disclosure.questions": lambda actor, _now: queries.questions(actor=actor),
    "disclosure.own_questions": _own,
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near estate owe its affairs; a neighbour asks."""
    estate = Estate.objects.get(name=ESTATE).pk
    quarter = date(now.year, (now.month - 1) // 3 * 3 + 1, 1)
    since = date(quarter.year - (quarter.month == 1), (quarter.month + 8) % 12 + 1, 1)
    services.start_calendar(actor=SYSTEM, now=now, estate_ids=[estate], since=since)
    services.sweep(actor=SYSTEM, now=now)
    _near["disclosure"] = Disclosure.objects.filter(estate_id=estate, subject="affairs").values_list(
        "id", flat=True
    )[0]
    unit = PropertyUnit.objects.filter(estate_id=estate).first()
    assert unit is not None
    person = town.persons["张三"]
    Ownership.objects.create(
        stream=f"people.person:{person}", scope=unit.scope, unit=unit, person_id=person, valid_from=since
    )
    neighbour = Actor(Role.RESIDENT, account_id=1, person_id=person)
    services.ask(
        actor=neighbour, now=now,
        draft=services.QuestionDraft(estate_id=estate, text="今年的停车费用在哪里", key="access-question"),
    )  # fmt: skip

"""A joint visit was held where who called it and another were there; until it is ended its end is owed upwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.visits import Part, may_hold
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_visits import DAY, DRAFT, HOUR, TODAY, called, refused
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.leadership.duties.models import Duty

CALLER, FIRE, POLICE = 1, 2, 3
CAME = NOW + DAY


@pytest.mark.parametrize(
    ("there", "caller", "held"),
    [
        ((), CALLER, False),
        ((CALLER,), CALLER, False),
        ((FIRE, POLICE), CALLER, False),
        ((CALLER, FIRE), CALLER, True),
        ((FIRE,), 9, False),  # it fell to a body that takes no part
        ((FIRE, POLICE), 9, True),
    ],
)
def test_who_must_have_been_there(there: tuple[int, ...], caller: int, held: bool) -> None:  # noqa: FBT001 - a cell
    parts = [Part(body, CAME if body in there else None) for body in (CALLER, FIRE, POLICE)]
    assert may_hold(parts, caller).allowed is held


def ends(quarter: Quarter, number: str) -> list[tuple[int, int, str]]:
    """Return who owes the end of a visit to whom, and until when; nothing where he owes it no more."""
    with records.acting(SYSTEM):
        rows = Duty.objects.filter(
            origin_stream=quarter.row(number).stream, origin_item__startswith="visit-end:"
        )
        return [
            (one.owner_body_id, one.setter_body_id, f"{one.due_at:%m-%d}" if one.due_at else "")
            for one in rows.order_by("id")
        ]


@pytest.mark.django_db
def test_nobody_holds_a_visit_alone_and_its_end_is_owed_until_then(quarter: Quarter) -> None:
    number = called(quarter)
    home, street, fire = (one.body_id or 0 for one in (quarter.community, quarter.street, quarter.fire))
    assert ends(quarter, number) == [(home, street, "11-06")]
    late = {"now": NOW + DAY + HOUR, "number": number, "held": True}
    for came in ([], [home], [fire]):
        assert refused(quarter.community, services.end_visit, came=came, **late) == "alone"
    with records.acting(quarter.community):
        (row,) = queries.visits_of(stream=quarter.row(number).stream)
    assert (row.held, [part.came for part in row.parts]) == (None, [False, False, False])
    with records.acting(quarter.community):
        services.end_visit(viewer=Viewer(quarter.community), came=[home, fire], **late)
    assert ends(quarter, number) == [(home, street, "")]


@pytest.mark.django_db
def test_a_cancelled_visit_owes_nothing(quarter: Quarter) -> None:
    number = called(quarter)
    with records.acting(quarter.community):
        services.end_visit(
            viewer=Viewer(quarter.community), now=NOW + HOUR, number=number, held=False, reason="部门另有任务"
        )
    assert [one[-1] for one in ends(quarter, number)] == [""]


def ordered(quarter: Quarter, caller: Actor, number: str) -> tuple[int, int]:
    """Let a body call a visit and order somebody there to put it right; return who owes that and who accepts it."""
    draft = replace(DRAFT, bodies=(quarter.police.body_id or 0,))
    with records.acting(caller):
        services.set_visit(viewer=Viewer(caller), now=NOW, number=number, draft=draft)
        services.record_finding(
            viewer=Viewer(caller), now=CAME + HOUR, number=number, found="ordered", text="责令三日内清走",
            until=TODAY + 4 * DAY,
        )  # fmt: skip
    with records.acting(SYSTEM):
        (duty,) = Duty.objects.filter(key__startswith="cases.visit:", origin_item="")
        return duty.owner_body_id, duty.setter_body_id


@pytest.mark.django_db
def test_whoever_called_a_visit_does_not_accept_what_it_ordered_itself(quarter: Quarter) -> None:
    """A department that called it has the case's home body accept its order."""
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    quarter.act(quarter.community, number, acts.Whistle(lead=quarter.fire.body_id))
    assert ordered(quarter, quarter.fire, number) == (quarter.fire.body_id, quarter.community.body_id)


@pytest.mark.django_db
def test_nor_does_a_street_whose_case_it_is(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.street, number, acts.Fall(text="街道直接来办"))
    quarter.act(quarter.street, number, acts.Accept(kind="blocked_fire_lane"))
    assert ordered(quarter, quarter.street, number) == (quarter.street.body_id, quarter.county.body_id)

"""A body is dissolved: what it had to do goes to its successor, and whoever dissolves it sees no case."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_services import accepted, refused, whistled
from hemei.ground.people import services as people_services
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused


def test_a_dissolved_department_is_not_whistled(quarter: Quarter):
    number = accepted(quarter)
    fire = quarter.town.bodies["瑶海消防"]
    people_services.dissolve_body(actor=quarter.system, now=NOW, body_id=fire, valid_until=date(2026, 11, 1))
    with pytest.raises(Refused) as caught:
        quarter.act(quarter.community, number, acts.Whistle(lead=fire))
    assert refused(caught) == "dissolved"


def test_a_successor_takes_over(quarter: Quarter):
    number = whistled(quarter)
    fire, police = quarter.town.bodies["瑶海消防"], quarter.town.bodies["瑶海公安"]
    assert services.succeed_body(actor=quarter.system, now=NOW, body_id=fire, successor_id=police) == 1
    assert quarter.row(number).accountable_body_id == police
    quarter.sound(number)


def test_whoever_dissolves_a_body_is_told_how_many_cases_move_and_sees_none(quarter: Quarter):
    fire, police = quarter.town.bodies["瑶海消防"], quarter.town.bodies["瑶海公安"]
    numbers = [whistled(quarter), whistled(quarter)]
    admin = quarter.town.actor(Role.SYSTEM_ADMIN, "340100", account=9)
    with records.acting(admin):
        assert queries.still_held(actor=admin, body_id=fire).count == 2
        assert queries.case_list(actor=admin) == []
        people_services.dissolve_body(
            actor=admin, now=NOW, body_id=fire, valid_until=date(2026, 11, 1), successor_id=police
        )
    with records.acting(quarter.system):
        records.deliver_pending(now=NOW)
    assert {quarter.row(number).accountable_body_id for number in numbers} == {police}
    with records.acting(admin):
        assert queries.still_held(actor=admin, body_id=fire).count == 0
    with pytest.raises(Refused):
        queries.still_held(actor=quarter.street, body_id=fire)

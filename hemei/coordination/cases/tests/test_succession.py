"""A body is dissolved: what it had to do goes to its successor, and whoever dissolves it sees no case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_lots import HOUR, MONDAY, drawn, scene, solved
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


def test_an_answer_that_is_owed_goes_to_the_successor_of_who_has_no_call_any_more(quarter: Quarter):
    number = whistled(quarter)
    quarter.act(quarter.street, number, acts.Supervise(text="到哪一步了"))
    quarter.act(quarter.community, number, acts.Recall(text="改由社区处理"))
    fire, police = quarter.town.bodies["瑶海消防"], quarter.town.bodies["瑶海公安"]
    assert held(quarter, fire) == 1
    assert services.succeed_body(actor=quarter.system, now=NOW, body_id=fire, successor_id=police) == 1
    assert held(quarter, fire) == 0
    quarter.act(quarter.police, number, acts.AnswerSupervision(number=1, text="正在衔接"))
    quarter.sound(number)


def test_a_re_visit_that_is_owed_goes_to_the_successor_and_the_case_to_that_of_its_home(quarter: Quarter):
    number = solved(quarter)
    assert drawn() == number
    at = MONDAY + 3 * HOUR
    street, other = quarter.town.bodies["明光路街道办"], quarter.town.bodies["三里庵街道办"]
    community, foreign = quarter.town.bodies["东风社区居委会"], quarter.town.bodies["三里庵社区居委会"]
    assert (held(quarter, street), held(quarter, community)) == (1, 1)
    for old, heir in ((street, other), (community, foreign)):
        assert services.succeed_body(actor=quarter.system, now=at, body_id=old, successor_id=heir) == 1
        assert services.succeed_body(actor=quarter.system, now=at, body_id=old, successor_id=heir) == 0
        assert held(quarter, old) == 0
    heir_of_street = replace(quarter.street, body_id=other)
    reopen = acts.Reopen(text="车还在")
    quarter.act(heir_of_street, number, reopen, at + HOUR, photos=[scene(9)])
    assert quarter.row(number).home_body_id == foreign
    quarter.sound(number)


def test_a_case_drawn_after_its_home_was_dissolved_is_reopened_for_the_successor(quarter: Quarter):
    number = solved(quarter)
    community, foreign = quarter.town.bodies["东风社区居委会"], quarter.town.bodies["三里庵社区居委会"]
    people_services.dissolve_body(
        actor=quarter.system, now=NOW, body_id=community, valid_until=date(2026, 11, 1), successor_id=foreign
    )
    with records.acting(quarter.system):
        records.deliver_pending(now=NOW)
    assert quarter.row(number).home_body_id == community, "what ended for good stays with who did it"
    assert drawn() == number
    reopen = acts.Reopen(text="车还在")
    quarter.act(quarter.street, number, reopen, MONDAY + 4 * HOUR, photos=[scene(9)])
    row = quarter.row(number)
    assert (row.home_body_id, row.accountable_body_id) == (foreign, foreign)
    quarter.sound(number)


def test_without_a_successor_it_is_of_who_stands_above(quarter: Quarter):
    number = solved(quarter)
    community = quarter.town.bodies["东风社区居委会"]
    people_services.dissolve_body(
        actor=quarter.system, now=NOW, body_id=community, valid_until=date(2026, 11, 1)
    )
    assert drawn() == number
    reopen = acts.Reopen(text="车还在")
    quarter.act(quarter.street, number, reopen, MONDAY + 4 * HOUR, photos=[scene(9)])
    row = quarter.row(number)
    assert (row.home_body_id, row.snapshot["level"]) == (quarter.street.body_id, 1)
    quarter.sound(number)


def test_what_ended_for_good_stays_with_the_body_that_did_it(quarter: Quarter):
    number = solved(quarter)
    community = quarter.town.bodies["东风社区居委会"]
    assert held(quarter, community) == 0
    assert quarter.row(number).home_body_id == community


def held(quarter: Quarter, body_id: int) -> int:
    admin = quarter.town.actor(Role.SYSTEM_ADMIN, "340100", account=9)
    with records.acting(admin):
        return queries.still_held(actor=admin, body_id=body_id).count


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

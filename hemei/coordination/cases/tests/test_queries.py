"""What each viewer sees of cases, in how many statements, and what he does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import ActName, Outcome
from hemei.coordination.cases.tests.conftest import NOW, Quarter, count
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

pytestmark = pytest.mark.django_db
KIND = "blocked_fire_lane"
HOUR = timedelta(hours=1)


def whistled(quarter: Quarter) -> str:
    number = quarter.report(kind=KIND)
    fire, police = quarter.town.bodies["瑶海消防"], quarter.town.bodies["瑶海公安"]
    quarter.act(quarter.community, number, acts.Accept(kind=KIND))
    quarter.act(quarter.community, number, acts.Whistle(lead=fire, joints=(police,), text="请到场"))
    return number


def duties(actor: Actor, **more: object) -> list[tuple[str, str]]:
    with records.acting(actor):
        return [(duty.number, duty.clock) for duty in queries.workbench(actor=actor, **more)]


class TestWorkbench:
    def test_shows_what_is_mine_to_do_by_deadline(self, quarter: Quarter):
        number = whistled(quarter)
        later = quarter.report(kind=KIND, now=NOW + HOUR)
        assert duties(quarter.fire) == [(number, "arrival")]
        assert duties(quarter.community) == [(later, "accept")]
        assert duties(quarter.street) == []

    def test_shows_a_case_once_with_the_clock_that_ends_first(self, quarter: Quarter):
        number = whistled(quarter)
        quarter.report(kind=KIND)
        assert duties(quarter.fire, kind="handling") == [(number, "handling")]
        quarter.act(quarter.fire, number, acts.Arrive())
        assert duties(quarter.fire) == [(number, "handling")]
        assert duties(quarter.grid).count((number, "arrival")) == 1, "the police are still expected"

    def test_the_grid_worker_sees_his_place(self, quarter: Quarter):
        number = quarter.report(kind=KIND)
        assert duties(quarter.grid) == [(number, "accept")]

    def test_the_reporter_sees_what_waits_for_his_word(self, quarter: Quarter):
        number = quarter.report(kind=KIND)
        quarter.act(quarter.community, number, acts.Accept(kind=KIND))
        close = acts.Close(outcome=Outcome.NOT_SOLVED, text="车主失联")
        quarter.act(quarter.community, number, close)
        assert duties(quarter.resident) == [(number, "acceptance")]
        assert duties(quarter.community) == []

    def test_pages_by_key_and_filters_by_clock(self, quarter: Quarter):
        numbers = [
            quarter.report(kind=KIND, now=NOW + minutes * timedelta(minutes=1)) for minutes in range(5)
        ]
        found, after = [], None
        with records.acting(quarter.community):
            while page := queries.workbench(actor=quarter.community, after=after, limit=2):
                found += [duty.number for duty in page]
                after = (page[-1].due_at, page[-1].deadline_id)
        assert found == numbers
        assert duties(quarter.community, kind="arrival") == []

    def test_is_one_statement(self, quarter: Quarter):
        whistled(quarter)
        with records.acting(quarter.fire), CaptureQueriesContext(connection) as captured:
            assert queries.workbench(actor=quarter.fire) != []
        assert count(captured) == 1


class TestPage:
    def test_shows_history_clocks_names_and_next_steps(self, quarter: Quarter):
        number = whistled(quarter)
        page = quarter.page(quarter.fire, number)
        assert page
        assert [event.type for event in page.events] == [
            "cases.case_reported",
            "cases.case_accepted",
            "cases.departments_whistled",
        ]
        assert page.bodies[page.state.accountable] == "瑶海消防"
        assert page.steps[ActName.ARRIVE].allowed
        assert page.steps[ActName.GIVE_RESULT].reasons[0].code == "not_arrived"
        assert ActName.CLOSE not in page.steps

    def test_takes_five_statements_where_no_photo_came(self, quarter: Quarter):
        number = whistled(quarter)
        with records.acting(quarter.community), CaptureQueriesContext(connection) as captured:
            assert queries.case_page(viewer=Viewer(quarter.community), number=number, now=NOW)
        assert count(captured) == 5

    def test_the_company_never_learns_who_reported(self, quarter: Quarter):
        number = quarter.report(kind=KIND, hidden=True, phone="13800138000")
        quarter.act(quarter.community, number, acts.Accept(kind=KIND))
        company = quarter.company.body_id
        quarter.act(quarter.community, number, acts.Handle(company=company, text="请处理"))
        page = quarter.page(quarter.company, number)
        assert page
        assert page.contact is None
        assert all(event.actor["person"] is None for event in page.events)
        assert "13800138000" not in str(page.texts)
        seen = quarter.page(quarter.community, number)
        assert seen
        assert seen.contact == "13800138000"

    def test_the_receipt_tells_no_stranger_what_it_was_about(self, quarter: Quarter):
        number = quarter.report(quarter.public, kind=KIND, phone="13800138000")
        with records.as_public():
            found = queries.receipt(number)
            assert queries.receipt("000000000000") is None
        assert found == queries.Receipt("东风社区居委会", NOW + timedelta(minutes=30), can_follow=True)


class TestList:
    def test_shows_the_newest_in_scope_and_pages_by_key(self, quarter: Quarter):
        numbers = [
            quarter.report(kind=KIND, now=NOW + minutes * timedelta(minutes=1)) for minutes in range(5)
        ]
        with records.acting(quarter.street), CaptureQueriesContext(connection) as captured:
            first = queries.case_list(actor=quarter.street, limit=3)
            second = queries.case_list(actor=quarter.street, limit=3, after=first[-1].id)
        assert [row.number for row in first + second] == numbers[::-1]
        assert count(captured) == 4, "each list is one statement, after one that has it planned for its place"

    def test_a_community_sees_the_newest_of_all_its_cells_in_one_statement(self, quarter: Quarter):
        numbers = [
            quarter.report(kind=KIND, now=NOW + minutes * timedelta(minutes=1)) for minutes in range(5)
        ]
        with records.acting(quarter.community), connection.cursor() as cursor:
            place = quarter.community.places[0].path
            cursor.execute("update cases_case set scope = %s || (id %% 3)::text || '.'", [place])
            with CaptureQueriesContext(connection) as captured:
                first = queries.case_list(actor=quarter.community, limit=3)
                second = queries.case_list(actor=quarter.community, limit=3, after=first[-1].id)
        assert [row.number for row in first + second] == numbers[::-1]
        assert count(captured) == 2

    def test_filters(self, quarter: Quarter):
        first = quarter.report(kind=KIND)
        quarter.act(quarter.community, first, acts.Accept(kind=KIND))
        second = quarter.report(kind="group_rental", now=NOW + HOUR)
        with records.acting(quarter.street):
            for filters, numbers in (
                (queries.CaseFilters(states=("accepted",)), [first]),
                (queries.CaseFilters(kind="group_rental"), [second]),
                (queries.CaseFilters(service_class="S1"), [first]),
                (queries.CaseFilters(within=quarter.street.places[0].path), [second, first]),
                (queries.CaseFilters(body_id=quarter.community.body_id, open_only=True), [second, first]),
                (queries.CaseFilters(overdue_at=NOW + timedelta(days=1, hours=1)), [first]),
            ):
                found = queries.case_list(actor=quarter.street, filters=filters)
                assert [row.number for row in found] == numbers, filters

    def test_an_export_keeps_to_the_scope(self, quarter: Quarter):
        number = whistled(quarter)
        for actor, expected in ((quarter.fire, [number]), (quarter.foreign_street, [])):
            with records.acting(actor):
                assert [row.number for row in queries.case_rows(actor=actor)] == expected

    @pytest.mark.parametrize("who", ["foreign_community", "foreign_street", "foreign_company", "stranger"])
    def test_strangers_see_nothing_even_past_the_first_wall(self, quarter: Quarter, who: str):
        whistled(quarter)
        actor = getattr(quarter, who)
        tables = (
            "cases_case",
            "cases_task",
            "cases_submission",
            "clocks_deadline",
            "records_event",
            "records_sealed",
        )
        with records.acting(actor), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"select count(*) from {table} where stream like 'cases.case:%%'")
                assert cursor.fetchone()[0] == 0, table


def test_services_export_what_pages_call():
    assert all(hasattr(services, name) for name in services.__all__)
    assert all(hasattr(queries, name) for name in queries.__all__)

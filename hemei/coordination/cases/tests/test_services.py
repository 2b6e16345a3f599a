"""Cases through the services on a real database: row, event, refusal, repetition."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.facts import law_of
from hemei.coordination.cases.models import Case, Task
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.standards import Citation
from hemei.coordination.cases.rules.words import Channel, Ending, Outcome, PauseReason, State
from hemei.coordination.cases.tests.conftest import NOW, Quarter, count, picture
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
KIND = "blocked_fire_lane"


def ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.decision.reasons[0].code


def accepted(quarter: Quarter, kind: str = KIND, **changes: object) -> str:
    number = quarter.report(kind=kind, **changes)
    quarter.act(quarter.community, number, acts.Accept(kind=kind), NOW + timedelta(minutes=5))
    return number


def whistled(quarter: Quarter) -> str:
    number = accepted(quarter)
    fire, police = quarter.town.bodies["瑶海消防"], quarter.town.bodies["瑶海公安"]
    quarter.act(quarter.community, number, acts.Whistle(lead=fire, joints=(police,), text="请到场"))
    return number


class TestReport:
    def test_leaves_a_row_an_event_and_a_clock(self, quarter: Quarter):
        number = quarter.report(kind=KIND)
        row = quarter.row(number)
        assert (row.state, row.version, row.estate_name) == ("reported", 1, "绿地小区")
        assert row.home_body_id == quarter.community.body_id
        assert number == f"261102{row.pk:06}"
        quarter.sound(number)

    def test_without_signing_in(self, quarter: Quarter):
        number = quarter.report(
            quarter.public, kind=KIND, photos=[picture()], phone="138 0013 8000", spot="3幢"
        )
        row = quarter.row(number)
        assert (row.reporter_id, row.contact_id is not None) == (None, True)
        page = quarter.page(quarter.community, number)
        assert page
        assert page.text_of(page.events[0]) == "消防通道被堵"
        assert page.text_of(page.events[0], "spot") == "3幢"
        assert page.contact == "13800138000"
        assert len(page.files_of(page.events[0])) == 1
        quarter.sound(number)

    def test_the_event_holds_no_text_and_no_phone(self, quarter: Quarter):
        number = quarter.report(quarter.public, kind=KIND, phone="13800138000", text="张三家门口被堵")
        with records.acting(quarter.system):
            (event,) = record.history(stream=quarter.row(number).stream)
        assert "张三" not in str(event)
        assert "13800138000" not in str(event)

    def test_takes_at_most_ten_statements(self, quarter: Quarter):
        quarter.report(kind=KIND)
        with records.as_public(), CaptureQueriesContext(connection) as captured:
            services.report(
                actor=quarter.public,
                now=NOW,
                token=quarter.token,
                report=services.Report(channel=Channel.RESIDENT, kind=KIND, text="又堵了"),
                submission_key="once",
                photos=[picture()],
            )
        assert count(captured) <= 4

    def test_sent_twice_is_one_case(self, quarter: Quarter):
        first = quarter.report(quarter.public, kind=KIND, submission_key="same")
        assert quarter.report(quarter.public, kind=KIND, submission_key="same") == first
        with records.acting(quarter.system):
            assert Case.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"kind": "ufo"}, "unknown_kind"),
            ({"token": "nowhere"}, "unknown_place"),
            ({"fact_on": date(2027, 1, 1)}, "date_future"),
            ({"fact_on": date(1990, 1, 1)}, "date_early"),
            ({"token": "a\x00b"}, "unknown_place"),
            ({"text": "长" * 3_000_000}, "text_long"),
            ({"text": "停\x00水"}, "text_nul"),
            ({"spot": "3\x00幢"}, "text_nul"),
            ({"text": "  "}, "text_missing"),
            ({"phone": "12345"}, "phone"),
            ({"photos": [picture() for _ in range(10)]}, "photos"),
        ],
    )
    def test_bad_input_is_named_and_leaves_nothing(
        self, quarter: Quarter, changes: dict[str, object], code: str
    ):
        with pytest.raises(Refused) as caught:
            quarter.report(**{"kind": KIND, **changes})
        assert refused(caught) == code
        with records.acting(quarter.system):
            assert not Case.objects.exists()

    def test_forms_without_a_key_are_cases_of_their_own(self, quarter: Quarter):
        keys = ("\x00", "长" * 300)
        assert len({quarter.report(quarter.public, kind=KIND, submission_key=key) for key in keys}) == 2

    def test_on_behalf_of_a_caller_nobody_at_the_desk_becomes_the_reporter(self, quarter: Quarter):
        number = quarter.report(quarter.hotline, kind=KIND, channel=Channel.HOTLINE, phone="13800138000")
        assert quarter.row(number).reporter_id is None

    def test_the_door_takes_reports_only(self, quarter: Quarter):
        with records.as_public(), pytest.raises(IntegrityError, match="reports only"), transaction.atomic():
            ask("""select cases_intake('{"case": {"state": "ended", "version": 1}}')""")

    def test_the_public_role_reads_no_case(self, quarter: Quarter):
        quarter.report(kind=KIND)
        with records.as_public(), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
            ask("select * from cases_case")


class TestStory:
    def test_from_report_to_acceptance(self, quarter: Quarter):
        number = whistled(quarter)
        for actor in (quarter.fire, quarter.police):
            quarter.act(actor, number, acts.Arrive(text="已到现场"), NOW + HOUR)
        result = acts.GiveResult(outcome=Outcome.SOLVED, evidence=_evidence(), text="车已拖走")
        quarter.act(quarter.fire, number, result, NOW + 2 * HOUR, photos=[picture()])
        close = acts.Close(outcome=Outcome.SOLVED, evidence=_evidence(), text="已恢复畅通")
        quarter.act(quarter.community, number, close, NOW + 3 * HOUR)
        quarter.act(quarter.resident, number, acts.SendBack(text="晚上又堵"), NOW + 4 * HOUR)
        quarter.act(quarter.community, number, close, NOW + 5 * HOUR, photos=[picture()])
        quarter.act(quarter.resident, number, acts.AcceptResult(), NOW + 6 * HOUR)
        row = quarter.row(number)
        assert (row.state, row.ended, row.next_due_at) == (State.ENDED, Ending.ACCEPTED, None)
        with records.acting(quarter.system):
            assert [task.arrived_late for task in Task.objects.order_by("number")] == [False, False]
            assert row.version == len(record.history(stream=row.stream))
        quarter.sound(number)

    def test_an_act_takes_few_statements(self, quarter: Quarter):
        number = accepted(quarter)
        fire = quarter.town.bodies["瑶海消防"]
        with records.acting(quarter.community), CaptureQueriesContext(connection) as captured:
            services.act(
                viewer=Viewer(quarter.community),
                now=NOW,
                number=number,
                act=acts.Whistle(lead=fire, text="请到场"),
                seen=2,
                submission_key="k",
            )
        assert count(captured) <= 10

    def test_a_pause_is_kept_in_the_rows(self, quarter: Quarter):
        number = accepted(quarter)
        pause = acts.PauseClock(reason=PauseReason.WEATHER, until=NOW + 5 * HOUR, text="台风")
        quarter.act(quarter.community, number, pause, NOW + HOUR)
        quarter.sound(number)
        quarter.act(quarter.community, number, acts.ResumeClock(), NOW + 2 * HOUR)
        quarter.sound(number)

    def test_an_erased_text_leaves_the_case_whole(self, quarter: Quarter):
        number = quarter.report(kind=KIND)
        with records.acting(quarter.system):
            records.erase_person(person_id=quarter.resident.person_id or 0, now=NOW)
        page = quarter.page(quarter.community, number)
        assert page
        assert page.text_of(page.events[0]) is None
        quarter.sound(number)


class TestTwoAtOnce:
    def test_a_stale_form_is_shown_what_changed(self, quarter: Quarter):
        number = accepted(quarter)
        with pytest.raises(services.Stale) as caught:
            quarter.act(quarter.community, number, acts.Handle(), seen=1)
        assert [event.type for event in caught.value.since] == ["cases.case_accepted"]
        assert refused(caught) == "stale"

    def test_the_same_form_sent_twice_acts_once(self, quarter: Quarter):
        number = quarter.report(kind=KIND)
        form = {"seen": 1, "submission_key": "form-7"}
        first = quarter.act(quarter.community, number, acts.Accept(kind=KIND), **form)
        again = quarter.act(quarter.community, number, acts.Accept(kind=KIND), **form)
        assert (first.repeated, again.repeated) == (False, True)
        assert quarter.row(number).version == 2

    def test_a_refused_form_may_be_corrected_under_its_key(self, quarter: Quarter):
        number = quarter.report(kind=KIND)
        form = {"seen": 1, "submission_key": "form-8"}
        with pytest.raises(Refused):
            quarter.act(quarter.community, number, acts.Refuse(ground="mood", text="不办"), **form)
        assert not quarter.act(quarter.community, number, acts.Accept(kind=KIND), **form).repeated


class TestStrangers:
    @pytest.mark.parametrize(
        "who", ["foreign_community", "foreign_street", "foreign_company", "stranger", "company", "fire"]
    )
    def test_a_guessed_number_is_not_there(self, quarter: Quarter, who: str):
        number = quarter.report(kind=KIND)
        actor = getattr(quarter, who)
        assert quarter.page(actor, number) is None
        with pytest.raises(services.NoSuchCase):
            quarter.act(actor, number, acts.Comment(text="你好"), seen=1)
        with records.acting(actor):
            assert queries.case_list(actor=actor) == []
            assert queries.workbench(actor=actor) == []

    def test_a_number_that_is_none_is_not_there(self, quarter: Quarter):
        for number in ("\x00", "", "1; drop table", "9" * 400):
            assert quarter.page(quarter.community, number) is None
            with pytest.raises(services.NoSuchCase):
                services.act(
                    viewer=Viewer(quarter.community), now=NOW, number=number, act=acts.Recall(), seen=1
                )


class TestSweep:
    def test_silence_is_recorded_after_the_limit(self, quarter: Quarter):
        number = accepted(quarter)
        close = acts.Close(outcome=Outcome.NOT_SOLVED, text="车主失联")
        quarter.act(quarter.community, number, close, NOW + HOUR)
        assert services.sweep(actor=quarter.system, now=NOW + timedelta(days=5)) == 0
        assert services.sweep(actor=quarter.system, now=NOW + timedelta(days=30)) == 1
        assert quarter.row(number).ended == Ending.SILENT
        quarter.sound(number)

    def test_what_is_late_is_told_upwards_once(self, quarter: Quarter):
        number = quarter.report(kind=KIND)
        assert services.sweep(actor=quarter.system, now=NOW + HOUR) == 1
        assert services.sweep(actor=quarter.system, now=NOW + HOUR) == 0
        with records.acting(quarter.system):
            last = record.history(stream=quarter.row(number).stream)[-1]
        assert last.type == "cases.case_escalated"
        assert last.data["about"]["to"] == quarter.street.body_id
        quarter.sound(number)

    def test_a_lapsed_pause_ends_by_itself(self, quarter: Quarter):
        number = accepted(quarter)
        pause = acts.PauseClock(reason=PauseReason.WEATHER, until=NOW + 5 * HOUR, text="台风")
        quarter.act(quarter.community, number, pause, NOW + HOUR)
        services.sweep(actor=quarter.system, now=NOW + 5 * HOUR + timedelta(minutes=1))
        with records.acting(quarter.system):
            assert record.history(stream=quarter.row(number).stream)[-1].type == "cases.clock_resumed"
        quarter.sound(number)

    def test_a_joint_departments_lapsed_pause_ends_after_the_leads_result(self, quarter: Quarter):
        number = whistled(quarter)
        pause = acts.PauseClock(reason=PauseReason.WEATHER, until=NOW + 5 * HOUR, text="台风")
        quarter.act(quarter.fire, number, acts.Arrive(), NOW + HOUR)
        quarter.act(quarter.police, number, pause, NOW + HOUR)
        result = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主不在")
        quarter.act(quarter.fire, number, result, NOW + 2 * HOUR)
        services.sweep(actor=quarter.system, now=NOW + 5 * HOUR + timedelta(minutes=1))
        with records.acting(quarter.system):
            history = record.history(stream=quarter.row(number).stream)
        assert "cases.clock_resumed" in [event.type for event in history]
        quarter.sound(number)

    def test_a_department_that_does_not_come_is_reported_to_the_county(self, quarter: Quarter):
        number, other = whistled(quarter), accepted(quarter)
        quarter.act(quarter.police, number, acts.Arrive(), NOW + HOUR)
        services.sweep(actor=quarter.system, now=NOW + 3 * HOUR + timedelta(minutes=1))
        with records.acting(quarter.system):
            events = record.history(stream=quarter.row(number).stream)
            told = [event.data["about"] for event in events if event.type == "cases.case_escalated"]
        refusals = [about for about in told if about.get("refusing")]
        assert [(about["body"], about["to"]) for about in refusals] == [
            (quarter.fire.body_id, quarter.county.body_id)
        ]
        quarter.sound(number)
        for actor, found in ((quarter.county, [number]), (quarter.foreign_street, [])):
            with records.acting(actor):
                rows = queries.case_list(actor=actor, filters=queries.CaseFilters(refused=True))
                assert [row.number for row in rows] == found
        with records.acting(quarter.county):
            rows = queries.case_list(actor=quarter.county)
            assert {row.number for row in rows} == {number, other}

    def test_a_second_return_is_reported_with_the_next_sweep(self, quarter: Quarter):
        number = whistled(quarter)
        returns = acts.ReturnWhistle(line="group_rental", text="实为群租")
        quarter.act(quarter.fire, number, returns, NOW + HOUR)
        again = acts.Whistle(lead=quarter.fire.body_id, text="请到场")
        quarter.act(quarter.community, number, again, NOW + HOUR)
        quarter.act(quarter.fire, number, returns, NOW + HOUR)
        assert services.sweep(actor=quarter.system, now=NOW + HOUR + timedelta(minutes=1)) == 1
        quarter.sound(number)

    def test_a_step_on_the_way_that_runs_out_is_told_upwards(self, quarter: Quarter):
        number = accepted(quarter, "illegal_construction")
        quarter.act(quarter.community, number, acts.Handle(text="先去看看"))
        assert services.sweep(actor=quarter.system, now=NOW + 25 * HOUR) == 1
        with records.acting(quarter.system):
            last = record.history(stream=quarter.row(number).stream)[-1]
        assert last.data["about"]["clock"].startswith("step:stop_work:")
        quarter.sound(number)

    def test_an_unmoved_calendar_moves_nothing(self, quarter: Quarter):
        number = accepted(quarter)
        with records.acting(quarter.system):
            services.recompute_case(
                actor=quarter.system, now=NOW, stream=quarter.row(number).stream, because="calendar-2026"
            )
        assert quarter.row(number).version == 2


class TestLaw:
    @pytest.mark.parametrize(
        ("kind", "repealed"), [("life_noise", "noise-law-1996"), ("group_rental", "public-security-law-2012")]
    )
    def test_no_repealed_law_is_cited(self, quarter: Quarter, kind: str, repealed: str):
        number = quarter.report(quarter.resident, kind=kind)
        cited = {item["clause"] for item in quarter.page(quarter.resident, number).events[0].standards}
        line = law_of(NOW.date()).lines[kind]
        old = {citation.warrant.reference.clause for citation in line.legal if _of(citation, repealed)}
        new = {citation.warrant.reference.clause for citation in line.legal if not _of(citation, repealed)}
        assert old
        assert not cited & old
        assert new <= cited


class TestFollow:
    def test_signing_in_with_the_phone_finds_the_report(self, quarter: Quarter):
        number = quarter.report(quarter.public, kind=KIND, phone="13800138000")
        assert quarter.page(quarter.resident, number) is None
        with records.acting(quarter.resident):
            assert services.claim_cases(actor=quarter.resident) == 1
            assert services.claim_cases(actor=quarter.resident) == 0
        page = quarter.page(quarter.resident, number)
        assert page
        assert page.viewer.proven
        quarter.act(quarter.resident, number, acts.Withdraw())
        assert quarter.row(number).ended == Ending.WITHDRAWN

    def test_another_phone_finds_nothing(self, quarter: Quarter):
        quarter.report(quarter.public, kind=KIND, phone="13800138000")
        with records.acting(quarter.stranger):
            assert services.claim_cases(actor=quarter.stranger) == 0

    def test_a_shown_phone_opens_this_case_and_no_other(self, quarter: Quarter):
        number = quarter.report(quarter.public, kind=KIND, phone="13800138000")
        viewer = Viewer(quarter.public, proven=True)
        page = queries.case_page(viewer=viewer, number=number, now=NOW)
        assert page
        assert page.steps[acts.Withdraw.name].allowed
        services.act(viewer=viewer, now=NOW, number=number, act=acts.Withdraw(), seen=1)
        quarter.sound(number)


def _of(citation: Citation, document: str) -> bool:
    return citation.warrant.source.code == document


def _evidence() -> tuple[str, ...]:
    return law_of(NOW.date()).lines[KIND].evidence

"""What each act makes of a case; stories a clerk can follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import decide
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import (
    OTHER_KIND,
    ClockKind,
    Ending,
    Outcome,
    PauseReason,
    Settled,
    State,
    TaskEnd,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story, reported
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

HOUR = timedelta(hours=1)
SHANGHAI_0830 = datetime(2026, 9, 29, 0, 30, tzinfo=UTC)


def accepted(kind: str = "fire_lane", **changes: Any) -> Story:
    return reported(**changes).then(CAST.community, acts.Accept(kind=kind), NOON + timedelta(minutes=10))


def whistled(kind: str = "fire_lane", lead: int = f.FIRE, joints: tuple[int, ...] = (f.POLICE,)) -> Story:
    return accepted(kind).then(
        CAST.community, acts.Whistle(lead=lead, joints=joints), NOON + timedelta(minutes=20)
    )


def resulted() -> Story:
    story = whistled()
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    return story.then(
        CAST.fire,
        acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), text="车已拖走"),
        NOON + 3 * HOUR,
    )


def closed() -> Story:
    close = acts.Close(outcome=Outcome.SOLVED, text="消防通道已恢复畅通")
    return resulted().then(CAST.community, close, NOON + 4 * HOUR)


def refusal(story: Story, actor: Actor, act: acts.Act, at: datetime | None = None) -> str:
    """Return the code of the refusal; the story does not move."""
    before = story.case
    with pytest.raises(Refused) as caught:
        story.then(actor, act, at)
    assert story.state == before
    return caught.value.decision.reasons[0].code


def clock(case: CaseState, kind: ClockKind, body: int) -> Any:
    return next(item for item in reversed(case.clocks) if item.kind is kind and item.body == body)


class TestReport:
    def test_begins_at_the_community_with_the_limit_of_the_class(self):
        case = reported().case
        assert (case.state, case.home, case.accountable) == (State.REPORTED, f.COMMUNITY, f.COMMUNITY)
        assert case.service_class == "S1"
        assert case.next_at == NOON + timedelta(minutes=30)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"kind": "no_such_kind"}, "unknown_kind"),
            ({"scope": "9.9."}, "place_outside"),
            ({"fact_on": date(2026, 9, 29)}, "date_future"),
            ({"text": ""}, "text_missing"),
            ({"text": "长" * 3_000_000}, "text_long"),
            ({"text": "停\x00水"}, "text_nul"),
            ({"photos": 10}, "photos"),
        ],
    )
    def test_bad_input_is_named(self, changes: dict[str, Any], code: str):
        with pytest.raises(Refused) as caught:
            reported(**changes)
        reason = caught.value.decision.reasons[0]
        assert reason.code == code
        assert reason.field

    def test_today_in_hefei_is_not_the_future(self):
        late_evening_utc = datetime(2026, 9, 28, 17, 0, tzinfo=UTC)
        story = Story(now=late_evening_utc).then(CAST.resident, replace(f.REPORT, fact_on=date(2026, 9, 29)))
        assert story.case.fact_on == date(2026, 9, 29)

    def test_what_no_line_names_gets_a_class_of_its_own(self):
        assert reported(kind=OTHER_KIND).case.service_class == f.law().limits.other_kind.service_class

    def test_the_text_is_not_in_the_event(self):
        story = reported()
        assert "面包车" not in str(story.events[0].data)


class TestAcceptance:
    def test_confirms_the_kind_and_starts_the_handling(self):
        case = accepted("group_rental").case
        assert case.service_class == "S3"
        assert clock(case, ClockKind.ACCEPT, f.COMMUNITY).settled is Settled.MET
        # 15 working days from Monday 28 September over the holiday of 1 to 7 October.
        assert clock(case, ClockKind.HANDLING, f.COMMUNITY).due_at == datetime(
            2026, 10, 23, 9, 30, tzinfo=UTC
        )

    def test_late_is_missed(self):
        story = reported().then(CAST.community, acts.Accept(kind="fire_lane"), NOON + HOUR)
        assert story.case.clocks[0].settled is Settled.MISSED

    def test_a_variant_has_its_own_class(self):
        story = reported().then(CAST.community, acts.Accept(kind="illegal_building", variant="new"))
        assert story.case.service_class == "S1"

    def test_a_refusal_needs_a_ground_and_a_reason(self):
        story = reported()
        assert refusal(story, CAST.community, acts.Refuse(ground="mood", text="不想办")) == "unknown_ground"
        assert refusal(story, CAST.community, acts.Refuse(ground="court")) == "text_missing"
        story.then(CAST.community, acts.Refuse(ground="court", text="已起诉"))
        assert story.case.state is State.REFUSED
        assert story.last
        assert story.last.references[0].clause == "第十一条"

    def test_an_objection_to_a_refusal_goes_to_the_street(self):
        story = reported().then(CAST.community, acts.Refuse(ground="court", text="已起诉"))
        story.then(CAST.resident, acts.SendBack(text="没有起诉过"))
        assert (story.case.state, story.case.home, story.case.level) == (State.REPORTED, f.STREET, 1)

    def test_an_anonymous_refusal_ends_and_says_so(self):
        story = reported(reporter=None).then(CAST.community, acts.Refuse(ground="court", text="已起诉"))
        assert (story.case.state, story.case.ended) == (State.ENDED, Ending.ANONYMOUS)

    def test_another_community_may_not(self):
        assert refusal(reported(), CAST.elsewhere, acts.Accept(kind="fire_lane")) == "not_yours"

    def test_a_place_without_a_community_is_named(self):
        facts = replace(f.facts(), chain={})
        with pytest.raises(Refused) as caught:
            decide(None, f.REPORT, Viewer(CAST.resident), facts, NOON)
        assert caught.value.decision.reasons[0].code == "no_community"


class TestCompany:
    def test_is_accountable_while_it_works_and_the_community_checks(self):
        story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY))
        assert story.case.accountable == f.COMPANY
        assert (
            refusal(story, CAST.community, acts.Close(outcome=Outcome.SOLVED, text="好")) == "company_at_work"
        )
        assert refusal(story, CAST.company, acts.ReturnWhistle(line="fire_lane", text="不归我们")) == "state"
        story.then(CAST.company, acts.GiveResult(outcome=Outcome.SOLVED, text="已划线"))
        assert (story.case.state, story.case.accountable) == (State.RESULTED, f.COMMUNITY)

    def test_the_whistle_takes_the_case_from_the_company(self):
        story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY))
        story.then(CAST.community, acts.Whistle(lead=f.POLICE))
        assert story.case.tasks[0].ended is TaskEnd.RECALLED
        assert story.case.accountable == f.POLICE


class TestWhistle:
    def test_each_department_has_its_own_clocks(self):
        case = whistled().case
        assert case.accountable == f.FIRE
        for body in (f.FIRE, f.POLICE):
            assert clock(case, ClockKind.ARRIVAL, body).due_at == NOON + timedelta(minutes=20) + 2 * HOUR
            assert clock(case, ClockKind.HANDLING, body).running

    def test_the_community_clock_stands_still_meanwhile(self):
        still = clock(whistled().case, ClockKind.HANDLING, f.COMMUNITY).standstill
        assert still.reason is PauseReason.HANDED_OVER

    @pytest.mark.parametrize(
        ("act", "code"),
        [
            (acts.Whistle(), "nobody_called"),
            (acts.Whistle(joints=(f.POLICE,)), "no_lead"),
            (acts.Whistle(lead=f.FIRE, joints=(f.FIRE,)), "called_twice"),
            (acts.Whistle(lead=f.GONE, text="需要规划"), "dissolved"),
            (acts.Whistle(lead=999), "unknown_body"),
            (acts.Whistle(lead=f.COMPANY), "no_department"),
            (acts.Whistle(lead=f.POLICE), "other_lead"),
        ],
    )
    def test_bad_whistles_are_named(self, act: acts.Whistle, code: str):
        assert refusal(accepted(), CAST.community, act) == code

    def test_another_lead_needs_a_reason(self):
        act = acts.Whistle(lead=f.POLICE, text="堵路车主已被民警约谈")
        assert accepted().then(CAST.community, act).case.accountable == f.POLICE

    def test_joint_departments_are_added_later(self):
        story = whistled(joints=())
        assert refusal(story, CAST.community, acts.Whistle(lead=f.URBAN)) == "has_lead"
        assert refusal(story, CAST.community, acts.Whistle(joints=(f.FIRE,))) == "called_already"
        story.then(CAST.community, acts.Whistle(joints=(f.POLICE, f.URBAN)))
        assert [task.is_lead for task in story.case.open_tasks] == [True, False, False]

    def test_lateness_is_each_departments_own(self):
        story = whistled()
        story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
        story.then(CAST.police, acts.Arrive(), NOON + 5 * HOUR)
        assert clock(story.case, ClockKind.ARRIVAL, f.FIRE).settled is Settled.MET
        assert clock(story.case, ClockKind.ARRIVAL, f.POLICE).settled is Settled.MISSED
        assert refusal(story, CAST.fire, acts.Arrive()) == "arrived"

    def test_no_result_before_arrival(self):
        result = acts.GiveResult(outcome=Outcome.SOLVED, text="已拖走")
        assert refusal(whistled(), CAST.fire, result) == "not_arrived"

    def test_the_leads_result_brings_the_case_back(self):
        case = resulted().case
        assert (case.state, case.accountable) == (State.RESULTED, f.COMMUNITY)
        assert clock(case, ClockKind.FEEDBACK, f.COMMUNITY).running
        assert clock(case, ClockKind.HANDLING, f.COMMUNITY).running
        assert case.task_of(f.POLICE) is not None


class TestReturn:
    def test_only_by_a_line_that_names_another_lead(self):
        story = whistled()
        assert refusal(story, CAST.fire, acts.ReturnWhistle(line="fire_lane", text="不归我们")) == "own_line"
        assert (
            refusal(story, CAST.fire, acts.ReturnWhistle(line="nothing", text="不归我们")) == "unknown_line"
        )
        story.then(CAST.fire, acts.ReturnWhistle(line="group_rental", text="实为群租"))
        case = story.case
        assert (case.state, case.accountable, case.returns) == (State.ACCEPTED, f.COMMUNITY, 1)
        assert all(task.ended in {TaskEnd.RETURNED, TaskEnd.RECALLED} for task in case.tasks)
        assert clock(case, ClockKind.HANDLING, f.COMMUNITY).running

    def test_a_joint_department_the_line_names_stays(self):
        assert (
            refusal(whistled(), CAST.police, acts.ReturnWhistle(line="group_rental", text="不归我们"))
            == "own_line"
        )

    def test_not_after_its_time(self):
        late = NOON + timedelta(days=2)
        act = acts.ReturnWhistle(line="group_rental", text="实为群租")
        assert refusal(whistled(), CAST.fire, act, late) == "return_late"

    def test_the_second_return_goes_to_the_street_the_third_to_the_county(self):
        story = whistled()
        for actor, body in ((CAST.street, f.STREET), (CAST.county, f.COUNTY)):
            story.then(CAST.fire, acts.ReturnWhistle(line="group_rental", text="实为群租"))
            if story.case.returns == 1:
                story.then(CAST.community, acts.Whistle(lead=f.FIRE))
                story.then(CAST.fire, acts.ReturnWhistle(line="group_rental", text="实为群租"))
            assert story.case.home == body
            story.then(actor, acts.Whistle(lead=f.FIRE))
        assert story.case.returns == 3


class TestNobody:
    def test_the_community_may_not_pass_on_what_a_department_leads(self):
        assert refusal(accepted(), CAST.community, acts.Fall(text="太难")) == "somebody_leads"

    def test_what_nobody_leads_falls_to_the_street(self):
        story = accepted(OTHER_KIND).then(CAST.community, acts.Fall(text="超出社区能力"))
        assert (story.case.home, story.case.accountable) == (f.STREET, f.STREET)
        assert clock(story.case, ClockKind.HANDLING, f.STREET).running

    def test_the_street_may_take_any_case_the_county_only_from_the_street(self):
        assert refusal(accepted(), CAST.county, acts.Fall(text="提级")) == "not_next"
        assert accepted().then(CAST.street, acts.Fall(text="提级办理")).case.home == f.STREET


class TestTime:
    def test_extends_once_with_a_reason_by_whom_the_class_demands(self):
        story = whistled("group_rental", f.HOUSING)
        assert refusal(story, CAST.community, acts.Extend(text="取证")) == "not_approver"
        assert refusal(story, CAST.street, acts.Extend()) == "text_missing"
        before = clock(story.case, ClockKind.HANDLING, f.HOUSING).due_at
        story.then(CAST.street, acts.Extend(text="取证需要时间"))
        extended = clock(story.case, ClockKind.HANDLING, f.HOUSING)
        assert extended.limits == ("15 working_days", "10 working_days")
        assert f.working().working_minutes_between(before, extended.due_at) == 10 * 7 * 60
        assert refusal(story, CAST.street, acts.Extend(text="再延")) == "extended"

    def test_an_emergency_has_no_extension(self):
        story = accepted("lift_trap")
        assert refusal(story, CAST.community, acts.Extend(text="来不及")) == "no_extension"

    def test_what_is_late_is_not_extended(self):
        assert (
            refusal(accepted(), CAST.community, acts.Extend(text="来不及"), NOON + timedelta(days=3))
            == "too_late"
        )

    def test_a_pause_moves_the_end_and_has_an_end(self):
        story = accepted()
        due = story.case.next_at
        pause = acts.PauseClock(reason=PauseReason.WEATHER, until=NOON + 5 * HOUR, text="台风")
        story.then(CAST.community, pause, NOON + HOUR)
        assert story.case.next_at == NOON + 5 * HOUR
        assert refusal(story, CAST.system, acts.ResumeClock(), NOON + 4 * HOUR) == "not_lapsed"
        story.then(CAST.system, acts.ResumeClock(), NOON + 5 * HOUR)
        assert due is not None
        assert story.case.next_at == due + 4 * HOUR

    def test_a_pause_is_kept_when_the_kind_changes(self):
        story = accepted("parking")
        pause = acts.PauseClock(reason=PauseReason.APPRAISAL, until=NOON + 100 * HOUR, text="鉴定")
        story.then(CAST.community, pause, SHANGHAI_0830)
        story.then(CAST.community, acts.ResumeClock(), SHANGHAI_0830 + 24 * HOUR)
        story.then(CAST.community, acts.ChangeKind(kind="group_rental", text="实为群租"))
        changed = clock(story.case, ClockKind.HANDLING, f.COMMUNITY)
        assert changed.limits == ("15 working_days",)
        assert len(changed.standstills) == 1
        assert changed.due_at == datetime(2026, 10, 26, 9, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("reason", "until", "code"),
        [
            (PauseReason.HANDED_OVER, NOON + HOUR, "no_reason"),
            (PauseReason.WEATHER, NOON - HOUR, "until_past"),
            (PauseReason.WEATHER, NOON + timedelta(days=400), "until_far"),
        ],
    )
    def test_dishonest_pauses_are_refused(self, reason: PauseReason, until: datetime, code: str):
        act = acts.PauseClock(reason=reason, until=until, text="等等")
        assert refusal(accepted(), CAST.community, act) == code

    def test_a_missed_clock_is_told_upwards_once(self):
        story = reported()
        act = acts.Escalate(clock="accept:1.0", step="overdue_to_street")
        assert refusal(story, CAST.system, act, NOON + timedelta(minutes=30)) == "not_late"
        story.then(CAST.system, act, NOON + timedelta(minutes=31))
        assert story.events[-1].data["about"]["to"] == f.STREET
        assert story.case.state is State.REPORTED
        assert refusal(story, CAST.system, act) == "escalated"

    def test_a_supervision_does_not_move_the_case(self):
        story = whistled()
        story.then(CAST.street, acts.Supervise(text="为何无人到场"))
        assert story.case.state is State.WHISTLED
        assert clock(story.case, ClockKind.SUPERVISION, f.FIRE).running
        assert refusal(story, CAST.police, acts.AnswerSupervision(number=1, text="在路上")) == "not_yours"
        story.then(CAST.fire, acts.AnswerSupervision(number=1, text="在路上"))
        assert not story.case.supervisions[0].open

    def test_nothing_to_recompute_changes_nothing(self):
        assert refusal(accepted(), CAST.system, acts.Recompute(because="calendar-2027")) == "unchanged"


class TestClosing:
    def test_solved_needs_the_evidence_of_the_list(self):
        close = acts.Close(outcome=Outcome.SOLVED, text="好了")
        assert refusal(accepted(), CAST.community, close) == "evidence_missing"
        story = accepted().then(CAST.community, replace(close, evidence=("photo_after",)))
        assert (story.case.state, story.case.outcome) == (State.AWAITING, Outcome.SOLVED)

    def test_not_solved_needs_no_evidence_but_a_reason(self):
        assert refusal(accepted(), CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED)) == "text_missing"
        story = accepted().then(CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主失联"))
        assert story.case.outcome is Outcome.NOT_SOLVED

    def test_not_a_case_needs_a_ground(self):
        close = acts.Close(outcome=Outcome.NOT_A_CASE, text="现场没有问题")
        assert refusal(accepted(), CAST.community, close) == "unknown_ground"
        assert accepted().then(CAST.community, replace(close, ground="repeated")).case.outcome

    def test_closing_ends_the_joint_calls_without_a_result(self):
        case = closed().case
        assert [task.ended for task in case.tasks] == [TaskEnd.RESULTED, TaskEnd.RECALLED]

    def test_acceptance_ends_the_case(self):
        case = closed().then(CAST.resident, acts.AcceptResult()).case
        assert (case.state, case.ended, case.next_at) == (State.ENDED, Ending.ACCEPTED, None)

    def test_silence_is_silence(self):
        story = closed()
        assert refusal(story, CAST.system, acts.RecordSilence(), NOON + timedelta(days=7)) == "not_silent_yet"
        story.then(CAST.system, acts.RecordSilence(), NOON + timedelta(days=30))
        assert story.case.ended is Ending.SILENT

    def test_without_contact_nobody_is_said_to_be_satisfied(self):
        story = accepted(reporter=None).then(
            CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主失联")
        )
        assert story.case.ended is Ending.ANONYMOUS

    def test_sent_back_begins_another_round(self):
        story = closed().then(CAST.resident, acts.SendBack(text="晚上又停了"))
        case = story.case
        assert (case.state, case.round, case.outcome, case.evidence) == (State.ACCEPTED, 2, None, ())
        assert clock(case, ClockKind.HANDLING, f.COMMUNITY).key == "handling:2.0"

    def test_sent_back_too_often_goes_to_the_street(self):
        story = closed()
        for home in (f.COMMUNITY, f.COMMUNITY, f.STREET):
            story.then(CAST.resident, acts.SendBack(text="没有解决"))
            assert story.case.home == home
            clerk = CAST.community if home == f.COMMUNITY else CAST.street
            story.then(clerk, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主失联"))

    def test_a_withdrawn_case_says_so(self):
        assert reported().then(CAST.resident, acts.Withdraw()).case.ended is Ending.WITHDRAWN


def test_a_successor_takes_over_what_is_open():
    story = whistled().then(CAST.system, acts.Succeed(body=f.FIRE, successor=f.HOUSING))
    assert story.case.accountable == f.HOUSING
    story.then(CAST.housing, acts.Arrive(), NOON + HOUR)
    assert refusal(story, CAST.fire, acts.Arrive()) == "not_yours"


def test_a_case_is_rebuilt_from_its_events_alone():
    story = closed().then(CAST.resident, acts.SendBack(text="晚上又停了"))
    assert rebuild(story.events) == story.case

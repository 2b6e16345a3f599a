"""Whistles, returns, the backstop and the clocks; stories a clerk can follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import decide
from hemei.coordination.cases.rules.facts import Portion
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.standards.acts import ResultForm
from hemei.coordination.cases.rules.words import (
    OTHER_KIND,
    ClockKind,
    Outcome,
    PauseReason,
    Settled,
    State,
    TaskEnd,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story, reported
from hemei.coordination.cases.tests.stories import (
    HOUR,
    SHANGHAI_0830,
    accepted,
    clock,
    refusal,
    resulted,
    whistled,
)
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import CalendarYear, WorkingTime


class TestDividedWork:
    """Where residents' committee and company manage together, a kind goes to its side."""

    @pytest.mark.parametrize(
        ("whose", "company", "text", "code"),
        [
            ("company", f.COMPANY, "", None),
            ("company", None, "", "other_side"),
            ("company", None, "企业夜间无人，先由社区处置", None),
            ("committee", None, "", None),
            ("committee", f.COMPANY, "", "other_side"),
            ("committee", f.COMPANY, "居民要求企业一起上门", None),
        ],
    )
    def test_another_side_needs_a_reason(
        self, whose: str, company: int | None, text: str, code: str | None
    ) -> None:
        story = accepted()
        portion = Portion("公共部位", whose == "company", f.law().acts.return_rule[0].warrant.reference)
        facts = replace(f.facts(), portions={story.case.kind: portion})
        act = acts.Handle(company=company, text=text)
        if code is None:
            decided = decide(story.case, act, Viewer(CAST.community), facts, NOON + 2 * HOUR)
            assert portion.reference in decided.references
        else:
            with pytest.raises(Refused) as refused:
                decide(story.case, act, Viewer(CAST.community), facts, NOON + 2 * HOUR)
            assert [one.code for one in refused.value.decision.reasons] == [code]


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
            assert story.case.arbitration
            # Ruled for another, then called all the same with a reason: who was not ruled to act may still return.
            story.then(
                actor, acts.Arbitrate(accepting=body, handling=body, problem="堆物起火", text="先由本级办")
            )
            story.then(actor, acts.Whistle(lead=f.FIRE, text="要消防来"))
        assert story.case.returns == 3
        # The county has ruled: its whistle is not returned again.
        again = acts.ReturnWhistle(line="group_rental", text="实为群租")
        assert refusal(story, CAST.fire, again) == "ruled"


def _recalled(story: Story) -> Story:
    return story.then(CAST.community, acts.Recall(text="派错了"))


def _returned(story: Story) -> Story:
    return story.then(CAST.fire, acts.ReturnWhistle(line="group_rental", text="实为群租"))


def _not_solved(story: Story, outcome: Outcome = Outcome.NOT_SOLVED) -> Story:
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    return story.then(CAST.fire, acts.GiveResult(outcome=outcome, text="看过现场"), NOON + 2 * HOUR)


def _solved(story: Story) -> Story:
    return _not_solved(story, Outcome.SOLVED)


def _solved_and_sent_back(story: Story) -> Story:
    close = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已恢复")
    _solved(story).then(CAST.community, close)
    return story.then(CAST.resident, acts.SendBack(text="晚上又堵了"))


def _refused_and_recalled(story: Story) -> Story:
    escalate = acts.Escalate(clock="refusal:1", step="refused_to_county")
    return _recalled(story.then(CAST.system, escalate, NOON + 30 * HOUR))


class TestNobody:
    def test_the_community_may_not_pass_on_what_a_department_leads(self):
        assert refusal(accepted(), CAST.community, acts.Fall(text="太难")) == "somebody_leads"

    def test_what_is_no_duty_of_the_community_goes_up_when_the_department_leaves_it_unsolved(self):
        story = whistled(joints=())
        story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
        story.then(CAST.fire, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主不在"), NOON + HOUR)
        story.then(CAST.community, acts.Fall(text="部门没有解决，社区无权处置"), NOON + 2 * HOUR)
        assert (story.case.home, story.case.accountable) == (f.STREET, f.STREET)
        assert story.last
        about = story.last.event.data["about"]
        assert (about["rule"], about["duty"]) == ("not_community_duty", "street")
        assert "第十七条" in {ref.clause for ref in story.last.references}

    @pytest.mark.parametrize(
        ("kind", "tell", "code"),
        [
            ("fire_lane", _recalled, "somebody_leads"),
            ("fire_lane", _solved, "somebody_leads"),
            ("fire_lane", _solved_and_sent_back, ""),
            ("fire_lane", _refused_and_recalled, ""),
            ("corridor", _not_solved, "somebody_leads"),
            ("corridor", _returned, ""),
        ],
    )
    def test_when_a_community_may_hand_up(self, kind: str, tell: Callable[[Story], Story], code: str):
        story = tell(whistled(kind, joints=()))
        if code:
            assert refusal(story, CAST.community, acts.Fall(text="太难")) == code
        else:
            assert story.then(CAST.community, acts.Fall(text="社区无权处置")).case.home == f.STREET

    def test_a_duty_of_the_community_is_handed_up_without_that_rule(self):
        story = _returned(whistled("corridor", joints=()))
        story.then(CAST.community, acts.Fall(text="部门退单"))
        assert "rule" not in story.events[-1].data["about"]

    def test_no_community_is_called_and_the_clause_says_why(self):
        with pytest.raises(Refused) as caught:
            accepted().then(CAST.community, acts.Whistle(lead=f.OTHER_COMMUNITY))
        assert caught.value.decision.reasons[0].code == "not_community_duty"
        assert "《北京市接诉即办工作条例》第十七条" in str(caught.value)

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

    def test_a_pause_stops_the_own_clock_and_nobody_elses(self):
        story = whistled()
        pause = acts.PauseClock(reason=PauseReason.WEATHER, until=NOON + 9 * HOUR, text="台风")
        story.then(CAST.police, pause, NOON + HOUR)
        assert clock(story.case, ClockKind.HANDLING, f.POLICE).standstill.until == NOON + 9 * HOUR
        assert clock(story.case, ClockKind.HANDLING, f.FIRE).running
        assert refusal(story, CAST.police, pause) == "paused"
        assert refusal(story, CAST.fire, acts.ResumeClock()) == "not_paused"
        assert refusal(story, CAST.community, pause) == "own_pauses_left"
        assert refusal(story, CAST.housing, pause) == "not_yours"

    def test_a_joint_departments_pause_ends_after_the_leads_result_too(self):
        pause = acts.PauseClock(reason=PauseReason.WEATHER, until=NOON + 9 * HOUR, text="台风")
        own, system = resulted(), resulted()
        for story in (own, system):
            story.then(CAST.police, pause, NOON + 4 * HOUR)
            assert story.case.state is State.RESULTED
        own.then(CAST.police, acts.ResumeClock(), NOON + 5 * HOUR)
        assert clock(own.case, ClockKind.HANDLING, f.POLICE).running
        assert refusal(system, CAST.system, acts.ResumeClock(), NOON + 8 * HOUR) == "not_lapsed"
        system.then(CAST.system, acts.ResumeClock(), NOON + 9 * HOUR)
        assert clock(system.case, ClockKind.HANDLING, f.POLICE).running

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

    def test_a_city_may_demand_the_evidence_with_the_lead_s_result_already(self):
        """By default closing demands it; whose document says so gets it from who was on the spot."""
        bare = acts.GiveResult(outcome=Outcome.SOLVED, text="车已拖走")
        story = whistled().then(CAST.fire, acts.Arrive())
        assert story.case.state is State.WHISTLED
        law = f.facts().law
        form = ResultForm(needs_evidence=True, warrant=law.acts.outcome[0].warrant)
        strict = replace(f.facts(), law=replace(law, acts=replace(law.acts, result=form)))
        with pytest.raises(Refused) as caught:
            decide(story.case, bare, Viewer(CAST.fire), strict, story.now)
        assert caught.value.decision.reasons[0].code == "evidence_missing"
        shown = replace(bare, evidence=("photo_after",), photos=1)
        assert decide(story.case, shown, Viewer(CAST.fire), strict, story.now).after.state is State.RESULTED
        unsolved = replace(bare, outcome=Outcome.NOT_SOLVED)
        assert (
            decide(story.case, unsolved, Viewer(CAST.fire), strict, story.now).after.state is State.RESULTED
        )
        assert story.then(CAST.fire, bare).case.state is State.RESULTED

    def test_nothing_to_recompute_changes_nothing(self):
        assert refusal(accepted(), CAST.system, acts.Recompute(because="calendar-2027")) == "unchanged"

    def test_a_deadline_beyond_the_notices_is_provisional_and_computed_again(self):
        """A case of the last days of a year waits for the next year's notice."""
        ahead = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
        story = Story(now=ahead).then(CAST.resident, replace(f.REPORT, kind="group_rental"))
        story.then(CAST.community, acts.Accept(kind="group_rental"))
        handling = clock(story.case, ClockKind.HANDLING, f.COMMUNITY)
        assert handling.provisional
        notice = CalendarYear(2027, (date(2027, 1, 1), date(2027, 1, 4)), (), "通知")
        known = WorkingTime((*f.working().years, notice), f.working().hours)
        decided = decide(
            story.case,
            acts.Recompute(because="calendar-2027"),
            Viewer(CAST.system),
            replace(f.facts(), working=known),
            ahead,
        )
        again = clock(decided.after, ClockKind.HANDLING, f.COMMUNITY)
        assert again.due_at == handling.due_at + timedelta(days=1)
        assert not again.provisional
        assert decided.event.data["about"] == {"because": "calendar-2027"}

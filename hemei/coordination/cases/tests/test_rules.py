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
from hemei.coordination.cases.rules.words import (
    OTHER_KIND,
    ClockKind,
    Ending,
    Outcome,
    Settled,
    State,
    TaskEnd,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story, reported
from hemei.coordination.cases.tests.stories import (
    HOUR,
    accepted,
    clock,
    closed,
    refusal,
    resulted,
    whistled,
)
from hemei.kernel.decision import Refused


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
        assert (
            refusal(story, CAST.community, acts.Refuse(ground="mood", text="我们不想办")) == "unknown_ground"
        )
        assert refusal(story, CAST.community, acts.Refuse(ground="court")) == "text_missing"
        story.then(CAST.community, acts.Refuse(ground="court", text="已经起诉"))
        assert story.case.state is State.REFUSED
        assert story.last
        assert story.last.references[0].clause == "第十一条"

    def test_an_objection_to_a_refusal_goes_to_the_street(self):
        story = reported().then(CAST.community, acts.Refuse(ground="court", text="已经起诉"))
        story.then(CAST.resident, acts.SendBack(text="没有起诉过"))
        assert (story.case.state, story.case.home, story.case.level) == (State.REPORTED, f.STREET, 1)

    def test_an_anonymous_refusal_ends_and_says_so(self):
        story = reported(reporter=None).then(CAST.community, acts.Refuse(ground="court", text="已经起诉"))
        assert (story.case.state, story.case.ended) == (State.ENDED, Ending.ANONYMOUS)

    def test_another_community_may_not(self):
        assert refusal(reported(), CAST.elsewhere, acts.Accept(kind="fire_lane")) == "not_yours"

    def test_without_a_community_the_street_takes_it_from_the_start(self):
        chain = {level: body for level, body in f.facts().chain.items() if level != "community"}
        facts = replace(f.facts(), chain=chain)
        state = decide(None, f.REPORT, Viewer(CAST.resident), facts, NOON).after
        assert (state.home, state.accountable, state.level) == (f.STREET, f.STREET, 1)
        state = decide(state, acts.Accept(kind="fire_lane"), Viewer(CAST.street), facts, NOON).after
        assert state.state is State.ACCEPTED

    def test_a_place_with_no_body_at_all_is_named(self):
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


class TestClosing:
    def test_solved_needs_the_evidence_of_the_list(self):
        close = acts.Close(outcome=Outcome.SOLVED, text="好了")
        assert refusal(accepted(), CAST.community, close) == "evidence_missing"
        story = accepted().then(CAST.community, replace(close, evidence=("photo_after",), photos=1))
        assert (story.case.state, story.case.outcome) == (State.AWAITING, Outcome.SOLVED)

    def test_a_ticked_photo_must_be_there_once(self):
        tick = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), text="好了")
        assert refusal(accepted(), CAST.community, tick) == "evidence_unseen"
        story = whistled().then(CAST.fire, acts.Arrive(), NOON + HOUR)
        result = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), text="车已拖走")
        assert refusal(story, CAST.fire, result, NOON + 2 * HOUR) == "evidence_unseen"
        story.then(CAST.fire, replace(result, photos=1), NOON + 2 * HOUR)
        story.then(CAST.community, tick, NOON + 3 * HOUR)
        story.then(CAST.resident, acts.SendBack(text="晚上又堵了"), NOON + 4 * HOUR)
        assert refusal(story, CAST.community, tick, NOON + 5 * HOUR) == "evidence_unseen"

    def test_all_that_is_missing_is_said_at_once(self):
        close = acts.Close(outcome=Outcome.SOLVED, text="好了")
        with pytest.raises(Refused) as refused:
            accepted().then(CAST.community, close)
        assert [(reason.field, reason.code) for reason in refused.value.decision.reasons] == [
            ("evidence", "evidence_missing"), ("photos", "evidence_unseen"),
        ]  # fmt: skip

    def test_a_paper_of_another_body_is_asked_only_where_a_department_was_called(self, monkeypatch):
        law = f.law()
        line = replace(law.lines["fire_lane"], evidence=("visit_record", "police_receipt"))
        noise = replace(law, lines={**law.lines, "fire_lane": line})
        facts = replace(f.facts(), law=noise)
        monkeypatch.setattr(f, "facts", lambda: facts)
        close = acts.Close(outcome=Outcome.SOLVED, text="劝过了，报事人说不吵了", evidence=("visit_record",))
        talked = accepted().then(CAST.community, close)
        assert talked.case.outcome is Outcome.SOLVED
        called = whistled().then(CAST.fire, acts.Arrive(), NOON + HOUR)
        called.then(
            CAST.fire, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="没有找到人"), NOON + 2 * HOUR
        )
        assert refusal(called, CAST.community, close, NOON + 3 * HOUR) == "evidence_missing"

    def test_evidence_is_a_word_of_the_list(self):
        close = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after", "张三说的"), text="好了")
        assert refusal(accepted(), CAST.community, close) == "unknown_evidence"

    def test_no_act_carries_an_unkeepable_text(self):
        act = acts.Accept(kind="fire_lane", text="受\x00理")
        assert refusal(reported(), CAST.community, act) == "text_nul"

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

    def test_the_hotline_accepts_for_the_reporter_only_with_what_he_said(self):
        assert refusal(closed(), CAST.hotline, acts.AcceptResult()) == "text_missing"
        case = closed().then(CAST.hotline, acts.AcceptResult(text="电话回访：居民认可")).case
        assert case.ended is Ending.ACCEPTED

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


@pytest.mark.parametrize("again", [acts.Whistle(lead=f.FIRE), acts.Handle()])
def test_what_proved_a_result_that_was_not_good_enough_proves_nothing_more(again: acts.Act):
    story = resulted()
    assert story.case.evidence == ("photo_after",)
    story.then(CAST.community, again)
    assert story.case.evidence == ()
    close = acts.Close(outcome=Outcome.SOLVED, text="已恢复畅通")
    if isinstance(again, acts.Whistle):
        story.then(CAST.fire, acts.Arrive())
        same = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), text="车已拖走")
        assert refusal(story, CAST.fire, same) == "evidence_unseen"
    else:
        assert refusal(story, CAST.community, close) == "evidence_missing"
        story.then(CAST.community, replace(close, evidence=("photo_after",), photos=1))

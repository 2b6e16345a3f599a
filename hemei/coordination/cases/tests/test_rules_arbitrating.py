"""Who acts where departments return a case: the arbiter decides, and the decision binds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.acts import Arbitrate
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.handing_up import is_ruled_as_other
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.likeness import IN_HAND
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind, Outcome, Settled, State, TaskKind
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import HOUR, accepted, clock, refusal, whistled

RETURN = acts.ReturnWhistle(line="group_rental", text="实为群租")
BACK = acts.Recall(text="房主说已经自行清空")
RULED = Arbitrate(
    accepting=f.COMMUNITY, handling=f.HOUSING, text="房屋出租归房产部门管", problem="出租屋堵消防通道"
)


def returned_twice(kind: str = "fire_lane") -> Story:
    story = whistled(kind, joints=()).then(CAST.fire, RETURN, NOON + HOUR)
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    return story.then(CAST.fire, RETURN, NOON + 3 * HOUR)


def ruled() -> Story:
    return returned_twice().then(CAST.street, RULED, NOON + 4 * HOUR)


def sound(case: CaseState) -> bool:
    return flaws(case) == ()


def test_the_second_return_opens_a_dispute_at_the_street_with_a_clock_of_its_own():
    case = returned_twice().case
    assert (case.home, case.state) == (f.STREET, State.ACCEPTED)
    assert case.arbitration is not None
    assert case.arbitration.to == f.STREET
    assert clock(case, ClockKind.ARBITRATION, f.STREET).limits == ("4 working_hours",)
    assert sound(case)


def test_until_it_is_decided_nobody_is_called():
    story = returned_twice()
    assert refusal(story, CAST.street, acts.Whistle(lead=f.FIRE)) == "undecided"
    assert refusal(story, CAST.street, acts.Handle()) == "undecided"
    assert refusal(story, CAST.street, acts.Fall(text="太难")) == "undecided"
    assert refusal(story, CAST.community, RULED) == "not_yours"
    assert refusal(story, CAST.county, replace(RULED, accepting=f.COUNTY)) == "not_yours"


@pytest.mark.parametrize(
    "act",
    [
        acts.Close(outcome=Outcome.NOT_SOLVED, text="没有部门愿意接，先办结了"),
        acts.Close(outcome=Outcome.NOT_A_CASE, ground="court", text="没有部门愿意接，先办结了"),
        acts.Close(outcome=Outcome.NOT_A_CASE, ground=IN_HAND, into="2609280000001", text="同一辆车，并入"),
    ],
)
def test_until_it_is_decided_it_is_not_closed_but_as_proven_to_be_done(act: acts.Close) -> None:
    """An anonymous report would end at once, the ruling's clock with it, and nobody would look at it again."""
    story = returned_twice()
    assert refusal(story, CAST.street, act) == "undecided"
    ruled_home = replace(story).then(CAST.street, replace(RULED, accepting=f.STREET, handling=f.STREET))
    assert ruled_home.then(CAST.street, act).case.state is State.AWAITING


@pytest.mark.parametrize("outcome", [Outcome.SOLVED, Outcome.SOLVED_IN_PART])
def test_what_is_proven_to_be_done_needs_nobody_ruled(outcome: Outcome) -> None:
    unproven = acts.Close(outcome=outcome, text="车主自己开走了")
    assert refusal(returned_twice(), CAST.street, unproven) == "evidence_missing"
    case = returned_twice().then(CAST.street, replace(unproven, evidence=("photo_after",), photos=1)).case
    assert (case.state, case.solver, case.arbitration) == (State.AWAITING, f.STREET, None)
    assert clock(case, ClockKind.ARBITRATION, f.STREET).settled is Settled.CANCELLED
    assert sound(case)


def test_the_decision_names_who_accepts_and_who_handles_and_calls_them():
    story = ruled()
    case = story.case
    assert (case.state, case.home, case.level, case.accountable) == (
        State.WHISTLED,
        f.COMMUNITY,
        0,
        f.HOUSING,
    )
    assert clock(case, ClockKind.ARBITRATION, f.STREET).settled is Settled.MET
    assert clock(case, ClockKind.ARRIVAL, f.HOUSING).running
    assert case.ruling is not None
    assert (case.ruling.accepting, case.ruling.handling) == (f.COMMUNITY, f.HOUSING)
    assert rebuild(story.events) == case
    assert sound(case)
    assert story.last is not None
    cited = {reference.item for reference in story.last.references}
    assert {"second_return", "urgent_ruling"} <= cited


def test_it_binds_whom_it_names():
    story = ruled()
    assert refusal(story, CAST.housing, acts.ReturnWhistle(line="corridor", text="应归消防")) == "ruled"
    story.then(CAST.community, BACK)
    assert refusal(story, CAST.community, acts.Whistle(lead=f.FIRE)) == "other_than_ruled"
    text = "消防更近，请先排险"
    assert refusal(story, CAST.community, acts.Whistle(lead=f.FIRE, text=text)) == "other_than_ruled"
    assert refusal(story, CAST.community, acts.Handle(text=text)) == "other_than_ruled"
    assert story.then(CAST.community, acts.Whistle(lead=f.HOUSING)).case.accountable == f.HOUSING


def test_a_call_it_ruled_is_taken_back_for_a_reason_and_who_ruled_is_told():
    story = ruled()
    assert refusal(story, CAST.community, acts.Recall(text="先看")) == "text_short"
    about = story.then(CAST.community, BACK).events[-1].about
    assert (about["ruling"], about["to"]) == (1, f.STREET)
    assert story.then(CAST.street, acts.Fall(text="街道来办")).case.home == f.STREET
    # Who ruled tells itself nothing, and a call nobody ruled on is taken back as ever.
    own = returned_twice().then(CAST.street, replace(RULED, accepting=f.STREET), NOON + 4 * HOUR)
    assert own.then(CAST.street, BACK).events[-1].about == {"ruling": 1}
    assert (
        whistled("fire_lane", joints=()).then(CAST.community, acts.Recall(text="先看")).events[-1].about == {}
    )


CLOSED = acts.Close(outcome=Outcome.NOT_SOLVED, text="打电话没有人接")


def test_a_call_that_was_taken_back_is_no_result_of_whom_it_was_ruled_to():
    story = ruled().then(CAST.community, BACK)
    assert refusal(story, CAST.community, CLOSED) == "ruled"
    story.then(CAST.community, acts.Whistle(lead=f.HOUSING))
    story.then(CAST.housing, acts.Arrive(), NOON + 5 * HOUR)
    done = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已清走")
    story.then(CAST.housing, done, NOON + 6 * HOUR)
    assert story.then(CAST.community, CLOSED).case.state is State.AWAITING
    # Who ruled closes what it accepted itself, and so does who takes the case from the body below.
    own = returned_twice().then(CAST.street, replace(RULED, accepting=f.STREET), NOON + 4 * HOUR)
    own.then(CAST.street, BACK)
    assert own.then(CAST.street, CLOSED).case.state is State.AWAITING
    above = ruled().then(CAST.community, BACK)
    above.then(CAST.street, acts.Fall(text="街道来办"))
    assert above.then(CAST.street, CLOSED).case.state is State.AWAITING


def departed() -> Story:
    """The street takes the case back and lets another act than it had ruled."""
    story = ruled().then(CAST.community, acts.Recall(text="房产说要消防先排险"))
    story.then(CAST.street, acts.Fall(text="街道重新决定"))
    assert refusal(story, CAST.street, acts.Whistle(lead=f.FIRE)) == "text_missing"
    return story.then(CAST.street, acts.Whistle(lead=f.FIRE, text="请消防先排除险情"))


def test_only_who_ruled_departs_from_it_and_it_is_recorded():
    story = departed()
    assert story.last is not None
    assert story.last.event.about["departs"] == 1
    assert story.case.accountable == f.FIRE


def test_it_binds_for_the_kind_it_ruled_on_only():
    """What turns out to be something else was ruled on by nobody; taken for what it was again, the ruling stands."""
    story = ruled().then(CAST.community, acts.Recall(text="到现场看了，是飞线充电"))
    story.then(CAST.community, acts.ChangeKind(kind="group_rental", text="到现场看了，是群租"))
    assert story.case.ruling is None
    assert is_ruled_as_other(story.case)
    lead = acts.Whistle(lead=f.FIRE, text="请消防先排险")
    moved = story.then(CAST.community, lead)
    assert moved.case.accountable == f.FIRE
    assert moved.last is not None
    assert "departs" not in moved.last.event.about
    assert rebuild(moved.events) == moved.case
    story.then(CAST.community, acts.Recall(text="还是堵消防通道"))
    story.then(CAST.community, acts.ChangeKind(kind="fire_lane", text="还是堵消防通道"))
    assert refusal(story, CAST.community, lead) == "other_than_ruled"


def test_a_ruling_of_before_kinds_were_said_binds_as_it_did():
    case = ruled().case
    old = replace(case, arbitrations=(replace(case.arbitrations[0], kind=""),), kind="corridor")
    assert old.ruling is not None
    assert not is_ruled_as_other(old)


def test_who_was_ruled_to_accept_hands_up_only_what_is_new():
    own = replace(RULED, handling=f.COMMUNITY)
    story = returned_twice().then(CAST.street, own, NOON + 4 * HOUR)
    assert refusal(story, CAST.community, acts.Fall(text="难度太大")) == "ruled"
    assert story.then(CAST.street, acts.Fall(text="街道来办")).case.home == f.STREET
    back = returned_twice().then(CAST.street, own, NOON + 4 * HOUR)
    back.then(CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主一直失联"), NOON + 5 * HOUR)
    back.then(CAST.resident, acts.SendBack(text="还是堵着"), NOON + 6 * HOUR)
    assert back.then(CAST.community, acts.Fall(text="社区办不了")).case.home == f.STREET


def test_a_ruled_department_that_did_not_solve_it_is_something_new():
    story = ruled()
    calls = refusal(story, CAST.community, acts.Fall(text="难度太大"))
    assert calls == "state", "somebody is at work"
    story.then(CAST.housing, acts.Arrive(), NOON + 5 * HOUR)
    story.then(CAST.housing, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="房东不配合"), NOON + 6 * HOUR)
    assert story.then(CAST.community, acts.Fall(text="房产没有办成")).case.home == f.STREET


def test_the_third_return_goes_to_the_county_and_binds_everybody():
    story = departed()
    case = story.then(CAST.fire, RETURN).case
    assert (case.returns, case.home) == (3, f.COUNTY)
    assert case.arbitration is not None
    assert case.arbitration.to == f.COUNTY
    case = story.then(CAST.county, replace(RULED, accepting=f.STREET, handling=f.FIRE)).case
    assert (case.home, case.level, case.accountable) == (f.STREET, 1, f.FIRE)
    assert refusal(story, CAST.fire, RETURN) == "ruled"
    assert sound(case)


@pytest.mark.parametrize(
    ("handling", "state", "kind"),
    [(f.COMMUNITY, State.HANDLING, None), (f.COMPANY, State.HANDLING, TaskKind.COMPANY)],
)
def test_the_accepting_body_or_the_company_may_be_ruled_to_handle(handling, state, kind):
    case = returned_twice().then(CAST.street, replace(RULED, handling=handling)).case
    assert (case.state, case.accountable) == (state, handling)
    assert (case.lead.kind if case.lead else None) is kind
    assert sound(case)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "text_missing"),
        ({"accepting": f.COUNTY}, "not_below"),
        ({"accepting": f.FIRE}, "not_below"),
        ({"handling": 999}, "unknown_body"),
        ({"handling": f.GONE}, "dissolved"),
        ({"handling": f.STREET}, "cannot_handle"),
        ({"handling": f.OTHER_COMMUNITY}, "cannot_handle"),
        ({"problem": ""}, "no_problem"),
        ({"problem": "长" * 31}, "problem"),
        ({"problem": "两行\n文字"}, "problem"),
        ({"source": "no-such-law", "clause": "第一条"}, "unknown_source"),
        ({"clause": "第一条"}, "clause_half"),
    ],
)
def test_bad_input_is_named(changes, code):
    assert refusal(returned_twice(), CAST.street, replace(RULED, **changes)) == code


def test_a_clause_is_cited_as_an_article_of_a_source_of_the_list():
    line = f.law().lines["fire_lane"]
    (cited,) = line.legal
    legal = (replace(cited, warrant=replace(cited.warrant, basis="law")),)
    law = replace(f.law(), lines={**f.law().lines, "fire_lane": replace(line, legal=legal)})
    (source,) = law.sources
    story = returned_twice()
    story.under = replace(f.facts(), law=law)
    cited = replace(RULED, source=source, clause="第六十三条第一款")
    assert refusal(story, CAST.street, replace(cited, clause="很多条")) == "clause_form"
    story.then(CAST.street, cited)
    assert story.last is not None
    about = story.last.event.about
    assert (about["source"], about["clause"]) == (source, "第六十三条第一款")


def test_what_leaves_the_arbiter_undecided_lapses_and_goes_on_with_the_case():
    story = returned_twice().then(CAST.county, acts.Fall(text="县里直接定"), NOON + 4 * HOUR)
    case = story.case
    assert case.arbitration is not None
    assert (case.home, case.arbitration.to) == (f.COUNTY, f.COUNTY)
    assert clock(case, ClockKind.ARBITRATION, f.STREET).settled is Settled.CANCELLED
    case = story.then(CAST.resident, acts.Withdraw()).case
    assert case.arbitration is None
    assert case.ruling is None
    assert sound(case)


def test_a_late_decision_goes_up_by_itself():
    story = returned_twice()
    late = NOON + timedelta(days=1)
    itself = acts.Escalate(clock="arbitration:1", step="overdue_to_street")
    assert refusal(story, CAST.system, itself, late) == "not_late", "the street is not told that it is late"
    act = acts.Escalate(clock="arbitration:1", step="urgent_to_county")
    assert story.then(CAST.system, act, late + 2 * HOUR).case.escalated[-1] == (
        "arbitration:1",
        "urgent_to_county",
    )


def test_a_document_without_times_for_decisions_leaves_it_to_the_street():
    old = replace(f.law(), acts=replace(f.law().acts, arbitration=()))
    story = whistled(joints=())
    story.under = replace(f.facts(), law=old)
    story.then(CAST.fire, RETURN, NOON + HOUR)
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), NOON + 2 * HOUR)
    case = story.then(CAST.fire, RETURN, NOON + 3 * HOUR).case
    assert (case.home, case.returns, case.arbitrations) == (f.STREET, 2, ())
    assert refusal(story, CAST.street, RULED) == "no_dispute"
    assert (
        story.then(CAST.street, acts.Whistle(lead=f.HOUSING, text="房产负责")).case.accountable == f.HOUSING
    )


def test_a_reason_against_somebody_says_more_than_a_word():
    """Who reported, who is called and who asked for time read why; what was done may be said in one word."""
    asked = whistled("group_rental", f.HOUSING).then(CAST.housing, acts.AskExtension(text="取证需要时间"))
    for story, actor, act in (
        (f.reported(), CAST.community, acts.Refuse(ground="court", text="无理由")),
        (whistled(joints=()), CAST.fire, replace(RETURN, text="不 是")),
        (returned_twice(), CAST.street, replace(RULED, text="归房产")),
        (asked, CAST.street, acts.DeclineExtension(text="不同意")),
        (accepted(), CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="无法办")),
        (
            accepted(),
            CAST.community,
            acts.Close(outcome=Outcome.NOT_A_CASE, ground="repeated", text="重复了"),
        ),
    ):
        assert refusal(story, actor, act) == "text_short", act
        story.then(actor, replace(act, text="写明了理由"))
    done = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已清")
    assert accepted().then(CAST.community, done).case.outcome is Outcome.SOLVED

"""Called again after a result, in the same round: it is rework, and the days of pause that were used stay used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import Event, rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.moves import Viewer, may
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.timing import own_days_left
from hemei.coordination.cases.rules.words import ActName, ClockKind, Outcome, State, TaskEnd
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, clock, refusal, whistled
from hemei.coordination.cases.tests.test_rules_pausing import MOST, still, stood
from hemei.kernel.actor import Actor

SOON = HOUR / 4
S3 = f.law().terms("group_rental")
CALL = acts.Whistle(lead=f.HOUSING, text="没有解决，请继续办理")
UNSOLVED = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="房东不配合，没有办成")


def answered(story: Story, actor: Actor = CAST.housing, after: int = 3) -> Story:
    """Come where he has not yet, and give a result that solves nothing so many quarters from now."""
    task = story.case.task_of(actor.body_id)
    assert task is not None
    if task.arrived_at is None and actor is not CAST.company:
        story.then(actor, acts.Arrive(), story.now + SOON)
    return story.then(actor, UNSOLVED, story.now + after * SOON)


def rented(joints: tuple[int, ...] = ()) -> Story:
    return whistled("group_rental", f.HOUSING, joints=joints)


def again(story: Story, call: acts.Act = CALL) -> Story:
    return story.then(CAST.community, call, story.now + SOON)


def handling(story: Story, body: int = f.HOUSING):
    return clock(story.case, ClockKind.HANDLING, body)


def sound(story: Story) -> None:
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case


def test_after_a_result_the_next_call_of_the_round_has_the_time_of_rework() -> None:
    story = again(answered(rented()))
    first, second = story.case.tasks
    assert (first.ended, first.rework_of, second.rework_of) == (TaskEnd.RESULTED, None, 1)
    assert handling(story).limits == (str(S3.rework.limit),) != (str(S3.handling.limit),)
    assert handling(story).started_at == second.called_at == story.now
    assert clock(story.case, ClockKind.ARRIVAL, f.HOUSING).running, "he comes again"
    assert story.last is not None
    assert story.events[-1].about["rework"] == [f.HOUSING]
    assert {one.item for one in story.last.references} >= {"called_again"}
    sound(story)


def test_each_call_is_the_rework_of_the_one_before() -> None:
    story = rented()
    for _ in range(2):
        again(answered(story))
    assert [task.rework_of for task in story.case.tasks] == [None, 1, 2]
    assert handling(story).limits == (str(S3.rework.limit),)
    sound(story)


def thrice(story: Story, call: acts.Act = CALL, actor: Actor = CAST.housing) -> Story:
    """Let a body give as many results as one home body may have of it, each followed by another call."""
    for _ in range(2):
        again(answered(story, actor), call)
    return answered(story, actor)


def test_after_three_results_the_next_above_decides() -> None:
    """Else home body and department could go on for ever, each clock met."""
    story = thrice(rented())
    assert refusal(story, CAST.community, CALL) == "called_too_often"
    assert may_hand_up_now(story), "although the line names who leads"
    story.then(CAST.community, acts.Fall(text="三次都没有解决"), story.now + SOON)
    assert story.events[-1].about["spent"] == [f.HOUSING]
    assert story.last is not None
    assert {one.item for one in story.last.references} >= {"called_again"}
    story.then(CAST.street, CALL, story.now + SOON)
    assert story.case.tasks[-1].rework_of is None, "the street has its own calls"
    sound(story)


def may_hand_up_now(story: Story) -> bool:
    viewer = Viewer(CAST.community)
    return may(story.case, viewer, ActName.FALL, story.under or f.facts(), story.now).allowed


def test_who_calls_it_solved_each_time_is_not_called_for_ever_either() -> None:
    solved = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="车已拖走")
    story, call = whistled(), acts.Whistle(lead=f.FIRE, text="又停了车")
    for turn in range(3):
        if turn:
            again(story, call)
        story.then(CAST.fire, acts.Arrive(), story.now + SOON)
        story.then(CAST.fire, solved, story.now + SOON)
    assert not any(item.missed(story.now) for item in story.case.clocks)
    assert refusal(story, CAST.community, call) == "called_too_often"
    assert may_hand_up_now(story)


def test_another_body_may_still_be_called_and_one_that_was_taken_back_too() -> None:
    story = rented()
    for _ in range(2):
        again(answered(story))
    story.then(CAST.community, acts.Recall(text="先由社区处理"), story.now)
    story = answered(story.then(CAST.community, CALL, story.now))
    assert refusal(story, CAST.community, CALL) == "called_too_often"
    story.then(CAST.community, acts.Whistle(lead=f.URBAN, text="改由城管牵头"), story.now + SOON)
    sound(story)


def test_a_joint_department_and_a_company_are_called_no_more_often() -> None:
    story = rented(joints=(f.POLICE,))
    call = acts.Whistle(lead=None, joints=(f.POLICE,), text="请民警再来一次")
    assert refusal(thrice(story, call, CAST.police), CAST.community, call) == "called_too_often"
    story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY), NOON + SOON)
    handled = acts.Handle(company=f.COMPANY)
    assert refusal(thrice(story, handled, CAST.company), CAST.community, handled) == "called_too_often"


def test_who_took_the_duties_over_is_called_no_more_often_either() -> None:
    story = thrice(rented())
    gone = replace(f.BODIES[f.HOUSING], active=False, heir=f.URBAN)
    story.under = replace(f.facts(), bodies={**f.BODIES, f.HOUSING: gone})
    assert refusal(story, CAST.community, acts.Whistle(lead=f.URBAN, text="职责已并入")) == "called_too_often"
    assert may_hand_up_now(story)


def test_the_days_of_pause_of_all_his_calls_of_the_round_count_together() -> None:
    story = rented()
    story.then(CAST.housing, acts.Arrive(), NOON + SOON)
    stood(story, CAST.housing, 20)
    again(answered(story))
    assert refusal(story, CAST.housing, still(story.now + (MOST - 19) * DAY)) == "until_far"
    stood(story, CAST.housing, MOST - 20)
    assert refusal(story, CAST.housing, still(story.now + DAY)) == "pauses_used_up"
    again(answered(story))
    assert refusal(story, CAST.housing, still(story.now + DAY)) == "pauses_used_up"
    assert story.then(CAST.street, still(story.now + DAY)).last is not None, "who grants decides"
    sound(story)


def test_rework_is_never_longer_than_the_handling() -> None:
    story = accepted("illegal_building")
    law = f.law()
    line = law.lines["illegal_building"]
    final = replace(line.step[-1], limit=f.Limit.parse("4 working_hours"))
    lines = {**law.lines, line.code: replace(line, step=(*line.step[:-1], final))}
    story.under = replace(f.facts(), law=replace(law, lines=lines))
    story.then(CAST.community, acts.Whistle(lead=f.URBAN), NOON + SOON)
    again(answered(story, CAST.urban, 1), acts.Whistle(lead=f.URBAN))
    assert handling(story, f.URBAN).limits == ("4 working_hours",)


def test_rework_has_one_time_and_no_steps_on_the_way() -> None:
    story = whistled("illegal_building", f.URBAN, joints=())
    assert story.case.open_steps
    again(answered(story, CAST.urban), acts.Whistle(lead=f.URBAN))
    assert story.case.open_steps == ()
    assert handling(story, f.URBAN).limits == (str(f.law().terms("illegal_building").rework.limit),)
    sound(story)


def test_rework_that_was_taken_back_runs_on_as_rework() -> None:
    story = again(answered(rented()))
    due = handling(story).due_at
    story.then(CAST.community, acts.Recall(text="先由社区处理"), story.now)
    story.then(CAST.community, CALL, story.now)
    assert (handling(story).due_at, handling(story).limits) == (due, (str(S3.rework.limit),))
    assert "rework" not in story.events[-1].about
    assert story.events[-1].about["again"] == [f.HOUSING]
    sound(story)


def test_a_joint_department_that_answered_reworks_while_the_lead_works() -> None:
    story = rented(joints=(f.POLICE,))
    answered(story, CAST.police)
    again(story, acts.Whistle(lead=None, joints=(f.POLICE,), text="请民警再来一次"))
    assert story.case.state is State.WHISTLED
    assert [task.rework_of for task in story.case.tasks] == [None, None, 2]
    assert handling(story, f.POLICE).limits == (str(S3.rework.limit),)
    sound(story)


def test_the_company_reworks_too() -> None:
    story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY), NOON + SOON)
    stood(story, CAST.company, MOST)
    again(answered(story, CAST.company), acts.Handle(company=f.COMPANY))
    assert story.events[-1].about["rework"] == [f.COMPANY]
    assert refusal(story, CAST.company, still(story.now + DAY)) == "pauses_used_up"
    sound(story)


def test_who_took_the_duties_over_reworks_what_his_predecessor_answered() -> None:
    story = rented()
    story.then(CAST.housing, acts.Arrive(), NOON + SOON)
    stood(story, CAST.housing, MOST)
    answered(story)
    gone = replace(f.BODIES[f.HOUSING], active=False, heir=f.URBAN)
    story.under = replace(f.facts(), bodies={**f.BODIES, f.HOUSING: gone})
    again(story, acts.Whistle(lead=f.URBAN, text="职责已并入城管"))
    assert story.case.tasks[-1].rework_of == 1
    assert handling(story, f.URBAN).limits == (str(S3.rework.limit),)
    assert refusal(story, CAST.urban, still(story.now + DAY)) == "pauses_used_up"
    sound(story)


def _another_body(story: Story) -> Story:
    return story.then(CAST.community, acts.Whistle(lead=f.URBAN, text="改由城管牵头"), story.now + SOON)


def _another_home(story: Story) -> Story:
    story.then(CAST.street, acts.Fall(text="街道来办"), story.now + SOON)
    return story.then(CAST.street, CALL, story.now + SOON)


@pytest.mark.parametrize(("tell", "body"), [(_another_body, f.URBAN), (_another_home, f.HOUSING)])
def test_another_body_and_another_home_have_the_full_time(tell, body: int) -> None:
    story = tell(answered(rented()))
    assert handling(story, body).limits == (str(S3.handling.limit),)
    assert "rework" not in story.events[-1].about
    sound(story)


def test_another_round_has_its_rework_and_days_of_its_own_and_the_second_call_in_it_has_none() -> None:
    story = rented()
    story.then(CAST.housing, acts.Arrive(), NOON + SOON)
    stood(story, CAST.housing, MOST)
    answered(story)
    close = acts.Close(outcome=Outcome.NOT_SOLVED, text="房东不在本市")
    story.then(CAST.community, close, story.now + SOON)
    story.then(CAST.resident, acts.SendBack(text="还是群租"), story.now + SOON)
    again(story)
    assert story.case.tasks[-1].rework_of is None
    story.then(CAST.housing, acts.Arrive(), story.now + SOON)
    stood(story, CAST.housing, MOST)
    again(answered(story))
    assert story.case.tasks[-1].rework_of == 2
    assert refusal(story, CAST.housing, still(story.now + DAY)) == "pauses_used_up"
    sound(story)


def test_a_city_may_let_the_time_begin_anew_after_a_result_and_says_so() -> None:
    story = rented()
    law = f.law()
    rule = replace(law.limits.called_again, after_result="anew")
    story.under = replace(f.facts(), law=replace(law, limits=replace(law.limits, called_again=rule)))
    again(answered(story))
    assert handling(story).limits == (str(S3.handling.limit),)
    assert story.case.tasks[-1].rework_of is None


def test_what_was_recorded_before_there_was_such_a_rule_keeps_its_time_and_its_days() -> None:
    """A call of then says nothing of rework: its full time and its own days of pause stand as they were given."""
    story = rented()
    law = f.law()
    rule = replace(law.limits.called_again, after_result="anew")
    story.under = replace(f.facts(), law=replace(law, limits=replace(law.limits, called_again=rule)))
    story.then(CAST.housing, acts.Arrive(), NOON + SOON)
    stood(story, CAST.housing, MOST)
    again(answered(story))
    found = _read_again(story)
    assert own_days_left(found, [found.clock("handling:task-2")], MOST) == MOST
    assert found.clock("handling:task-2").limits == (str(S3.handling.limit),)


def _read_again(story: Story) -> CaseState:
    """Rebuild a case from its events as they were written before calls told whose rework they are."""
    events = []
    for event in story.events:
        tasks = [
            {k: v for k, v in task.items() if k != "rework_of"} for task in event.change.get("tasks", ())
        ]
        change = {**event.change, "tasks": tasks} if tasks else event.change
        events.append(Event(event.type, event.at, change, event.about))
    found = rebuild(events)
    assert found == story.case
    return found

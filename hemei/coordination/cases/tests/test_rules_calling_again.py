"""Called, called back, called again: the time of the called body runs on; the rules and whole stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.escalating import refusal_of
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.words import (
    ClockKind,
    Outcome,
    PauseReason,
    Settled,
    State,
    TaskEnd,
)
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, clock, refusal, whistled
from hemei.coordination.cases.tests.test_rules_pausing import MOST, still, stood

CALL = acts.Whistle(lead=f.FIRE, text="还是要消防来")


def again(story: Story, back: datetime, then: datetime, call: acts.Act = CALL) -> Story:
    """Take the calls back at one moment and call at another."""
    story.then(CAST.community, acts.Recall(text="先由社区处理"), back)
    return story.then(CAST.community, call, then)


def handling(story: Story, body: int = f.FIRE):
    return clock(story.case, ClockKind.HANDLING, body)


def test_the_time_runs_on_and_what_lay_between_counts_for_nobody() -> None:
    story = whistled(joints=())
    before = handling(story)
    again(story, NOON + HOUR, NOON + 11 * HOUR)
    now = handling(story)
    assert (now.key, now.started_at, now.limits) == (before.key, before.started_at, before.limits)
    assert now.due_at == before.due_at + 10 * HOUR
    assert [one.reason for one in now.standstills] == [PauseReason.TAKEN_BACK]
    [call] = story.case.tasks
    assert (call.open, call.ended, call.called_at) == (True, None, before.started_at)
    assert (story.case.state, story.case.accountable) == (State.WHISTLED, f.FIRE)
    assert story.events[-1].about["again"] == [f.FIRE]
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case
    assert clock(story.case, ClockKind.ARRIVAL, f.FIRE).due_at == NOON + 12 * HOUR + 20 * (HOUR / 60)


def test_any_number_of_calls_gives_no_more_time() -> None:
    story = whistled(joints=())
    due = handling(story).due_at
    for hour in range(1, 9):
        again(story, NOON + hour * HOUR, NOON + hour * HOUR)
    assert handling(story).due_at == due
    assert len(story.case.tasks) == 1
    assert rebuild(story.events) == story.case


def test_the_days_of_pause_that_were_used_stay_used() -> None:
    story = whistled(joints=())
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    stood(story, CAST.fire, MOST)
    again(story, story.now + HOUR, story.now + 5 * DAY)
    assert refusal(story, CAST.fire, still(story.now + DAY)) == "pauses_used_up"
    assert story.then(CAST.community, still(story.now + DAY), story.now).last is not None


def test_a_pause_ends_with_the_call_and_what_was_granted_stays() -> None:
    story = whistled("group_rental", f.HOUSING, joints=())
    story.then(CAST.street, acts.Extend(text="取证需要时间"), NOON + HOUR)
    story.then(CAST.housing, still(NOON + 9 * DAY), NOON + DAY)
    again(story, NOON + 2 * DAY, NOON + 4 * DAY, acts.Whistle(lead=f.HOUSING))
    now = handling(story, f.HOUSING)
    assert now.limits == ("15 working_days", "10 working_days")
    assert [(one.start, one.end, one.reason) for one in now.standstills] == [
        (NOON + DAY, NOON + 2 * DAY, PauseReason.MATERIAL),
        (NOON + 2 * DAY, NOON + 4 * DAY, PauseReason.TAKEN_BACK),
    ]
    assert now.running


def test_who_had_come_need_not_come_again() -> None:
    story = whistled(joints=())
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    again(story, NOON + 2 * HOUR, NOON + 3 * HOUR)
    assert clock(story.case, ClockKind.ARRIVAL, f.FIRE).settled is Settled.MET
    assert refusal(story, CAST.fire, acts.Arrive()) == "arrived"
    result = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主不在")
    assert story.then(CAST.fire, result).case.state is State.RESULTED


def test_a_miss_is_one_miss_and_is_told_once() -> None:
    """Late before it was taken back, late still: the clock is the same, so no figure counts it twice."""
    story = whistled(joints=())
    late = clock(story.case, ClockKind.ARRIVAL, f.FIRE)
    escalate = acts.Escalate(clock=late.key, step="overdue_to_street")
    story.then(CAST.system, escalate, late.due_at + HOUR)
    story.then(CAST.community, acts.Recall(text="先由社区处理"), late.due_at + 2 * HOUR)
    assert clock(story.case, ClockKind.ARRIVAL, f.FIRE).settled is Settled.MISSED
    story.then(CAST.community, CALL, late.due_at + 60 * HOUR)
    now = clock(story.case, ClockKind.ARRIVAL, f.FIRE)
    assert (now.due_at, now.running, now.missed(story.now)) == (late.due_at, True, True)
    assert refusal(story, CAST.system, escalate) == "escalated"
    story.then(CAST.fire, acts.Arrive())
    assert [one.settled for one in story.case.clocks if one.kind is ClockKind.ARRIVAL] == [Settled.MISSED]


def test_nobody_refuses_to_come_while_his_call_is_taken_back() -> None:
    story = whistled(joints=())
    [task] = story.case.tasks
    law, working = f.law(), f.working()
    counted = refusal_of(story.case, task, law, working)
    assert counted is not None
    away = 10 * DAY
    again(story, clock(story.case, ClockKind.ARRIVAL, f.FIRE).due_at + HOUR / 2, NOON + away)
    [task] = story.case.tasks
    now = refusal_of(story.case, task, law, working)
    assert now is not None
    assert now[1] > NOON + away > counted[1]


def test_the_time_to_return_runs_on_too() -> None:
    back = acts.ReturnWhistle(line="group_rental", text="实为群租")
    for gap, code in ((3 * DAY, ""), (0 * DAY, "return_late")):
        story = whistled(joints=())
        story = again(story, NOON + HOUR, NOON + HOUR + gap)
        late = NOON + 5 * HOUR if code else NOON + HOUR + gap + HOUR / 2
        if code:
            assert refusal(story, CAST.fire, back, late) == code
        else:
            assert story.then(CAST.fire, back, late).case.returns == 1


def test_called_to_help_before_and_to_lead_now() -> None:
    story = whistled(joints=(f.POLICE,))
    again(
        story, NOON + HOUR, NOON + 2 * HOUR, acts.Whistle(lead=f.POLICE, joints=(f.FIRE,), text="民警已约谈")
    )
    assert [(one.body, one.is_lead) for one in story.case.open_tasks] == [(f.FIRE, False), (f.POLICE, True)]
    assert story.events[-1].about["again"] == [f.FIRE, f.POLICE]
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case


def test_a_joint_department_called_with_another_lead_after_the_result() -> None:
    story = whistled(joints=(f.POLICE,))
    due = handling(story, f.POLICE).due_at
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    story.then(CAST.fire, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主不在"), NOON + 2 * HOUR)
    story.then(CAST.community, acts.Whistle(lead=f.POLICE, text="民警来牵头"), NOON + 3 * HOUR)
    assert handling(story, f.POLICE).due_at == due
    assert flaws(story.case) == ()


def test_the_company_s_time_runs_on() -> None:
    story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY), NOON + HOUR)
    started = handling(story, f.COMPANY).started_at
    again(story, NOON + 2 * HOUR, NOON + 3 * HOUR, acts.Handle(company=f.COMPANY))
    assert handling(story, f.COMPANY).started_at == started
    assert story.events[-1].about["again"] == [f.COMPANY]
    assert (story.case.state, len(story.case.tasks)) == (State.HANDLING, 1)
    assert flaws(story.case) == ()


def test_the_steps_on_the_way_run_on_and_what_was_reported_is_done() -> None:
    story = whistled("illegal_building", f.URBAN, joints=())
    story.then(CAST.urban, acts.Arrive(), NOON + HOUR)
    story.then(CAST.urban, acts.ReportStep(step="stop_work", text="已停工"), NOON + 2 * HOUR)
    [penalty] = [one for one in story.case.open_steps if one.step == "penalty"]
    again(story, NOON + DAY, NOON + 3 * DAY, acts.Whistle(lead=f.URBAN))
    [now] = story.case.open_steps
    assert (now.key, now.started_at) == (penalty.key, penalty.started_at)
    assert now.due_at > penalty.due_at
    assert flaws(story.case) == ()


def test_another_kind_gives_its_own_limit_and_the_time_used_stays_used() -> None:
    story = whistled(joints=())
    started = handling(story).started_at
    story.then(CAST.community, acts.Recall(text="类别不对"), NOON + HOUR)
    story.then(CAST.community, acts.ChangeKind(kind="corridor", text="实为楼道堆物"), NOON + HOUR)
    story.then(CAST.community, CALL, NOON + 2 * HOUR)
    now = handling(story)
    assert (now.started_at, now.limits) == (started, (str(f.law().terms("corridor").handling.limit),))


def _sent_back(story: Story) -> Story:
    story.then(CAST.community, acts.Recall(text="先由社区处理"), NOON + HOUR)
    close = acts.Close(outcome=Outcome.NOT_SOLVED, text="车主不在本市")
    story.then(CAST.community, close, NOON + 2 * HOUR)
    return story.then(CAST.resident, acts.SendBack(text="还是堵着"), NOON + 3 * HOUR)


def _risen(story: Story) -> Story:
    story.then(CAST.community, acts.Recall(text="先由社区处理"), NOON + HOUR)
    return story.then(CAST.street, acts.Fall(text="街道来办"), NOON + 3 * HOUR)


def _returned(story: Story) -> Story:
    return story.then(CAST.fire, acts.ReturnWhistle(line="group_rental", text="实为群租"), NOON + HOUR)


@pytest.mark.parametrize("tell", [_sent_back, _risen, _returned])
def test_another_round_another_home_and_a_return_begin_anew(tell) -> None:
    story = tell(whistled(joints=()))
    home = {f.STREET: CAST.street}.get(story.case.home, CAST.community)
    story.then(home, CALL, NOON + 4 * HOUR)
    assert handling(story).started_at == NOON + 4 * HOUR
    assert "again" not in story.events[-1].about
    assert [one.ended for one in story.case.tasks] == [story.case.tasks[0].ended, None]
    assert flaws(story.case) == ()


def test_a_ruling_begins_anew_once_and_binds_the_time_after_it() -> None:
    story = _returned(whistled(joints=()))
    story.then(CAST.community, CALL, NOON + HOUR)
    _returned(story)
    ruling = acts.Arbitrate(accepting=f.STREET, handling=f.FIRE, text="消防通道由消防负责")
    story.then(CAST.street, ruling, NOON + 2 * HOUR)
    started = handling(story).started_at
    assert started == NOON + 2 * HOUR
    story.then(CAST.street, acts.Recall(text="先由街道处理一下"), NOON + 3 * HOUR)
    story.then(CAST.street, CALL, NOON + 4 * HOUR)
    assert handling(story).started_at == started
    assert [one.ended for one in story.case.tasks] == [TaskEnd.RETURNED, TaskEnd.RETURNED, None]


def test_who_took_the_duties_over_takes_over_the_time() -> None:
    story = whistled(joints=())
    started = handling(story).started_at
    story.then(CAST.community, acts.Recall(text="先由社区处理"), NOON + HOUR)
    gone = replace(f.BODIES[f.FIRE], active=False, heir=f.URBAN)
    story.under = replace(f.facts(), bodies={**f.BODIES, f.FIRE: gone})
    story.then(CAST.community, acts.Whistle(lead=f.URBAN, text="职责已并入城管"), NOON + 2 * HOUR)
    [task] = story.case.tasks
    now = handling(story, f.URBAN)
    assert (task.body, now.started_at, story.events[-1].about["again"]) == (f.URBAN, started, [f.URBAN])
    assert clock(story.case, ClockKind.ARRIVAL, f.URBAN).running
    assert flaws(story.case) == ()


def test_a_city_may_let_the_time_begin_anew_and_says_so() -> None:
    story = whistled(joints=())
    law = f.law()
    rule = replace(law.limits.called_again, time="anew")
    story.under = replace(f.facts(), law=replace(law, limits=replace(law.limits, called_again=rule)))
    again(story, NOON + HOUR, NOON + 2 * HOUR)
    assert handling(story).started_at == NOON + 2 * HOUR
    assert len(story.case.tasks) == 2


def test_nobody_says_himself_that_his_call_is_taken_back() -> None:
    act = acts.PauseClock(reason=PauseReason.TAKEN_BACK, until=NOON + DAY, text="等等")
    assert refusal(accepted(), CAST.community, act) == "no_reason"


def test_a_successor_of_an_open_call_has_the_time_to_return_it_from_when_it_was_told() -> None:
    """Whether it is theirs is another question for another body; the time to handle runs on."""
    story = whistled()
    due = clock(story.case, ClockKind.HANDLING, f.FIRE).due_at
    late = NOON + 2 * DAY
    line = acts.ReturnWhistle(line="group_rental", text="实为群租")
    assert refusal(story, CAST.fire, line, late) == "return_late"
    story.then(CAST.system, acts.Succeed(body=f.FIRE, successor=f.URBAN), late)
    assert story.case.task_of(f.URBAN).called_at == late
    assert clock(story.case, ClockKind.HANDLING, f.URBAN).due_at == due
    assert story.case.task_of(f.POLICE).called_at < late, "who was not succeeded has the time it had"
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case
    story.then(CAST.urban, line, late + HOUR)
    assert story.case.tasks[0].ended is TaskEnd.RETURNED

"""Another kind, role or body: the time to return begins anew, late stays late, nobody is late before he was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import Event, rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.state import Clock
from hemei.coordination.cases.rules.words import ClockKind, Outcome, PauseReason, Settled
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, clock, refusal, whistled
from hemei.kernel.limits import Limit

CALL = acts.Whistle(lead=f.FIRE, text="还是要消防来")
RECALL = acts.Recall(text="先由社区处理")
RENTED = acts.ChangeKind(kind="group_rental", text="实为群租")
LANE = acts.ChangeKind(kind="fire_lane", text="实为占用消防通道")
RETURN = acts.ReturnWhistle(line="group_rental", text="实为群租")
LATER = NOON + 5 * DAY


def again(story: Story, *between: acts.Act, call: acts.Act = CALL, at: datetime = LATER) -> Story:
    """Take the calls back and call again at one moment, with other acts in between."""
    for act in (RECALL, *between, call):
        story.then(CAST.community, act, at)
    return story


def sound(story: Story) -> None:
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case


def home(story: Story) -> Clock:
    return story.case.clock(story.case.home_handling_key)


def test_who_is_called_for_another_kind_may_return_it() -> None:
    story = again(whistled(joints=()), RENTED)
    [call] = story.case.tasks
    assert (call.called_at, call.line) == (LATER, "group_rental")
    assert story.then(CAST.fire, RETURN, LATER + HOUR).case.returns == 1
    sound(story)


def test_who_helped_and_is_to_lead_may_return_it() -> None:
    story = again(whistled(joints=(f.POLICE,)), call=acts.Whistle(lead=f.POLICE, text="请民警牵头"))
    lead = acts.ReturnWhistle(line="fire_lane", text="本条由消防牵头，不是我们")
    story.then(CAST.police, lead, LATER + HOUR / 60)
    assert story.case.returns == 1
    sound(story)


def test_who_took_the_duties_over_may_return_it() -> None:
    story = whistled(joints=())
    story.then(CAST.community, RECALL, LATER)
    gone = replace(f.BODIES[f.FIRE], active=False, heir=f.URBAN)
    story.under = replace(f.facts(), bodies={**f.BODIES, f.FIRE: gone})
    story.then(CAST.community, acts.Whistle(lead=f.URBAN, text="职责已并入城管"), LATER)
    assert story.then(CAST.urban, RETURN, LATER + HOUR / 60).case.returns == 1
    sound(story)


def test_the_same_call_again_is_not_returned_any_more() -> None:
    story = again(whistled(joints=()))
    assert refusal(story, CAST.fire, RETURN) == "return_late"


def test_a_call_recorded_before_calls_told_their_kind_counts_as_the_same() -> None:
    story = whistled(joints=())
    story.then(CAST.community, RECALL, LATER)
    events = [
        Event(one.type, one.at, {**one.change, "tasks": [
            {key: value for key, value in task.items() if key != "line"} for task in one.change["tasks"]
        ]} if "tasks" in one.change else one.change, one.about)
        for one in story.events
    ]  # fmt: skip
    read = rebuild(events)
    assert read is not None
    assert [task.line for task in read.tasks] == [""]


@pytest.mark.parametrize("kind", [ClockKind.HANDLING, ClockKind.ARRIVAL])
def test_a_call_s_miss_stays_one_miss_for_another_kind(kind: ClockKind) -> None:
    story = whistled(joints=())
    late = clock(story.case, kind, f.FIRE)
    again(story, RENTED)
    now = clock(story.case, kind, f.FIRE)
    assert (now.due_at, now.limits, now.missed(LATER)) == (late.due_at, late.limits, True)
    story.then(CAST.fire, acts.Arrive(), LATER + HOUR)
    story.then(CAST.fire, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="房东不在"), LATER + 2 * HOUR)
    assert [one.settled for one in story.case.clocks if one.kind is kind and one.body == f.FIRE] == [
        Settled.MISSED
    ]
    sound(story)


def test_the_home_body_s_miss_stays_one_miss_for_another_kind() -> None:
    story = accepted()
    before = home(story)
    step = acts.Escalate(clock=before.key, step="overdue_to_street")
    story.then(CAST.system, step, LATER)
    story.then(CAST.community, RENTED, LATER)
    assert home(story) == before
    assert refusal(story, CAST.system, step) == "escalated"
    story.then(CAST.community, acts.Handle(), LATER)
    story.then(CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="房东不在"), LATER + HOUR)
    assert (home(story).settled, home(story).due_at) == (Settled.MISSED, before.due_at)
    sound(story)


def test_in_time_the_other_kind_s_limit_counts_from_the_old_start_and_is_told_when_it_ends() -> None:
    story = accepted()
    before = home(story)
    story.then(CAST.community, RENTED, NOON + 20 * HOUR)
    now = home(story)
    assert (now.started_at, now.limits) == (before.started_at, ("15 working_days",))
    step = acts.Escalate(clock=now.key, step="overdue_to_street")
    story.then(CAST.system, step, now.due_at + 10 * DAY)
    assert (now.key, step.step) in story.case.escalated


def test_a_shorter_kind_makes_nobody_late_before_it_was_told() -> None:
    story = accepted("group_rental").then(CAST.community, LANE, LATER)
    assert (home(story).limits, home(story).due_at) == (("24 hours",), LATER)
    assert not home(story).missed(LATER)
    assert home(story).missed(LATER + HOUR)
    story = whistled("group_rental", f.HOUSING, joints=())
    again(story, LANE, call=acts.Whistle(lead=f.HOUSING, text="由住房部门牵头"))
    now = clock(story.case, ClockKind.HANDLING, f.HOUSING)
    assert (now.limits, now.due_at) == (("24 hours",), LATER)
    sound(story)


def test_a_shorter_kind_while_the_clock_stands_makes_nobody_late_when_it_runs_on() -> None:
    story = accepted("group_rental")
    wait = acts.PauseClock(reason=PauseReason.MATERIAL, until=LATER + 5 * DAY, text="等材料")
    story.then(CAST.community, wait, LATER).then(CAST.community, LANE, LATER + DAY)
    assert not home(story).missed(LATER + DAY)
    back = LATER + 3 * DAY
    story.then(CAST.community, acts.ResumeClock(), back)
    assert home(story).due_at == back
    hand = acts.Whistle(lead=f.FIRE)
    story.then(CAST.community, hand, back + HOUR).then(CAST.community, RECALL, back + DAY)
    assert home(story).due_at == back, "late by an hour when it was handed over, and no later or sooner since"
    sound(story)


def test_no_step_of_another_kind_is_late_before_it_was_asked_for() -> None:
    story = accepted("group_rental").then(CAST.community, acts.Handle(), NOON + HOUR)
    story.then(CAST.community, acts.ChangeKind(kind="illegal_building", text="实为违建"), NOON + 60 * DAY)
    steps = [one for one in story.case.open_clocks if one.kind is ClockKind.STEP]
    assert steps
    assert not any(one.missed(NOON + 60 * DAY) for one in steps)
    sound(story)


def steps(story: Story) -> list[Clock]:
    return list(story.case.open_steps)


def test_a_step_of_the_home_body_does_not_count_while_others_answered_for_the_case() -> None:
    story = accepted("illegal_building").then(CAST.community, acts.Handle(company=f.COMPANY), NOON + HOUR)
    back = NOON + 30 * DAY
    story.then(CAST.community, acts.Recall(text="改由社区自己处理"), back)
    story.then(CAST.community, acts.Handle(text="自己处理"), back)
    assert len(steps(story)) == 2
    assert not any(one.missed(back + HOUR) for one in steps(story))
    assert all(one.started_at == home(story).started_at for one in steps(story))
    sound(story)


def test_a_step_whose_time_is_over_has_all_of_it_from_when_it_begins() -> None:
    began, after = NOON + 60 * DAY, timedelta(minutes=1)
    story = accepted("group_rental").then(CAST.community, acts.Handle(), NOON + HOUR)
    story.then(CAST.community, acts.ChangeKind(kind="illegal_building", text="实为违建"), began)
    for one in steps(story):
        due = f.working().due(began, Limit.parse(one.limits[0])).at
        assert (one.started_at, one.due_at, one.missed(began + after)) == (began, due, False)
    sound(story)


@pytest.mark.parametrize("waited", [HOUR, 25 * DAY])
def test_steps_of_another_kind_stand_still_where_the_home_body_waits(waited: timedelta) -> None:
    """Whether their time is over when the clock is stopped or not, they run on with it only."""
    story = accepted("group_rental", contact=True).then(CAST.community, acts.Handle(), NOON + HOUR)
    stopped = NOON + 2 * HOUR + (waited if waited > DAY else timedelta())
    until = stopped + 10 * DAY
    wait = acts.PauseClock(reason=PauseReason.REPORTER, until=until, text="请补充房号和照片")
    story.then(CAST.community, wait, stopped)
    story.then(CAST.community, acts.ChangeKind(kind="illegal_building", text="实为违建"), stopped + HOUR)
    assert len(steps(story)) == 2
    assert all(one.standstill and one.next_at == until for one in steps(story))
    story.then(CAST.system, acts.ResumeClock(), until)
    assert all(one.running and one.due_at > until for one in steps(story))
    sound(story)

"""Steps on the way: stop the work, decide the penalty; each with a clock of its own."""

from __future__ import annotations

from datetime import timedelta

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import ClockKind, Outcome, PauseReason, Settled
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import HOUR, accepted, refusal, whistled

STOPPED = acts.ReportStep(step="stop_work", text="已张贴停工通知")
DAY = timedelta(days=1)


def building(*joints: int) -> Story:
    return whistled("illegal_building", f.URBAN, joints).then(CAST.urban, acts.Arrive(), NOON + HOUR)


def steps(story: Story) -> dict[str, Settled | None]:
    return {
        clock.step: clock.settled
        for clock in story.case.clocks
        if clock.kind is ClockKind.STEP and clock.settled is not Settled.CANCELLED
    }


def test_the_lead_has_a_clock_for_each_step_and_the_last_is_the_handling():
    story = building(f.HOUSING)
    dues = {clock.step: clock.due_at for clock in story.case.open_steps}
    called = NOON + timedelta(minutes=20)
    assert dues == {
        step.code: f.working().due(called, step.limit).at
        for step in f.law().lines["illegal_building"].step
        if not step.final
    }
    assert {clock.body for clock in story.case.open_steps} == {f.URBAN}


def test_a_step_is_reported_in_words_or_pictures_by_who_owes_it():
    story = building(f.HOUSING)
    assert refusal(story, CAST.housing, STOPPED) == "not_yours"
    assert refusal(story, CAST.urban, acts.ReportStep(step="stop_work")) == "text_missing"
    assert refusal(story, CAST.urban, acts.ReportStep(step="demolition", text="已拆")) == "unknown_step"
    story.then(CAST.urban, acts.ReportStep(step="stop_work", photos=1), NOON + 2 * HOUR)
    story.then(CAST.urban, acts.ReportStep(step="penalty", text="已送达"), NOON + 30 * DAY)
    assert steps(story) == {"stop_work": Settled.MET, "penalty": Settled.MISSED}
    assert refusal(story, CAST.urban, STOPPED) == "no_step"


def test_who_has_not_arrived_has_stopped_nothing():
    assert refusal(whistled("illegal_building", f.URBAN, ()), CAST.urban, STOPPED) == "not_arrived"


def test_a_step_that_runs_out_is_told_upwards():
    act = acts.Escalate(clock="step:stop_work:task-1", step="overdue_to_street")
    story = building().then(CAST.system, act, NOON + 2 * DAY)
    assert story.events[-1].data["about"]["body"] == f.URBAN


def test_the_result_answers_for_what_was_not_reported():
    story = building()
    result = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已拆除")
    story.then(CAST.urban, result, NOON + 3 * DAY)
    assert steps(story) == {"stop_work": Settled.MISSED, "penalty": Settled.MET}


def test_what_is_done_is_not_asked_of_the_next_lead_again():
    story = building().then(CAST.urban, STOPPED, NOON + 2 * HOUR)
    story.then(CAST.urban, acts.ReturnWhistle(line="group_rental", text="实为群租"), NOON + 3 * HOUR)
    assert story.case.open_steps == ()
    story.then(CAST.community, acts.Whistle(lead=f.HOUSING, text="请牵头"), NOON + 4 * HOUR)
    assert [(clock.step, clock.body) for clock in story.case.open_steps] == [("penalty", f.HOUSING)]


def test_the_home_body_owes_the_steps_from_acceptance_while_it_handles_the_case_itself():
    story = accepted("illegal_building").then(CAST.community, acts.Handle(), NOON + HOUR)
    assert {clock.started_at for clock in story.case.open_steps} == {NOON + timedelta(minutes=10)}
    story.then(CAST.community, acts.ChangeKind(kind="parking", text="实为占位"))
    assert story.case.open_steps == ()
    story.then(CAST.community, acts.ChangeKind(kind="illegal_building", text="还是违建"))
    story.then(CAST.community, acts.Whistle(lead=f.URBAN), NOON + 2 * HOUR)
    assert {clock.body for clock in story.case.open_steps} == {f.URBAN}


def test_a_pause_stops_the_steps_with_the_handling():
    story = building()
    pause = acts.PauseClock(reason=PauseReason.APPRAISAL, until=NOON + 3 * DAY, text="等待鉴定")
    story.then(CAST.urban, pause, NOON + 2 * HOUR)
    assert all(clock.standstill for clock in story.case.open_steps)
    story.then(CAST.system, acts.ResumeClock(), NOON + 3 * DAY)
    assert all(clock.running for clock in story.case.open_steps)


def test_rework_has_one_time_for_everything():
    story = accepted("illegal_building")
    close = acts.Close(outcome=Outcome.NOT_SOLVED, text="当事人失联")
    story.then(CAST.community, close).then(CAST.resident, acts.SendBack(text="还在盖"))
    assert story.then(CAST.community, acts.Whistle(lead=f.URBAN)).case.open_steps == ()

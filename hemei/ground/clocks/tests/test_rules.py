from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.ground.clocks import rules
from hemei.ground.clocks.rules import ClockState, Course, StoredPause, Subject
from hemei.kernel.tests.calendar_2026 import CITY
from hemei.kernel.workdays import SHANGHAI

SUBJECT = Subject("clocks.trial:1", "1.2.", "handling:1", "handling", 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


START = at("2026-11-23T08:30")
COURSE = Course(START, ("4 working_hours",))  # ends at 14:30
OVERNIGHT = StoredPause(at("2026-11-23T14:00"), at("2026-11-24T14:00"), "weather")


def state_of(course: Course) -> ClockState:
    return rules.deadline_row(SUBJECT, course, CITY).state


@pytest.mark.parametrize(
    ("settled_at", "state"),
    [
        ("2026-11-23T14:30", ClockState.MET),  # the last moment is in time
        ("2026-11-23T14:30:01", ClockState.MISSED),
        ("2026-11-23T09:00", ClockState.MET),
    ],
)
def test_in_time_up_to_and_including_the_last_moment(settled_at: str, state: ClockState) -> None:
    assert state_of(rules.settled(COURSE, at(settled_at), cancelled=False)) is state


def test_clock_runs_is_paused_and_ends() -> None:
    assert state_of(COURSE) is ClockState.RUNNING
    standing = rules.paused(COURSE, "weather", OVERNIGHT.start)
    assert state_of(standing) is ClockState.PAUSED
    assert state_of(rules.resumed(standing, at("2026-11-24T14:00"))) is ClockState.RUNNING
    assert state_of(rules.settled(standing, at("2026-12-01T09:00"), cancelled=True)) is ClockState.CANCELLED


def test_what_is_settled_while_it_stands_still_is_judged_by_when_it_stopped() -> None:
    standing = rules.paused(COURSE, "weather", OVERNIGHT.start)
    assert state_of(rules.settled(standing, at("2026-12-01T09:00"), cancelled=False)) is ClockState.MET
    too_late = rules.paused(COURSE, "weather", at("2026-11-23T15:00"))
    assert state_of(rules.settled(too_late, at("2026-12-01T09:00"), cancelled=False)) is ClockState.MISSED


def test_settling_ends_the_open_pause() -> None:
    course = rules.settled(rules.paused(COURSE, "weather", OVERNIGHT.start), OVERNIGHT.end, cancelled=False)
    assert course.pauses == (OVERNIGHT,)


def test_the_end_follows_limits_in_turn_and_pauses() -> None:
    assert rules.due_of(COURSE, CITY).at == at("2026-11-23T14:30")
    assert rules.due_of(Course(START, COURSE.limits, (OVERNIGHT,)), CITY).at == at("2026-11-24T14:30")
    extended = Course(START, ("4 working_hours", "1 working_days"), (OVERNIGHT,))
    assert rules.due_of(extended, CITY).at == at("2026-11-25T17:30")


STANDING = rules.paused(COURSE, "weather", OVERNIGHT.start)
ENDED = rules.settled(COURSE, at("2026-11-23T10:00"), cancelled=False)
LATER = at("2026-11-24T09:00")


@pytest.mark.parametrize(
    ("course", "pause", "resume", "settle"),
    [(COURSE, True, False, True), (STANDING, False, True, True), (ENDED, False, False, False)],
)
def test_what_may_be_done(course: Course, *, pause: bool, resume: bool, settle: bool) -> None:
    assert rules.may_pause(course, LATER).allowed is pause
    assert rules.may_resume(course, LATER).allowed is resume
    assert rules.may_settle(course, LATER).allowed is settle


def test_time_does_not_run_backwards() -> None:
    before = START - timedelta(minutes=1)
    assert not rules.may_pause(COURSE, before).allowed
    assert not rules.may_settle(COURSE, before).allowed
    assert not rules.may_resume(STANDING, OVERNIGHT.start - timedelta(minutes=1)).allowed


def test_every_refusal_says_what_to_do() -> None:
    refusals = [
        rules.may_pause(STANDING, LATER),
        rules.may_resume(COURSE, LATER),
        rules.may_settle(ENDED, LATER),
        rules.may_settle(COURSE, START - timedelta(minutes=1)),
    ]
    assert all(reason.text and reason.remedy for refusal in refusals for reason in refusal.reasons)


def test_changed_standards_are_named() -> None:
    before = {"calendar-2025": "a", "calendar-2026": "b", "business-hours": "c"}
    after = {"calendar-2025": "a", "calendar-2026": "b2", "calendar-2027": "d", "business-hours": "c"}
    assert rules.changed_documents(before, after) == ("calendar-2026", "calendar-2027")
    assert rules.changed_documents(None, {"calendar-2027": "d"}) == ("calendar-2027",)


@pytest.mark.parametrize(
    ("now", "reminder"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23T02:00", "2026-11-23T08:30"),
        ("2026-09-30T22:00", "2026-10-08T08:30"),
    ],
)
def test_no_reminder_at_night_or_on_a_holiday(now: str, reminder: str) -> None:
    assert rules.may_remind_at(CITY, at(now)) == at(reminder)

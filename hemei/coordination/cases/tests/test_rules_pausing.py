"""Standing still: for how long on one's own word, who decides beyond, and whom it waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.words import Channel, ClockKind, PauseReason
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, clock, refusal, whistled
from hemei.kernel.actor import PUBLIC, Actor

MOST = f.law().limits.pauses_in_all.days


def still(until: datetime, reason: PauseReason = PauseReason.MATERIAL) -> acts.PauseClock:
    return acts.PauseClock(reason=reason, until=until, text="等待材料到货，厂家说要两周")


def stood(story: Story, actor: Actor, days: int, reason: PauseReason = PauseReason.MATERIAL) -> Story:
    """Pause for so many whole days from now, and let it run on."""
    until = story.now + days * DAY
    story.then(actor, still(until, reason), story.now)
    return story.then(CAST.system, acts.ResumeClock(), until)


@pytest.mark.parametrize("reason", [PauseReason.MATERIAL, PauseReason.COURT])
def test_an_owner_pauses_for_so_many_days_in_all_whatever_he_says_he_waits_for(reason: PauseReason) -> None:
    story = whistled()
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    stood(stood(story, CAST.fire, 20, reason), CAST.fire, MOST - 21, reason)
    until = story.now + timedelta(days=1, hours=1)
    assert refusal(story, CAST.fire, still(story.now + 5 * DAY, reason)) == "until_far"
    story.then(CAST.fire, still(story.now + HOUR, reason), story.now)
    story.then(CAST.fire, acts.ResumeClock(), story.now + HOUR)
    assert refusal(story, CAST.fire, still(until, reason)) == "pauses_used_up"
    assert clock(story.case, ClockKind.HANDLING, f.FIRE).running
    assert clock(story.case, ClockKind.HANDLING, f.POLICE).running, "each clock has days of its own"
    assert story.then(CAST.police, still(until, reason)).last is not None


def test_beyond_that_whoever_grants_more_time_lets_it_stand_still() -> None:
    story = whistled()
    story.then(CAST.fire, acts.Arrive(), NOON + HOUR)
    assert refusal(story, CAST.community, still(NOON + 3 * DAY)) == "own_pauses_left"
    stood(story, CAST.fire, MOST)
    until = story.now + 20 * DAY
    for other in (CAST.street, CAST.county):
        assert refusal(story, other, still(until)) == "nothing_runs"
    assert refusal(story, CAST.community, still(story.now + 40 * DAY)) == "until_far"
    story.then(CAST.community, still(until), story.now)
    assert story.last is not None
    assert (story.last.event.about["granted"], story.last.references[-1].basis) == ([f.FIRE], "design")
    own = clock(story.case, ClockKind.HANDLING, f.FIRE).standstill
    assert own is not None
    assert own.until == until
    assert clock(story.case, ClockKind.HANDLING, f.POLICE).running
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case
    assert story.then(CAST.fire, acts.ResumeClock()).case.open_clocks


def test_a_home_body_that_handles_the_case_itself_asks_the_next_above() -> None:
    story = stood(accepted(), CAST.community, MOST)
    until = story.now + DAY
    assert refusal(story, CAST.community, still(until)) == "pauses_used_up"
    assert refusal(story, CAST.county, still(until)) == "nothing_runs"
    assert story.then(CAST.street, still(until)).last is not None


def test_where_nobody_is_left_to_decide_it_runs_on() -> None:
    story = stood(accepted(), CAST.community, MOST)
    story.under = replace(f.facts(), chain={"community": f.facts().chain["community"]})
    assert refusal(story, CAST.community, still(story.now + DAY)) == "pauses_used_up"


def test_nobody_waits_for_a_reporter_who_cannot_be_asked_nor_without_saying_for_what() -> None:
    wait = still(NOON + 3 * DAY, PauseReason.REPORTER)
    nameless = replace(f.REPORT, channel=Channel.CALLER, reporter=None, contact=False)
    story = Story().then(PUBLIC, nameless).then(CAST.community, acts.Accept(kind="fire_lane"))
    assert refusal(story, CAST.community, wait) == "nobody_to_ask"
    assert refusal(accepted(), CAST.community, replace(wait, text="等")) == "text_short"
    assert accepted().then(CAST.community, wait).events[-1].about["resumes"] == wait.until.isoformat()


def test_a_reporter_who_answers_is_heard_and_the_clock_still_stands() -> None:
    story = accepted().then(CAST.community, still(NOON + 3 * DAY, PauseReason.REPORTER))
    story.then(CAST.street, acts.Comment(text="请尽快"), NOON + HOUR)
    assert story.events[-1].change == {}
    story.then(CAST.resident, acts.Comment(text="车牌是皖A00001"), NOON + 2 * HOUR)
    [changed] = story.events[-1].change["clocks"]
    own = clock(story.case, ClockKind.HANDLING, f.COMMUNITY).standstill
    assert own is not None
    assert (changed["body"], own.answered_at, own.end) == (f.COMMUNITY, NOON + 2 * HOUR, None)
    assert flaws(story.case) == ()
    assert rebuild(story.events) == story.case
    assert story.then(CAST.community, acts.ResumeClock()).case.open_clocks[0].running


def test_a_word_of_the_reporter_answers_no_other_pause() -> None:
    story = accepted().then(CAST.community, still(NOON + 3 * DAY))
    story.then(CAST.resident, acts.Comment(text="还要多久"), NOON + HOUR)
    assert story.events[-1].change == {}

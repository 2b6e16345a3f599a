"""Re-visits by lot: who owes one, what it may find, what follows; and what a lot finds by chance alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import sqrt
from random import Random
from typing import Any

import pytest

from hemei.coordination.cases.rules import acts, lots
from hemei.coordination.cases.rules.alike import (
    JOINABLE,
    Joining,
    is_repeat,
    likeness,
    may_join,
    telling,
)
from hemei.coordination.cases.rules.capture import Capture
from hemei.coordination.cases.rules.evolve import rebuild
from hemei.coordination.cases.rules.invariants import flaws
from hemei.coordination.cases.rules.looks import Look, Pictured, bits_between, eighths, looks, shown_since
from hemei.coordination.cases.rules.lots import solver_of
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind, Ending, Found, Outcome, State
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST, NOON, Story
from hemei.coordination.cases.tests.stories import DAY, HOUR, accepted, closed, refusal, resulted, whistled
from hemei.ground.records import queries as records
from hemei.kernel.draw import chance_to_find

RULE = f.law().checks.revisit


def ended() -> Story:
    return closed().then(CAST.resident, acts.AcceptResult(), NOON + 5 * HOUR)


def drawn(lot: int = 1) -> Story:
    return ended().then(CAST.system, acts.DrawRevisit(lot=lot, solver=f.FIRE), NOON + 7 * DAY)


LOOKED = acts.RecordRevisit(found=Found.TRUE, text="通道畅通，划线清楚", photos=1)
UNSOLVED = acts.Reopen(text="面包车又停在原处", photos=2)


def test_a_photo_of_a_later_round_is_taken_in_that_round() -> None:
    story = closed()
    assert shown_since(story.case) == story.case.reported_at
    again = NOON + 6 * HOUR
    story.then(CAST.resident, acts.SendBack(text="车又来了"), again)
    assert shown_since(story.case) == again
    story.then(CAST.community, acts.Whistle(lead=f.FIRE), again + HOUR)
    assert shown_since(story.case) == again
    story = drawn()
    assert shown_since(story.case) == story.now
    found = story.now + DAY
    story.then(CAST.street, UNSOLVED, found)
    assert shown_since(story.case) == found, "what was closed falsely is not proven by a photo from before"


def test_the_lot_lets_the_body_above_owe_a_visit_with_a_clock() -> None:
    story = drawn()
    case = story.case
    assert (case.state, case.revisit and case.revisit.by) == (State.ENDED, f.STREET)
    (clock,) = case.open_clocks
    assert (clock.kind, clock.body, clock.limits) == (ClockKind.REVISIT, f.STREET, ("10 working_days",))
    assert flaws(case) == ()
    assert story.last
    assert story.last.references[-1].basis == "design"
    assert rebuild(story.events) == case


def test_what_holds_stays_ended_and_the_clock_is_met() -> None:
    story = drawn().then(CAST.street, LOOKED, NOON + 9 * DAY)
    case = story.case
    assert (case.state, case.ended, case.outcome) == (State.ENDED, Ending.ACCEPTED, Outcome.SOLVED)
    assert case.revisits[0].found is Found.TRUE
    assert not case.open_clocks
    assert flaws(case) == ()
    assert refusal(story, CAST.street, LOOKED) == "not_yours"


def test_what_does_not_hold_is_worked_on_again_by_its_home_body() -> None:
    story = drawn().then(CAST.street, UNSOLVED, NOON + 9 * DAY)
    case = story.case
    assert (case.state, case.round, case.outcome, case.ended, case.evidence) == (
        State.ACCEPTED,
        2,
        None,
        None,
        (),
    )
    assert (case.accountable, case.revisits[0].found) == (f.COMMUNITY, Found.FALSE)
    assert [clock.kind for clock in case.open_clocks] == [ClockKind.HANDLING]
    assert story.events[-1].about["solver"] == f.FIRE
    assert flaws(case) == ()
    assert rebuild(story.events) == case
    # It is closed again, ends again, and may be drawn again by another lot: never twice by one.
    close = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已拖走并立桩")
    story.then(CAST.community, close, NOON + 10 * DAY)
    story.then(CAST.resident, acts.AcceptResult(), NOON + 10 * DAY)
    assert refusal(story, CAST.system, acts.DrawRevisit(lot=1, solver=f.COMMUNITY)) == "drawn"
    story.then(CAST.system, acts.DrawRevisit(lot=2, solver=f.COMMUNITY), NOON + 15 * DAY)
    assert [visit.number for visit in story.case.revisits] == [1, 2]


def test_who_closed_it_and_who_was_called_never_visit() -> None:
    story = drawn()
    for actor in (CAST.community, CAST.fire, CAST.county, CAST.bureau, CAST.resident, CAST.auditor):
        assert refusal(story, actor, LOOKED) == "not_yours", actor.role
        assert refusal(story, actor, UNSOLVED) == "not_yours", actor.role


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (acts.RecordRevisit(found=Found.TRUE, text="好了"), "no_photo"),
        (acts.RecordRevisit(found=Found.UNCLEAR, photos=1), "text_missing"),
        (acts.Reopen(text="没有好"), "no_photo"),
    ],
)
def test_a_visit_says_and_shows_what_was_there(act: acts.Act, code: str) -> None:
    assert refusal(drawn(), CAST.street, act) == code


def test_only_what_ended_as_solved_and_has_somebody_above_is_drawn() -> None:
    part = accepted().then(
        CAST.community,
        acts.Close(outcome=Outcome.NOT_SOLVED, text="找不到车主"),
        NOON + 2 * HOUR,
    )
    part.then(CAST.resident, acts.AcceptResult(), NOON + 3 * HOUR)
    assert refusal(part, CAST.system, acts.DrawRevisit(lot=1, solver=f.COMMUNITY)) == "not_solved"
    assert refusal(drawn(), CAST.system, acts.DrawRevisit(lot=2, solver=f.FIRE)) == "drawn"
    assert refusal(closed(), CAST.system, acts.DrawRevisit(lot=1, solver=f.FIRE)) == "state"


def test_who_said_it_was_solved() -> None:
    case: CaseState = ended().case
    assert solver_of(case) == f.FIRE
    assert solver_of(accepted().case) == f.COMMUNITY
    assert case.solved_at == NOON + 3 * HOUR, "its result, not the closing that rests on it"


def own_closing(story: Story, at: datetime) -> Story:
    close = acts.Close(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="社区已清走")
    return story.then(CAST.community, close, at)


def test_a_home_body_that_took_the_work_over_says_itself_that_it_is_solved() -> None:
    story = accepted("parking").then(CAST.community, acts.Handle(company=f.COMPANY), NOON + HOUR)
    done = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_after",), photos=1, text="已清走")
    story.then(CAST.company, done, NOON + 2 * HOUR)
    story.then(CAST.community, acts.Close(outcome=Outcome.SOLVED, text="已核实"), NOON + 3 * HOUR)
    assert (solver_of(story.case), story.case.solved_at) == (f.COMPANY, NOON + 2 * HOUR)
    story.then(CAST.resident, acts.SendBack(text="又堆满了"), NOON + 4 * HOUR)
    assert story.events[-1].about == {"solver": f.COMPANY, "solved_at": (NOON + 2 * HOUR).isoformat()}
    assert story.case.solver is None
    own_closing(story, NOON + 5 * HOUR).then(CAST.resident, acts.AcceptResult())
    assert solver_of(story.case) == f.COMMUNITY
    story.then(CAST.system, acts.DrawRevisit(lot=1, solver=solver_of(story.case)), NOON + 7 * DAY).then(
        CAST.street, UNSOLVED, NOON + 9 * DAY
    )
    assert story.events[-1].about["solver"] == f.COMMUNITY
    assert story.events[-1].about["solved_at"] == (NOON + 5 * HOUR).isoformat()
    assert rebuild(story.events) == story.case


def test_a_lead_whose_result_was_closed_on_is_not_cleared_by_a_joint_department() -> None:
    story = resulted()
    story.then(CAST.police, acts.Arrive(), NOON + 3 * HOUR)
    other = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主没有找到")
    story.then(CAST.police, other, NOON + 4 * HOUR)
    story.then(CAST.community, acts.Close(outcome=Outcome.SOLVED, text="车已拖走"), NOON + 5 * HOUR)
    assert solver_of(story.case) == f.FIRE


def test_who_found_it_unsolved_is_not_who_said_that_it_is_solved() -> None:
    story = whistled().then(CAST.fire, acts.Arrive(), NOON + HOUR)
    story.then(CAST.fire, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主不在"), NOON + 2 * HOUR)
    own_closing(story, NOON + 3 * HOUR)
    assert (solver_of(story.case), story.case.solved_at) == (f.COMMUNITY, NOON + 3 * HOUR)
    unsolved = accepted().then(
        CAST.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="找不到车主"), NOON + 2 * HOUR
    )
    assert unsolved.case.solver is None
    unsolved.then(CAST.resident, acts.SendBack(text="还在"), NOON + 3 * HOUR)
    assert unsolved.events[-1].about == {}


# --- the lot -------------------------------------------------------------------------------------
LIST = {7: tuple(f"2609280{n:05}" for n in range(400)), 9: ("260928000900",)}
SEED = hashlib.sha256(b"a published root").hexdigest()


def test_a_list_is_fixed_by_its_digest_and_read_back_whole() -> None:
    text = lots.as_text(LIST)
    assert {body: set(numbers) for body, numbers in lots.as_lots(text).items()} == {
        body: set(numbers) for body, numbers in LIST.items()
    }
    assert lots.digest_of(text) == hashlib.sha256(text.encode()).hexdigest()
    assert lots.week_of(date(2026, 11, 8)) == date(2026, 11, 2) == lots.week_of(date(2026, 11, 2))


def test_anybody_draws_the_same_with_sha256_and_sort() -> None:
    found = lots.draw(LIST, RULE, seed=SEED)
    assert (len(found[7]), len(found[9])) == (20, 1)
    tickets = sorted((hashlib.sha256(f"{SEED}\n{number}".encode()).hexdigest(), number) for number in LIST[7])
    assert found[7] == tuple(number for _, number in tickets[:20])
    turned = {7: tuple(reversed(LIST[7]))}
    assert lots.draw(turned, RULE, seed=SEED)[7] == found[7]
    assert lots.draw(LIST, RULE, seed=SEED + "0")[7] != found[7]


def test_planted_false_closings_are_found_at_the_rate_the_statistics_promise() -> None:
    """Two hundred weeks of 400 closings, 5 % of them false: found are 5 % of those, within four standard errors.

    The chance that a week's twenty visits meet at least one of its twenty false closings is 65.1 %, exactly.
    """
    weeks, closings, false = 200, 400, 20
    throw = Random(8)  # noqa: S311 - repeatable, and no secret
    found, weeks_with_one = 0, 0
    for week in range(weeks):
        numbers = tuple(f"{week:03}{n:05}" for n in range(closings))
        planted = set(throw.sample(numbers, false))
        seed = hashlib.sha256(f"checkpoint {week}".encode()).hexdigest()
        hits = planted & set(lots.draw({1: numbers}, RULE, seed=seed)[1])
        found, weeks_with_one = found + len(hits), weeks_with_one + bool(hits)
    size = RULE.size_of(closings)
    promised = weeks * size * Fraction(false, closings)
    spread = sqrt(
        weeks * size * (false / closings) * (1 - false / closings) * (closings - size) / (closings - 1)
    )
    assert abs(found - promised) < 4 * spread
    chance = chance_to_find(closings, false, size)
    assert round(float(chance), 3) == 0.651
    error = sqrt(float(chance) * (1 - float(chance)) / weeks)
    assert abs(weeks_with_one / weeks - float(chance)) < 4 * error


def test_no_case_is_favoured() -> None:
    numbers = tuple(f"{n:06}" for n in range(40))
    counted = Counter(
        number for week in range(2_000) for number in lots.draw({1: numbers}, RULE, seed=f"{week}")[1]
    )
    expected = 2_000 * RULE.size_of(40) / 40
    assert all(abs(counted[number] - expected) < 5 * sqrt(expected) for number in numbers)


# --- photos --------------------------------------------------------------------------------------
def test_what_deserves_a_look_about_a_photo() -> None:
    since = datetime(2026, 11, 2, 2, tzinfo=UTC)
    fresh = Capture(since + HOUR, zoned=True, lon=1, lat=1)
    checks = f.law().checks
    assert looks(Pictured(fresh, 100, 60), since=since, checks=checks) == ()
    assert looks(Pictured(fresh, 501, 7), since=since, checks=checks) == (Look.REUSED, Look.FAR)
    old = Capture(since - DAY, zoned=True, lon=1, lat=1)
    assert looks(Pictured(old), since=since, checks=checks) == (Look.EARLY,)
    slow = Capture(since - timedelta(minutes=29))
    assert looks(Pictured(slow), since=since, checks=checks) == ()
    assert looks(Pictured(Capture()), since=since, checks=checks) == (Look.BARE,)


def test_near_fingerprints_share_an_eighth_and_the_bits_are_counted() -> None:
    throw = Random(3)  # noqa: S311 - repeatable, and no secret
    for _ in range(500):
        one = throw.getrandbits(128)
        other = one
        for bit in throw.sample(range(128), 7):
            other ^= 1 << bit
        first, second = f"{one:032x}", f"{other:032x}"
        assert bits_between(first, second) == 7
        assert set(eighths(first)) & set(eighths(second))


# --- alike and again -----------------------------------------------------------------------------
def alike(said: str, before: str) -> Fraction:
    mine, its = telling(records.pairs_of(said)), records.pairs_of(before)
    return likeness(mine=len(mine), its=len(its), shared=len(mine & its))


def test_texts_are_alike_by_what_they_say_not_by_how_politely() -> None:
    said = "三栋楼下消防通道被一辆白色面包车堵住了"
    assert alike(said, "请问消防通道又被白色面包车堵了，在三栋") > Fraction(1, 2)
    assert alike(said, "楼上半夜唱歌太吵") == 0
    assert alike("", said) == alike("的了吗", said) == 0
    assert alike(said, said) == 1


FITS = Joining(state=State.HANDLING, near=True, days_ago=30, own=False, following=False, reachable=True)


@pytest.mark.parametrize("state", list(State))
def test_a_case_is_followed_while_work_goes_on(state: State) -> None:
    decision = may_join(replace(FITS, state=state), f.law().checks.duplicate)
    assert decision.allowed is (state in JOINABLE)
    assert decision.allowed or decision.reasons[0].code == "over"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"near": False}, "far"),
        ({"days_ago": 31}, "far"),
        ({"own": True}, "own"),
        ({"following": True}, "following"),
        ({"reachable": False}, "phone"),
        ({"state": State.ENDED, "own": True}, "over"),
    ],
)
def test_nobody_follows_what_is_not_his_to_follow(changes: dict[str, Any], code: str) -> None:
    (reason,) = may_join(replace(FITS, **changes), f.law().checks.duplicate).reasons
    assert reason.code == code
    assert reason.remedy


def test_a_repeat_is_counted_from_the_earlier_day() -> None:
    rule = f.law().checks.pattern
    assert is_repeat(date(2026, 1, 1), date(2026, 4, 1), rule)
    assert not is_repeat(date(2026, 1, 1), date(2026, 4, 2), rule)
    assert not is_repeat(date(2026, 4, 2), date(2026, 4, 1), rule)

"""Petitions by their rules: days, repetition, patterns, who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.actor import Role
from hemei.kernel.decision import Reference
from hemei.kernel.standards import Source, Warrant
from hemei.oversight.mediation.rules.patterns import RAISERS, Found, is_pattern, may_answer
from hemei.oversight.mediation.rules.petition_acts import MAY, PetitionAct, may_petition
from hemei.oversight.mediation.rules.petition_standards import (
    DisputeCounting,
    EndedRule,
    PatternRule,
    RepeatRule,
    SmallNumber,
    Stays,
    ended_at_its_level,
)
from hemei.oversight.mediation.rules.petitions import (
    Known,
    Repeat,
    Stage,
    Times,
    days_fit,
    is_late,
    may_settle_repeat,
    repeated_by,
    stage_of,
)
from hemei.oversight.mediation.rules.words import Level, Outcome

DAY = date(2026, 6, 1)
WARRANT = Warrant(
    "design",
    Source("petition-regulation", "", "", "", "report", "whole"),
    Reference("petition-rules", DAY, "repeat", "", "design"),
)
RULE = RepeatRule(365, WARRANT)
COMMUNITY = PatternRule("community", 3, 90, "topic", 30, WARRANT)
COUNTY = PatternRule("county", 10, 90, "duty", 60, WARRANT)
ME, PHONE, OTHER = frozenset({b"me"}), frozenset({b"phone", b"me"}), frozenset({b"other"})


def known(number: int, ago: int = 0, **more: object) -> Known:
    return replace(Known(number, DAY - timedelta(days=ago), "noise", 4, 7, ME), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("earlier", "repeats"),
    [
        (known(1, 30), True),
        (known(1, 365), True),
        (known(1, 366), False),
        (known(1, -1), False),
        (known(1, 30, kind="fee"), False),
        (known(1, 30, estate=8), False),
        (known(1, 30, estate=None), True),
        (known(1, 30, community=5), False),
        (known(1, 30, who=OTHER), False),
        (known(1, 30, who=PHONE), True),
        (known(1, 30, who=frozenset()), False),
        (known(3, 0), False),
        (known(1, 0), True),
    ],
)
def test_a_repetition_is_the_same_petitioners_same_matter_within_a_year(earlier: Known, repeats) -> None:
    assert repeated_by(known(2), [earlier], RULE) == (earlier.id if repeats else None)


def test_of_several_earlier_ones_the_latest_is_repeated() -> None:
    assert repeated_by(known(9), [known(1, 200), known(3, 20), known(2, 20), known(9)], RULE) == 3


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from([ME, OTHER, PHONE])), max_size=8))
def test_no_petition_repeats_itself_or_a_later_one(found: list[tuple[int, frozenset[bytes]]]) -> None:
    every = [known(number, ago, who=who) for number, (ago, who) in enumerate(found, start=1)]
    for one in every:
        before = repeated_by(one, every, RULE)
        if before is not None:
            earlier = every[before - 1]
            assert (earlier.received_on, earlier.id) < (one.received_on, one.id)


@pytest.mark.parametrize(
    ("repeat", "confirmed", "earlier", "code"),
    [
        (Repeat.PROPOSED, True, 1, ""),
        (Repeat.PROPOSED, False, None, ""),
        (Repeat.PROPOSED, True, None, "no_earlier"),
        (Repeat.FIRST, True, 1, ""),
        (Repeat.CONFIRMED, True, 1, "state"),
        (Repeat.CONFIRMED, False, None, ""),
        (Repeat.DENIED, False, None, "state"),
        (Repeat.DENIED, True, 1, ""),
    ],
)
def test_a_person_settles_what_was_proposed(
    repeat: Repeat, confirmed, earlier: int | None, code: str
) -> None:
    decision = may_settle_repeat(repeat, confirmed=confirmed, earlier=earlier)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


@pytest.mark.parametrize(
    ("told", "ended", "wrong"),
    [
        (None, None, []),
        (DAY, DAY, []),
        (DAY - timedelta(1), None, ["told_on"]),
        (None, DAY - timedelta(1), ["ended_on"]),
        (DAY + timedelta(9), DAY + timedelta(8), ["ended_on"]),
        (DAY + timedelta(31), DAY + timedelta(31), ["told_on", "ended_on"]),
    ],
)
def test_days_follow_each_other_and_none_lies_ahead(
    told: date | None, ended: date | None, wrong: list[str]
) -> None:
    assert [reason.field for reason in days_fit(DAY, told, ended, DAY + timedelta(30)).reasons] == wrong
    assert days_fit(DAY, None, None, DAY - timedelta(1)).reasons[0].code == "ahead"


def test_late_is_what_missed_either_day() -> None:
    times = Times(DAY + timedelta(15), DAY + timedelta(75))
    last = times.finish_by
    assert not is_late(times.tell_by, last, times, last)
    assert is_late(times.tell_by + timedelta(1), None, times, times.tell_by + timedelta(1))
    assert is_late(None, None, times, times.tell_by + timedelta(1))
    assert not is_late(None, None, times, times.tell_by)
    assert is_late(DAY, None, times, last + timedelta(1))
    assert is_late(DAY, last + timedelta(1), times, last + timedelta(9))
    assert [stage_of(*days) for days in ((None, None), (DAY, None), (DAY, DAY))] == list(Stage)


# Role by role, written apart from the rules.
STAFF = {
    Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COUNTY_COORDINATOR,
    Role.CITY_BUREAU, Role.SYSTEM,
}  # fmt: skip
TABLE = {
    PetitionAct.SEE: STAFF,
    PetitionAct.SETTLE_REPEAT: STAFF,
    PetitionAct.LINK: STAFF,
    PetitionAct.FILE_DISPUTE: STAFF - {Role.COUNTY_COORDINATOR, Role.CITY_BUREAU},
    PetitionAct.SEE_PATTERNS: STAFF,
}


def test_who_may_do_what_cell_by_cell() -> None:
    assert set(TABLE) == set(PetitionAct) == set(MAY)
    for act, roles in TABLE.items():
        for role in Role:
            assert may_petition(role, act).allowed is (role in roles), (role, act)


@pytest.mark.parametrize(
    ("role", "estates", "answered", "covered", "code"),
    [
        (Role.COMMUNITY_CLERK, 3, None, True, ""),
        (Role.COMMUNITY_SECRETARY, 3, None, True, ""),
        (Role.STREET_CLERK, 3, None, True, "role"),
        (Role.CITY_BUREAU, 3, None, True, "role"),
        (Role.COMMUNITY_CLERK, 3, None, False, "role"),
        (Role.COMMUNITY_CLERK, 2, None, True, "too_few"),
        (Role.COMMUNITY_CLERK, 3, 89, True, "answered"),
        (Role.COMMUNITY_CLERK, 3, 90, True, ""),
    ],
)
def test_a_pattern_of_a_community_is_answered_by_the_community_once_in_its_days(
    role: Role, estates: int, answered: int | None, covered, code: str
) -> None:
    day = None if answered is None else DAY - timedelta(days=answered)
    found = Found("community", 4, "noise", estates, 2, 2, day)
    decision = may_answer(found, COMMUNITY, role=role, covered=covered, today=DAY)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


def test_a_pattern_of_a_county_is_answered_above_it() -> None:
    found = Found("county", 2, "noise", 10, 9, 4)
    assert {role for role in Role if may_answer(found, COUNTY, role=role, covered=True, today=DAY).allowed} == {
        Role.COUNTY_COORDINATOR,
        Role.CITY_BUREAU,
    } == RAISERS["county"]  # fmt: skip
    assert not is_pattern(found, COMMUNITY)
    assert not is_pattern(replace(found, estates=9), COUNTY)


ENDED = tuple(
    EndedRule(outcome.value, outcome in {"agreed", "settled", "withdrawn"}, WARRANT) for outcome in Outcome
)
COUNTING = DisputeCounting(None, ENDED, SmallNumber(5, WARRANT))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stays", "highest"),
    [("estate", Level.COMMUNITY), ("community", Level.COMMUNITY), ("county", Level.COUNTY)],
)
@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("level", Level)
def test_a_dispute_ended_at_its_level_where_it_was_settled_and_went_no_higher(
    stays: Stays, highest: Level, outcome: Outcome, level: Level
) -> None:
    settled = outcome in {Outcome.AGREED, Outcome.SETTLED, Outcome.WITHDRAWN}
    assert ended_at_its_level(stays, level, outcome, COUNTING) is (settled and level.rank <= highest.rank)


def test_an_estate_with_a_single_dispute_is_never_named() -> None:
    with pytest.raises(ValueError, match="never named"):
        DisputeCounting(None, ENDED, SmallNumber(1, WARRANT))  # type: ignore[arg-type]

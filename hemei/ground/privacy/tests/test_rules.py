"""Who may do what with a request about personal data, as a table a jurist can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from hemei.ground.privacy.rules import (
    Asked,
    PersonalData,
    Right,
    State,
    may_answer,
    may_assess,
    may_file,
    may_hand_over,
    may_refuse,
    may_take_copy,
    may_withdraw,
)
from hemei.ground.records.standards import shapes
from hemei.kernel.standards import load_standards

PERSON, STRANGER, DESK, OTHER_DESK = 7, 8, 70, 80


@cache
def document() -> PersonalData:
    """The shipped notice, read without the database."""
    library = load_standards(Path(settings.STANDARDS_FOLDER), city="hefei", shapes=shapes())
    return library.find("personal-data", PersonalData, on=date(2026, 11, 20))


def asked(right: Right = Right.DELETE, state: State = State.OPEN, running: int = 0) -> Asked:
    return Asked(right, state, PERSON, DESK, running)


@pytest.mark.parametrize(
    ("person", "state", "allowed"),
    [
        (PERSON, State.OPEN, True),
        (STRANGER, State.OPEN, False),
        (None, State.OPEN, False),
        (PERSON, State.ANSWERED, False),
        (PERSON, State.REFUSED, False),
        (PERSON, State.WITHDRAWN, False),
    ],
)
def test_only_the_person_takes_an_open_request_back(person: int | None, state: State, *, allowed: bool):
    assert may_withdraw(asked(state=state), {person} - {None}).allowed is allowed


@pytest.mark.parametrize(
    ("right", "state", "desk", "running", "code"),
    [
        (Right.DELETE, State.OPEN, DESK, 0, ""),
        (Right.DELETE, State.OPEN, DESK, 1, "needed"),
        (Right.CORRECT, State.OPEN, DESK, 1, ""),
        (Right.DELETE, State.OPEN, OTHER_DESK, 0, "not_yours"),
        (Right.DELETE, State.OPEN, None, 0, "not_yours"),
        (Right.DELETE, State.ANSWERED, DESK, 0, "state"),
        (Right.DELETE, State.WITHDRAWN, DESK, 1, "state"),
    ],
)
def test_the_desk_grants_unless_a_matter_still_needs_the_data(
    right: Right, state: State, desk: int | None, running: int, code: str
):
    decision = may_answer(asked(right, state, running), desk, document().claim_of(right))
    assert decision.allowed is not code or not code
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])
    assert bool(decision.references) is decision.allowed


@pytest.mark.parametrize(
    ("right", "ground", "allowed"),
    [
        (Right.DELETE, "needed", True),
        (Right.DELETE, "kept_by_law", True),
        (Right.DELETE, "accurate", False),
        (Right.KNOW, "needed", False),
        (Right.CORRECT, "accurate", True),
        (Right.COPY, "identity", True),
        (Right.COPY, "", False),
        (Right.COPY, "no_such_ground", False),
    ],
)
def test_a_refusal_stands_on_a_ground_against_this_right(right: Right, ground: str, *, allowed: bool):
    decision = may_refuse(asked(right), DESK, document().ground_of(ground, right))
    assert decision.allowed is allowed
    assert bool(decision.references) is allowed


@pytest.mark.parametrize(
    ("done_on", "known", "field"),
    [
        (date(2026, 11, 20), True, ""),
        (date(2026, 11, 21), True, "done_on"),
        (date(2026, 11, 20), False, "activity"),
    ],
)
def test_an_assessment_is_of_a_known_activity_and_done(done_on: date, field: str, *, known: bool):
    decision = may_assess(done_on=done_on, today=date(2026, 11, 20), activity_known=known)
    assert [reason.field for reason in decision.reasons] == ([field] if field else [])


def test_every_right_of_the_law_is_in_the_document_and_can_be_refused_only_on_a_clause():
    assert {claim.code for claim in document().right} == set(Right)
    for right in Right:
        assert all(ground.warrant.reference.clause for ground in document().grounds_against(right))


@pytest.mark.parametrize(
    ("claimant", "proof", "right", "code"),
    [
        ("self", "id_card", Right.DELETE, ""),
        ("kin", "id_card", Right.COPY, ""),
        ("kin", "id_card", Right.KNOW, "claimant"),
        ("agent", "passport", Right.EXPLAIN, ""),
        ("neighbour", "id_card", Right.COPY, "claimant"),
        ("self", "library_card", Right.COPY, "proof"),
        ("self", "", Right.COPY, "proof"),
    ],
)
def test_a_counter_takes_a_request_from_who_may_claim_and_was_checked(
    claimant: str, proof: str, right: Right, code: str
):
    decision = may_file(document(), claimant=claimant, proof=proof, right=right)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


COUNTER = 90
TAKEN = """
right    state      handed  desk  counter  other
copy     open       -       yes   -        -
know     answered   -       yes   yes      -
copy     answered   yes     yes   -        -
copy     refused    -       -     -        -
copy     withdrawn  -       -     -        -
delete   answered   -       -     -        -
"""


@pytest.mark.parametrize("line", TAKEN.strip().splitlines()[1:])
def test_the_copy_is_taken_by_the_desk_and_by_the_counter_until_it_is_handed_over(line: str):
    right, state, handed, *expected = line.split()
    request = replace(asked(Right(right), State(state)), counter=COUNTER, handed=handed == "yes")
    found = [may_take_copy(request, body).allowed for body in (DESK, COUNTER, OTHER_DESK)]
    assert found == [cell == "yes" for cell in expected]
    assert not may_take_copy(request, None).allowed


@pytest.mark.parametrize(
    ("state", "body", "handed", "code"),
    [
        (State.ANSWERED, COUNTER, False, ""),
        (State.REFUSED, COUNTER, False, ""),
        (State.OPEN, COUNTER, False, "not_answered"),
        (State.ANSWERED, COUNTER, True, "handed"),
        (State.ANSWERED, DESK, False, "not_yours"),
        (State.ANSWERED, None, False, "not_yours"),
    ],
)
def test_an_answer_is_handed_over_once_by_its_counter(
    state: State, body: int | None, code: str, *, handed: bool
):
    decision = may_hand_over(replace(asked(state=state), counter=COUNTER, handed=handed), body)
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])


def test_deleting_waits_while_a_register_still_uses_the_data():
    request = replace(asked(), used=2)
    (reason,) = may_answer(request, DESK, document().claim_of(Right.DELETE)).reasons
    assert (reason.code, reason.values["count"]) == ("used", 2)
    assert may_answer(replace(request, right=Right.CORRECT), DESK, document().claim_of(Right.CORRECT)).allowed

"""Who may do what with a request about personal data, as a table a jurist can check."""

from __future__ import annotations

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
    may_refuse,
    may_withdraw,
)
from hemei.ground.records.standards import shapes
from hemei.kernel.standards import load_standards

PERSON, STRANGER, DESK, OTHER_DESK = 7, 8, 70, 80


@cache
def document() -> PersonalData:
    shipped = load_standards(Path(settings.STANDARDS_FOLDER), city=settings.STANDARDS_CITY, shapes=shapes())
    return shipped.find("personal-data", PersonalData, on=date(2026, 11, 20))


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
    assert may_withdraw(asked(state=state), person).allowed is allowed


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

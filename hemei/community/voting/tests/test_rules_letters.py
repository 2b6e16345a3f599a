"""The code of a letter: how it is written, which slips are told, when it is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hemei.community.voting.rules import letters
from hemei.community.voting.rules.letters import LetterFacts, LetterState
from hemei.community.voting.tests.factories import TODAY
from hemei.community.voting.tests.test_rules_voters import PROOF, why

SENT = LetterFacts(made=True, expires_on=TODAY + timedelta(30), wrong=0, used=False, voided=False)
CODES = some.integers(0, letters.CODES - 1).map(letters.code_from)


@given(CODES)
def test_a_code_is_twelve_digits_and_may_be_typed_as_people_type(code: str) -> None:
    assert letters.copied_right(code).allowed
    assert len(code) == letters.DIGITS
    wide = code.translate({ord("0") + n: ord("０") + n for n in range(10)})
    for typed in (letters.spaced(code), code.replace("0", " 0"), "-".join(code), wide):
        assert letters.plain_code(typed) == code


@given(CODES, some.integers(0, letters.DIGITS - 1), some.integers(1, 9))
def test_one_digit_copied_wrong_is_a_slip(code: str, place: int, more: int) -> None:
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    assert why(letters.copied_right(wrong)) == "slip"


@given(CODES, some.integers(0, letters.DIGITS - 2))
def test_two_digits_changed_over_are_a_slip(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert letters.copied_right(swapped).allowed is (swapped == code)


@pytest.mark.parametrize("typed", ["", "12345", "1" * 13, "abcdefghijkl", "٣" * 12])
def test_what_is_no_code(typed: str) -> None:
    assert why(letters.copied_right(letters.plain_code(typed))) == "slip"


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, "stands"),
        ({"made": False}, "waiting"),
        ({"wrong": 4}, "stands"),
        ({"wrong": 5}, "blocked"),
        ({"expires_on": TODAY + timedelta(1)}, "stands"),
        ({"expires_on": TODAY}, "expired"),
        ({"used": True, "wrong": 5}, "used"),
        ({"voided": True, "used": True}, "voided"),
    ],
)
def test_how_a_letter_stands_and_whether_its_code_is_taken(more, state) -> None:
    found = letters.state_of(replace(SENT, **more), TODAY, PROOF)
    assert found == state
    assert letters.may_use(found).allowed is (state in {"stands", "waiting"})
    again = [letters.may_be_sent_again(found, wanted=wanted) for wanted in (False, True)]
    renewable = state in {"stands", "expired", "blocked"}
    assert again == [renewable, renewable or state == "used"]


def test_wrong_codes_of_a_day_and_who_declares() -> None:
    assert [letters.may_try(n, PROOF).allowed for n in (0, 4, 5, 9)] == [True, True, False, False]
    assert letters.must_be_declared(1, PROOF, declared=False).allowed
    assert why(letters.must_be_declared(2, PROOF, declared=False)) == "co_owners"
    assert letters.must_be_declared(2, PROOF, declared=True).allowed
    desk = replace(PROOF, letter=replace(PROOF.letter, co_owner_declares=False))
    assert why(letters.must_be_declared(2, desk, declared=True)) == "co_owners"
    assert set(letters.LETTER_STATE_NAMES) == set(LetterState)

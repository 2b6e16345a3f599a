"""Terms and seats: sizes, lengths and days at their exact bounds, and what is counted of who sits there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hemei.ground.people.rules import seats, terms
from hemei.ground.people.rules.committee_words import (
    Filing,
    PartyBasis,
    PartyMember,
    Post,
    TermKind,
    TermState,
)
from hemei.ground.people.rules.seats import Held, SeatDraft
from hemei.ground.people.rules.standards import CommitteeRules
from hemei.ground.people.rules.terms import Period, TermDraft
from hemei.kernel.standards import NATIONAL, read_document, read_sources
from hemei.kernel.standards.reader import shipped_documents

FOLDER = Path(__file__).parents[4] / "standards"
TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)


def rules() -> CommitteeRules:
    file = FOLDER / "sources.toml"
    sources = read_sources(file.name, file.read_text(encoding="utf-8"))
    texts = [text for text in shipped_documents(FOLDER, NATIONAL) if text.name == "committee-rules"]
    return read_document(texts[-1], CommitteeRules, sources)


RULES = rules()
GOOD = TermDraft(
    TermKind.RENEWAL, 7, date(2024, 5, 20), date(2024, 5, 20), date(2029, 5, 20), 2, date(2024, 6, 1)
)


def codes(draft: TermDraft, *others: Period, known: CommitteeRules | None = RULES) -> set[str]:
    return {reason.code for reason in terms.may_enter_term(draft, others, TODAY, known).reasons}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, set()),
        ({"seats": 4}, {"size"}),
        ({"seats": 3}, {"size"}),
        ({"seats": 5}, set()),
        ({"seats": 6}, {"size"}),
        ({"seats": 11}, set()),
        ({"seats": 13}, {"size"}),
        ({"valid_until": date(2029, 5, 21)}, {"too_long"}),
        ({"valid_until": None}, set()),
        ({"valid_until": date(2024, 5, 20)}, {"empty_period"}),
        ({"valid_from": date(2024, 5, 19)}, {"before_election", "too_long"}),
        (
            {"elected_on": TODAY + DAY, "valid_from": TODAY + DAY, "valid_until": None, "filed_on": None},
            {"future_day"},
        ),
        ({"filed_on": date(2024, 5, 19)}, {"bad_day"}),
        ({"filed_on": TODAY + DAY}, {"bad_day"}),
        ({"seats": 4, "valid_until": date(2030, 1, 1)}, {"size", "too_long"}),
    ],
)
def test_a_term_keeps_the_law_of_the_day_of_its_election(more: dict[str, Any], expected: set[str]) -> None:
    assert codes(replace(GOOD, **more)) == expected


def test_a_refusal_names_the_clause_and_what_to_do() -> None:
    decision = terms.may_enter_term(replace(GOOD, seats=4), (), TODAY, RULES)
    (reason,) = decision.reasons
    assert reason.values["clause"] == "第三十一条"
    assert reason.values["seats"] == 4
    assert reason.remedy
    assert {reference.item for reference in decision.references} == {"size", "term", "filing"}


def test_before_there_was_a_rule_nothing_is_judged() -> None:
    early = replace(GOOD, seats=4, valid_until=date(2034, 1, 1))
    assert codes(early, known=None) == set()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Period(1, date(2019, 5, 20), date(2024, 5, 20)), set()),
        (Period(1, date(2019, 5, 20), date(2024, 5, 21)), {"overlap"}),
        (Period(1, date(2019, 5, 20), None), {"overlap"}),
        (Period(1, date(2019, 5, 20), None, date(2024, 5, 20)), set()),
        (Period(1, date(2021, 5, 20), date(2026, 5, 20), date(2024, 5, 20)), set()),
        (Period(1, date(2029, 5, 20), None), set()),
        (Period(1, date(2029, 5, 19), None), {"overlap"}),
    ],
)
def test_two_terms_never_run_at_once(other: Period, expected: set[str]) -> None:
    assert codes(GOOD, other) == expected


def test_a_first_term_has_none_before_it() -> None:
    before = Period(1, date(2018, 1, 1), date(2023, 1, 1))
    assert codes(replace(GOOD, kind=TermKind.FIRST), before) == {"not_first"}
    assert codes(replace(GOOD, kind=TermKind.FIRST)) == set()


@pytest.mark.parametrize(
    ("today", "day", "code"),
    [
        (date(2026, 11, 2), date(2027, 3, 1), ""),  # not begun: it never runs
        (date(2027, 3, 1), date(2027, 3, 1), ""),
        (date(2026, 11, 2), date(2026, 11, 2), "not_begun"),
        (date(2027, 3, 1), date(2027, 3, 2), "not_begun"),
        (date(2027, 3, 2), date(2027, 3, 1), "bad_day"),
        (date(2027, 3, 2), date(2027, 3, 2), ""),
        (date(2027, 3, 2), date(2027, 3, 3), "bad_day"),
    ],
)
def test_a_term_ends_early_from_its_second_day_on_or_before_it_began(
    today: date, day: date, code: str
) -> None:
    period = Period(1, date(2027, 3, 1), date(2030, 3, 1))
    decision = terms.may_end_term(period, day, today)
    assert [one.code for one in decision.reasons] == ([code] if code else [])
    ended = replace(period, ended_on=period.valid_from)
    assert terms.term_state(ended, today, RULES) is TermState.ENDED
    assert not ended.holds(period.valid_from)
    assert not ended.meets(date(2027, 1, 1), date(2031, 1, 1))


END = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2022, 2, 28), TermState.NOT_BEGUN),
        (date(2022, 3, 1), TermState.RUNNING),
        (END - timedelta(days=181), TermState.RUNNING),
        (END - timedelta(days=180), TermState.RUNNING_OUT),
        (date(2026, 11, 30), TermState.RUNNING_OUT),
        (date(2026, 12, 1), TermState.RENEWAL_DUE),
        (END - DAY, TermState.RENEWAL_DUE),
        (END, TermState.EXPIRED),
    ],
)
def test_a_term_stands_on_a_day_as_it_should(on: date, state: TermState) -> None:
    assert terms.term_state(Period(1, date(2022, 3, 1), END), on, RULES) is state


def test_an_early_end_and_a_missing_end_are_told_apart() -> None:
    ended = Period(1, date(2022, 3, 1), END, date(2025, 1, 1))
    assert terms.term_state(ended, date(2024, 12, 31), RULES) is TermState.RUNNING
    assert terms.term_state(ended, date(2025, 1, 1), RULES) is TermState.ENDED
    assert terms.term_state(Period(1, date(2022, 3, 1), None), TODAY, RULES) is TermState.OPEN_ENDED


@pytest.mark.parametrize(
    ("filed_on", "on", "state"),
    [
        (None, date(2026, 6, 19), Filing.DUE),
        (None, date(2026, 6, 20), Filing.OVERDUE),
        (date(2026, 6, 19), TODAY, Filing.FILED),
        (date(2026, 6, 20), TODAY, Filing.FILED_LATE),
        (date(2026, 6, 20), date(2026, 6, 19), Filing.DUE),
    ],
)
def test_a_filing_is_due_on_its_last_day_and_overdue_after_it(
    filed_on: date | None, on: date, state: Filing
) -> None:
    assert terms.filing_state(filed_on, date(2026, 6, 19), on) is state


@pytest.mark.parametrize(("filled", "expected"), [(4, False), (3, True), (0, True)])
def test_below_half_of_seven_seats(filled: int, *, expected: bool) -> None:
    assert terms.below_half(filled, 7, RULES) is expected


TERM = Period(1, date(2024, 5, 20), date(2029, 5, 20))
SINCE = TERM.valid_from


def held(*posts: Post, until: date | None = None) -> list[Held]:
    return [Held(number, post, number, SINCE, until) for number, post in enumerate(posts, start=1)]


def refused(draft: SeatDraft, known: list[Held], size: int = 5) -> set[str]:
    return {reason.code for reason in seats.may_take_seat(draft, TERM, size, known, TODAY).reasons}


def test_a_seat_has_one_holder_and_a_person_one_seat() -> None:
    full = held(Post.CHAIR, Post.MEMBER, Post.MEMBER, Post.MEMBER, Post.MEMBER)
    assert refused(SeatDraft(Post.MEMBER, 9, SINCE), full[:4]) == set()
    assert refused(SeatDraft(Post.MEMBER, 9, SINCE), full) == {"full"}
    assert refused(SeatDraft(Post.RESERVE, 9, SINCE), full) == set()
    assert refused(SeatDraft(Post.MEMBER, 2, SINCE), full[:4]) == {"person_twice"}
    assert refused(SeatDraft(Post.CHAIR, 9, SINCE), full[:4]) == {"chair_taken"}


def test_a_seat_left_is_free_from_that_day_on() -> None:
    left = held(Post.MEMBER, until=date(2025, 1, 1))
    draft = SeatDraft(Post.MEMBER, 9, date(2025, 1, 1))
    assert seats.free_number(draft, 5, left) == 1
    assert seats.free_number(replace(draft, since=date(2024, 12, 31)), 5, left) == 2


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (SINCE - DAY, None, {"outside_term"}),
        (TODAY + DAY, None, {"outside_term"}),
        (TODAY, None, set()),
        (SINCE, SINCE, {"bad_day"}),
        (SINCE, date(2029, 5, 20), set()),
        (SINCE, date(2029, 5, 21), {"bad_day"}),
    ],
)
def test_a_seat_lies_within_its_term(since: date, until: date | None, expected: set[str]) -> None:
    assert refused(SeatDraft(Post.MEMBER, 9, since, until), []) == expected


@pytest.mark.parametrize(
    ("party", "basis", "allowed"),
    [
        (None, None, True),
        (PartyMember.YES, PartyBasis.SELF, True),
        (PartyMember.NO, PartyBasis.BRANCH, True),
        (PartyMember.NO, None, False),
        (None, PartyBasis.SELF, False),
    ],
)
def test_party_membership_needs_a_basis(
    party: PartyMember | None, basis: PartyBasis | None, *, allowed: bool
) -> None:
    assert seats.may_say_party(party, basis).allowed is allowed


def test_members_are_counted_from_each_day_of_change_on() -> None:
    yes, no = PartyMember.YES, PartyMember.NO
    left = date(2025, 1, 1)
    known = [
        Held(1, Post.CHAIR, 1, SINCE, None, yes),
        Held(2, Post.MEMBER, 2, SINCE, left, no),
        Held(3, Post.MEMBER, 3, SINCE),
        Held(1, Post.RESERVE, 4, SINCE, left, yes),
        Held(2, Post.MEMBER, 4, left, None, yes),
    ]
    assert [(one.since, one.seats, one.party, one.unsaid) for one in seats.tallies(known, TERM.end)] == [
        (SINCE, 3, 1, 1),
        (left, 3, 2, 1),
    ]


@pytest.mark.parametrize(
    ("before", "post", "begins", "code"),
    [
        (Post.MEMBER, Post.CHAIR, 3, ""),
        (Post.MEMBER, Post.CHAIR, 2, ""),
        (Post.MEMBER, Post.CHAIR, 1, "begun"),
        (Post.RESERVE, Post.MEMBER, 3, "unchanged"),
        (Post.CHAIR, Post.CHAIR, 3, "unchanged"),
    ],
)
def test_a_seat_that_has_not_begun_before_today_begins_with_another_post(
    before: Post, post: Post, begins: int, code: str
) -> None:
    since, today = date(2026, 11, begins), date(2026, 11, 2)
    found = seats.may_begin_with(before, post, since=since, today=today, taken=False)
    assert [one.code for one in found.reasons] == [code] * bool(code)
    assert not seats.may_begin_with(before, Post.CHAIR, since=since, today=today, taken=True).allowed

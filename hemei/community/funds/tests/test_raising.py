"""What owners decided to raise is read from the words they voted on, and from nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.community.funds.rules.raising import Terms, decided_fen, is_renewed, item_words, terms_of


@pytest.mark.parametrize(
    ("title", "terms"),
    [
        ("续筹维修资金，每平方米20元，2027年6月30日前交齐", Terms(2_000, None, date(2027, 6, 30))),
        ("每㎡ 12.50 元，2027-06-30前", Terms(1_250, None, date(2027, 6, 30))),
        ("1幢补足到首期的６０％，2027年12月31日止", Terms(None, 60, date(2027, 12, 31))),
        ("按首期补足维修资金", Terms(None, 100, None)),
        ("补足到首期应交的100%，自2027年1月1日起", Terms(None, 100, None)),
        ("筹集维修资金", Terms()),
        ("补足到首期的0%，2027年2月30日前", Terms()),
        ("每户2000元，2027年6月30日前", Terms(None, None, date(2027, 6, 30))),
    ],
)
def test_a_votes_words_say_how_much_and_until_when(title: str, terms: Terms) -> None:
    assert terms_of(title) == terms


@pytest.mark.parametrize(
    "terms",
    [
        Terms(2_000, None, date(2027, 6, 30)),
        Terms(1_250, None, date(2027, 6, 30)),
        Terms(None, 60, date(2027, 1, 1)),
    ],
)
def test_the_words_put_to_the_owners_say_just_what_was_asked(terms: Terms) -> None:
    assert terms_of(item_words(terms)) == terms


@pytest.mark.parametrize(
    ("terms", "balance", "asked"),
    [
        (Terms(2_000), 100_000, 180_000),
        (Terms(2_000), 500_000, 100_000),
        (Terms(None, 100), 100_000, 500_000),
        (Terms(None, 60), 100_000, 260_000),
        (Terms(None, 10), 100_000, 0),
    ],
)
def test_a_household_is_asked_no_more_than_was_decided_nor_than_is_missing(
    terms: Terms, balance: int, asked: int
) -> None:
    assert decided_fen(terms, balance_fen=balance, first_fen=600_000, area_dm2=9_000) == asked


def test_a_notice_is_answered_by_what_was_asked() -> None:
    told = [
        is_renewed(short=short, came_fen=came, asked_fen=100)
        for short, came in ((True, 99), (True, 100), (False, 0))
    ]
    assert told == [False, True, True]

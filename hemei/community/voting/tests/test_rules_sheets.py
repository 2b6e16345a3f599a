"""Where everything stands on a ballot, and what ink and persons say of it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.voting.rules.assemblies import LONGEST_PUT, AgendaItem, agenda_fits
from hemei.community.voting.rules.calling import Calls, answer_to, verdict_on
from hemei.community.voting.rules.entries import WORDS, Entered, may_enter, settled
from hemei.community.voting.rules.marks import Ink, RowInk, read_row
from hemei.community.voting.rules.roll import CHOICES
from hemei.community.voting.rules.sheets import (
    CODE,
    MARK,
    MARKS,
    PAGE,
    code_text,
    kept_pages,
    pages_from,
    pages_of,
    read_code,
)
from hemei.community.voting.rules.uploads import JPEG, PDF, PNG, kind_of
from hemei.community.voting.tests.factories import paper_ballots

RULES = paper_ballots()


@given(
    st.lists(
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E80), min_size=1, max_size=120),
        min_size=1,
        max_size=40,
    )
)
def test_every_item_stands_once_and_no_box_meets_another_or_the_frame_of_the_page(titles):
    pages = pages_of(list(enumerate(titles, start=1)))
    assert [row.item for page in pages for row in page.rows] == list(range(1, len(titles) + 1))
    for page in pages:
        for row, following in itertools.pairwise(page.rows):
            assert row.top + row.height <= following.top
        for row in page.rows:
            assert row.top > CODE[1] + CODE[2]
            assert all(row.top < box.top and box.top + 8 < row.top + row.height for box in row.boxes)
            assert [box.choice for box in row.boxes] == list(CHOICES)
        assert page.rows[-1].top + page.rows[-1].height < 250 or len(page.rows) == 1
    assert pages_from(kept_pages(pages), dict(enumerate(titles, start=1))) == pages
    assert all(left + MARK < PAGE[0] and top + MARK < PAGE[1] for left, top in MARKS)


def test_the_longest_item_of_a_record_stands_on_one_page():
    [page] = pages_of([(1, "字" * LONGEST_PUT)])
    assert page.rows[-1].top + page.rows[-1].height < 250
    fits = agenda_fits(
        [AgendaItem(matter="other_major", title="字" * LONGEST_PUT, record="purses.account:1")]
    )
    assert fits.allowed
    assert not agenda_fits([AgendaItem(matter="other_major", title="字" * LONGEST_PUT)]).allowed


def test_the_name_of_who_is_recalled_is_not_torn():
    item = "罢免业主委员会委员（席位7）："
    words = {name: pages_of([(1, item + name)])[0].rows[0].title for name in ("孙范霞", "孙霞", "汉" * 20)}
    assert words["孙范霞"] == (item, "孙范霞")
    assert words["孙霞"] == (item + "孙霞",)
    assert "".join(words["汉" * 20]) == item + "汉" * 20  # longer than a line: broken as any other


def test_few_items_stand_far_apart_and_many_close_before_a_second_page_is_begun():
    heights = {count: pages_of([(n, "选举一人") for n in range(count)]) for count in (4, 7, 8, 9, 10)}
    assert [(len(pages), pages[0].rows[0].height) for pages in heights.values()] == [
        (1, 24), (1, 20), (1, 17), (2, 24), (2, 24),
    ]  # fmt: skip


def test_no_line_of_a_title_begins_with_a_comma():
    [page] = pages_of([(1, "一二三四五六七八九十一二三四五六七，后面的话")])
    assert page.rows[0].title == ("一二三四五六七八九十一二三四五六七，", "后面的话")


def test_the_code_says_a_token_and_a_page_and_nothing_else_is_taken_for_one():
    assert read_code(code_text("ABCDEFGHIJKLMNOP", 2)) == ("ABCDEFGHIJKLMNOP", 2)
    for foreign in ("https://example.org/?a=1-2-3", "HM1-A", "HM1-A-x", "HM2-A-1", "", "HM1-A-1-1"):
        assert read_code(foreign) is None


def _ink(**boxes: tuple[int, int, int]) -> RowInk:
    return RowInk(1, tuple(Ink(choice, *boxes.get(choice, (0, 0, 0))) for choice in CHOICES))


@pytest.mark.parametrize(
    ("row", "choice", "doubt"),
    [
        (_ink(against=(40, 60, 30)), "against", None),
        (_ink(against=(39, 60, 30)), None, "weak"),
        (_ink(against=(40, 60, 29)), None, "weak"),
        (_ink(against=(300, 300, 60), abstain=(0, 16, 2)), None, "weak"),
        (_ink(against=(300, 300, 60), abstain=(0, 15, 2)), "against", None),
        (_ink(against=(300, 300, 60), abstain=(40, 80, 40)), None, "several_marked"),
        (_ink(), None, "none_marked"),
        (RowInk(1, _ink(abstain=(90, 90, 60)).boxes, outside=True), None, "outside"),
        (RowInk(1, (), found=False), None, "not_found"),
    ],
)
def test_only_one_clear_mark_is_a_choice(row, choice, doubt):
    read = read_row(row, RULES)
    assert (read.choice, read.doubt) == (choice, doubt)
    assert (read.confidence > 0) == (choice is not None)


@given(st.lists(st.sampled_from(WORDS), max_size=5))
def test_two_clerks_agree_or_the_third_decides_and_a_fourth_changes_nothing(words):
    entries = [Entered(clerk, word) for clerk, word in enumerate(words)]
    found = settled(entries, RULES)
    if len(words) < 2:
        assert found is None
    elif words[0] == words[1]:
        assert found == words[0]
    else:
        assert found == (words[2] if len(words) > 2 else None)


def test_nobody_judges_an_item_twice_nor_one_that_is_settled():
    assert may_enter(2, [Entered(1, "for")], RULES).allowed
    assert may_enter(1, [Entered(1, "for")], RULES).reasons[0].code == "same_clerk"
    assert may_enter(3, [Entered(1, "for"), Entered(2, "for")], RULES).reasons[0].code == "settled"
    assert may_enter(3, [Entered(1, "for"), Entered(2, "spoiled")], RULES).allowed


@pytest.mark.parametrize(
    ("said", "entered", "answer"),
    [
        ("for", "for", "confirmed"),
        ("against", "for", "denied"),
        ("not_voted", "for", "denied"),
        ("not_voted", "spoiled", "denied"),
        ("abstain", "spoiled", "confirmed"),
        ("not_reached", "for", "not_reached"),
        ("not_said", "for", "not_reached"),
    ],
)
def test_what_a_voter_says_is_held_against_what_was_entered(said, entered, answer):
    assert answer_to(said, entered) == answer


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [
        (Calls(100, 10, 25, 24, 0, 0), "running"),
        (Calls(100, 10, 25, 20, 1, 0), "call_all"),
        (Calls(100, None, 10, 4, 0, 6), "holds"),
        (Calls(100, 10, 100, 85, 5, 10), "open"),
        (Calls(100, 10, 100, 90, 10, 0), "fails"),
        (Calls(100, 60, 10, 6, 0, 4), "holds"),
        (Calls(6, 6, 6, 5, 0, 1), "holds"),
    ],
)
def test_what_follows_from_the_answers(calls, verdict):
    from fractions import Fraction

    assert verdict_on(calls, Fraction(95, 100), RULES) == verdict


def test_a_file_is_what_its_first_bytes_say():
    assert kind_of(b"\xff\xd8\xff\xe0 and more") == JPEG
    assert kind_of(b"\x89PNG\r\n\x1a\n") == PNG
    assert kind_of(b"\n%PDF-1.7") == PDF
    assert kind_of(b"GIF89a") is None
    assert kind_of(b"") is None

"""What like estates spend per square metre is said by those whose books cover the period, and by no others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import EntryDraft, EntryKind, Line
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.models import Risk
from hemei.coordination.disclosure.tests.conftest import NOW, SINCE, Board
from hemei.coordination.disclosure.tests.test_entering import served
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.leadership.duties.tests.conftest import DONGFENG

PAID = date(2026, 8, 5)
"""In the period that is looked at, and after books that were opened within it."""


def estate(board: Board, name: str, fen: int = 0, books: date | None = SINCE) -> None:
    """Add a served estate of 300 square metres like the others, and what it spent; none for one without books."""
    draft = EstateDraft(
        name=name, kind=EstateKind.COMMODITY, community_id=board.quarter.town.place(DONGFENG), address="长江路3号",
        built_area_dm2=30_000, households=3, valid_from=SINCE, built_year=2016, buildings=(),
    )  # fmt: skip
    with records.acting(SYSTEM):
        [number] = place_services.add_estates(actor=SYSTEM, now=NOW, drafts=[draft], source="test")
    served(board, number)
    if books is None:
        return
    lines = [Line("repair", fen), Line("revenue_bank", -fen)]
    with records.acting(SYSTEM):
        ledger = ledgers.open_ledger(actor=SYSTEM, now=NOW, estate_id=number, opened_on=books)
        ledgers.post_entry(
            actor=SYSTEM, now=NOW, ledger_id=ledger,
            draft=EntryDraft(kind=EntryKind.PAYMENT, booked_on=PAID, lines=lines),
        )  # fmt: skip


def dear(board: Board) -> list[tuple[str, str]]:
    """Return which estates are told as dear, and the middle that they are told."""
    board.do(SYSTEM, services.sweep, NOW)
    board.do(SYSTEM, services.look, NOW)
    with records.acting(SYSTEM):
        return [
            (row.estate.name, one["values"]["middle"])
            for row in Risk.objects.select_related("estate") for one in row.reasons if one["code"] == "price_outlier"
        ]  # fmt: skip


def add(board: Board, costs: Sequence[int]) -> None:
    for number, fen in enumerate(costs):
        estate(board, f"甲{number}苑", fen)


@pytest.mark.parametrize("books", [None, date(2026, 7, 1)])
def test_estates_whose_books_do_not_cover_the_period_neither_hide_nor_make_a_dear_one(
    board: Board, books: date | None
) -> None:
    add(board, [30_000] * 5)
    estate(board, "贵苑", 90_000)
    assert dear(board) == [("贵苑", "1.00")]
    for number in range(7):
        estate(board, f"空{number}苑", 300, books)
    assert dear(board) == [("贵苑", "1.00")]


def test_the_usual_cost_is_not_dear_because_others_keep_no_books(board: Board) -> None:
    add(board, [30_000, 30_000, 60_000, 60_000, 60_000])
    assert dear(board) == []
    for number in range(4):
        estate(board, f"空{number}苑", books=None)
    assert dear(board) == []


def test_too_few_with_books_say_nothing(board: Board) -> None:
    add(board, [30_000] * 3 + [90_000])
    for number in range(4):
        estate(board, f"空{number}苑", books=None)
    assert dear(board) == []

"""The published sheet foots: from the bank's balance before to that after, with what is due and owed in between."""

from __future__ import annotations

from datetime import date
from typing import Any

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.services import EntryKind, Line
from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.rules.words import Subject
from hemei.coordination.disclosure.tests.conftest import AFTER_COMMENTS, NOW, Board
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records


def due(board: Board, fen: int, on: date) -> None:
    """Book income that did not come yet, by a contract."""
    terms = ledgers.Terms(on, date(2027, 7, 1), 0, fen, 0)
    draft = ledgers.ContractDraft(kind="rent", party="某商户", place="一层", terms=terms)
    with records.acting(SYSTEM):
        ledgers.register_contract(actor=SYSTEM, now=NOW, ledger_id=board.ledger, draft=draft)
        ledgers.book_dues(actor=SYSTEM, now=NOW)


def sums(board: Board) -> dict[str, Any]:
    lines = board.lines(board.opened()[Subject.REVENUE.value]).values()
    return {line["code"]: line["fen"] for line in lines if line["section"] == "sums"}


def foots(found: dict[str, Any]) -> bool:
    between = sum(fen for code, fen in found.items() if code.startswith("moved_"))
    return found["opening"] + found["came"] - found["went"] + between == found["closing"]


def test_a_cost_that_was_owed_and_paid_later_leads_to_the_balance_by_a_line(board: Board) -> None:
    board.earn(1_000_000, date(2026, 6, 5))
    owes = (Line("repair", 800_000), Line("revenue_owed", -800_000))
    board.post(*owes, on=date(2026, 9, 30), kind=EntryKind.ACCRUAL)
    paid = (Line("revenue_owed", 800_000), Line("revenue_bank", -800_000))
    board.post(*paid, on=date(2026, 10, 3), kind=EntryKind.PAYMENT)
    found = sums(board)
    assert {code: found[code] for code in ("opening", "came", "went", "moved_revenue_owed", "closing")} == {
        "opening": 1_000_000, "came": 0, "went": 800_000, "moved_revenue_owed": 800_000, "closing": 1_000_000,
    }  # fmt: skip
    assert foots(found)
    assert "unexplained" not in found


def test_income_that_did_not_come_and_a_balance_that_was_taken_over_lead_to_it_too(board: Board) -> None:
    board.post(
        Line("revenue_bank", 70_001),
        Line("revenue_kept", -70_001),
        on=date(2026, 7, 1),
        kind=EntryKind.OPENING,
    )
    due(board, 30_000, date(2026, 8, 1))
    board.spend(5_000, date(2026, 8, 20))
    found = sums(board)
    assert (found["moved_revenue_due"], found["moved_revenue_kept"], found["closing"]) == (
        -30_000,
        70_001,
        65_001,
    )
    assert foots(found)
    assert "unexplained" not in found
    with records.acting(SYSTEM):
        summary = books.summary(board.estate, since=date(2026, 7, 1), until=date(2026, 10, 1), actor=SYSTEM)
    assert summary is not None
    assert summary.between_fen == 40_001


def test_an_earlier_version_keeps_the_form_it_was_published_in(board: Board) -> None:
    number = board.published(Subject.REVENUE)
    before = board.version(number).lines
    board.post(Line("repair", 5), Line("revenue_owed", -5), on=date(2026, 9, 30), kind=EntryKind.ACCRUAL)
    act = {"disclosure_id": number, "reason": "漏了一笔应付款", "texts": {}}
    board.do(board.company, services.correct, AFTER_COMMENTS, **act)
    assert board.version(number).lines == before
    assert "moved_revenue_owed" in board.lines(number, 2)


def test_what_passes_on_to_the_fund_is_no_cost_of_the_estate(board: Board) -> None:
    board.earn(90_000, date(2026, 7, 5))
    board.spend(40_000, date(2026, 8, 5))
    passed = (Line("into_fund", 50_000), Line("revenue_bank", -50_000))
    into = (Line("fund_bank", 50_000), Line("fund_common", -50_000))
    board.post(*passed, *into, on=date(2026, 9, 20), kind=EntryKind.TRANSFER)
    found = sums(board)
    assert (found["went"], found["moved_into_fund"], found["closing"]) == (40_000, -50_000, 0)
    assert found["went_m2"] == 40_000 * 100 // 30_000
    assert foots(found)
    assert "unexplained" not in found
    with records.acting(SYSTEM):
        summary = books.summary(board.estate, since=date(2026, 7, 1), until=date(2026, 10, 1), actor=SYSTEM)
    assert summary is not None
    assert (summary.cost, summary.onward_fen, summary.between_fen) == ((("repair", 40_000),), 50_000, 0)
    assert sum(went for _, _, went in summary.months) == 40_000

"""What owners are shown is what the books say: a draft that the records left behind goes back before it goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.rules.words import State, Subject
from hemei.coordination.disclosure.tests.conftest import AFTER_COMMENTS, NOW, Board
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused


def shown(board: Board, number: int, at: datetime = NOW) -> None:
    """Explain what moved and let owners see the draft."""
    texts = {code: "见合同" for code, line in board.lines(number).items() if line.get("flags")}
    board.do(board.company, services.explain, at, disclosure_id=number, texts=texts)
    board.do(board.company, services.open_comments, at, disclosure_id=number)


def refused(board: Board, act: Callable[..., object], at: datetime = NOW, **values: object) -> str:
    with pytest.raises(Refused) as found:
        board.do(board.company, act, at, **values)
    return found.value.decision.reasons[0].code


def test_a_draft_that_the_books_left_behind_does_not_go_out(board: Board) -> None:
    board.earn(90_000, date(2026, 7, 5))
    number = board.opened()[Subject.REVENUE.value]
    texts = {"parking": "新签了合同"}
    board.do(board.company, services.explain, disclosure_id=number, texts=texts)
    board.spend(80_000, date(2026, 9, 30))
    assert refused(board, services.open_comments, disclosure_id=number) == "stale"
    board.do(board.company, services.draft, disclosure_id=number)
    shown(board, number)
    assert board.row(number).state == State.COMMENTS


def test_books_that_change_while_owners_comment_send_the_draft_back(board: Board) -> None:
    board.earn(90_000, date(2026, 7, 5))
    number = board.opened()[Subject.REVENUE.value]
    shown(board, number)
    board.earn(500, date(2026, 9, 1), "advertising")
    act = {"disclosure_id": number}
    assert refused(board, services.publish, AFTER_COMMENTS, **act) == "stale"
    assert refused(board, services.take_back, AFTER_COMMENTS, **act, reason=" ") == "reason"
    board.do(board.company, services.take_back, AFTER_COMMENTS, **act, reason="漏了一笔广告收入")
    assert (board.row(number).state, board.row(number).comments_until) == (State.DRAFTED, None)
    assert refused(board, services.take_back, AFTER_COMMENTS, **act, reason="漏了一笔广告收入") == "state"
    board.do(board.company, services.draft, AFTER_COMMENTS, **act)
    shown(board, number, AFTER_COMMENTS)
    board.do(board.company, services.publish, AFTER_COMMENTS + timedelta(days=7), **act)
    assert board.lines(number)["advertising"]["fen"] == 500
    assert refused(board, services.take_back, AFTER_COMMENTS, **act, reason="漏了一笔广告收入") == "state"


def test_a_company_takes_its_draft_back_on_the_page(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gate", "one"):
        monkeypatch.setattr(f"hemei.coordination.disclosure.pages.{name}.utc_now", lambda: NOW)
    company = board.quarter.browser(Role.COMPANY_MANAGER, "大地物业公司", "340100")
    number = board.opened()[Subject.AFFAIRS.value]
    board.do(board.company, services.open_comments, disclosure_id=number)
    page = reverse("disclosure:disclosure", args=[number])
    assert "收回草稿" in company.get(page).text
    address = reverse("disclosure:act", args=[number, "take_back"])
    assert "没有写明收回草稿的原因" in company.post(address, {"reason": ""}).text
    assert company.post(address, {"reason": "负责人写错了"}).status_code == 302
    assert "开始征求意见" in company.get(page).text

"""What of a quarter belongs to the maintenance fund, told with whose word it is: the rule's or the owners'."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from hemei.community.ledgers import services as ledgers
from hemei.coordination.disclosure.rules.drafts import left_behind
from hemei.coordination.disclosure.tests.conftest import Board
from hemei.coordination.disclosure.tests.test_pages import owner
from hemei.coordination.disclosure.tests.test_pages import today as today  # noqa: PLC0414 - the fixture
from hemei.kernel.actor import Actor, Role
from hemei.leadership.duties.tests.conftest import DONGFENG

pytestmark = pytest.mark.django_db
CODE = "fund_share-2026-07-01"


def owners_decided(board: Board, percent: int) -> None:
    """Enter a share the owners decided elsewhere, by one person, confirmed by another."""
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "PNG")
    picture.seek(0)
    draft = ledgers.ShareDraft(
        percent=percent, valid_from=date(2026, 7, 1), document="业决〔2026〕2号", adopted_on=date(2026, 7, 9),
        papers=[ledgers.read_paper(picture, "decision.png")],
    )  # fmt: skip
    town = board.quarter.town
    clerk = board.quarter.community
    other = Actor(
        Role.COMMUNITY_SECRETARY, body_id=clerk.body_id, person_id=town.person("另一位", DONGFENG), places=clerk.places
    )  # fmt: skip
    number = board.do(clerk, ledgers.enter_share, ledger_id=board.ledger, draft=draft)
    board.do(other, ledgers.settle_share, share_id=number, confirmed=True)


def test_a_quarter_tells_what_belongs_to_the_fund_and_by_whose_word(board: Board) -> None:
    board.earn(100_001, date(2026, 8, 5))
    board.spend(20_000, date(2026, 8, 20), code="operating_cost")
    found = board.opened()["revenue"]
    line = board.lines(found)[CODE]
    assert (line["fen"], line["name"]) == (40_001, "应补充维修资金（扣除合理成本后的50%，按规定）")
    phone = owner(board)
    assert "50%补充维修资金，业主大会可以另外决定（" in phone.get("/my/disclosure").text
    owners_decided(board, 30)
    page = phone.get("/my/disclosure").text
    assert "30%补充维修资金：业主大会决定，自2026-07-01起（" in page
    assert "第五十四条" in page


def test_the_owners_share_is_told_with_the_day_they_decided(board: Board) -> None:
    board.earn(100_001, date(2026, 8, 5))
    owners_decided(board, 30)
    line = board.lines(board.opened()["revenue"])[CODE]
    assert line["fen"] == 30_001
    assert line["name"] == "应补充维修资金（扣除合理成本后的30%，业主大会2026-07-09决定）"


def test_versions_of_before_that_do_not_tell_it_are_not_left_behind_by_it() -> None:
    told, more = {"code": "closing", "fen": 5}, {"code": CODE, "fen": 3}
    assert left_behind([told], [told, more]) == []
    assert left_behind([told, more], [told, {**more, "fen": 4}]) == [CODE]

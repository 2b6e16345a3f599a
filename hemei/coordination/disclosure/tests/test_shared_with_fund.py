"""What of a quarter belongs to the maintenance fund, told with whose word it is: the rule's or the owners'."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import RevenueContract
from hemei.community.ledgers.services import Line
from hemei.coordination.disclosure.rules.drafts import left_behind
from hemei.coordination.disclosure.tests.conftest import Board
from hemei.coordination.disclosure.tests.test_pages import owner
from hemei.coordination.disclosure.tests.test_pages import today as today  # noqa: PLC0414 - the fixture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Building, Estate, PropertyUnit
from hemei.ground.records import services as records
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


def test_what_is_some_buildings_alone_is_told_apart_and_is_no_others_share(board: Board) -> None:
    """The owner has a unit in building 1; what building 2 alone earned is none of his."""
    with records.acting(SYSTEM):
        [estate] = Estate.objects.filter(pk=board.estate)
        first = Building.objects.get(estate=estate)
        second = Building.objects.create(
            estate=estate, number=2, name="2幢", floors=6, stream=first.stream, scope=first.scope
        )
        PropertyUnit.objects.create(
            estate=estate, building=second, room="101", floor=1, exclusive_area_dm2=27_000, stream=first.stream,
            scope=first.scope, use="residence",
        )  # fmt: skip
    numbers = {}
    for one in (first, second):
        terms = ledgers.Terms(date(2026, 7, 1), date(2027, 7, 1), 12, 100, 366)
        draft = ledgers.ContractDraft(
            kind="lift_walls", party="示范传媒公司", place=f"{one.name}电梯", terms=terms, buildings=(one.pk,)
        )
        number = board.do(SYSTEM, ledgers.register_contract, ledger_id=board.ledger, draft=draft)
        with records.acting(SYSTEM):
            numbers[one.name] = RevenueContract.objects.get(pk=number).part_id
    for name, fen in (("1幢", 30_000), ("2幢", 90_000)):
        board.post(Line("revenue_bank", fen), Line("advertising", -fen, numbers[name]), on=date(2026, 8, 5))
    board.earn(54_000, date(2026, 8, 5))
    lines = board.lines(board.opened()["revenue"])
    assert (lines["came"]["fen"], lines["closing"]["fen"]) == (174_000, 174_000)
    assert lines[f"part_came-{numbers['2幢']}"]["fen"] == 90_000
    assert lines[f"part_came-{numbers['2幢']}"]["name"] == "其中只归2幢业主的收入"
    assert (lines[CODE]["fen"], lines[f"{CODE}-{numbers['1幢']}"]["fen"]) == (87_000, 15_000)
    page = owner(board).get("/my/disclosure").text
    # A third of what building 1 earned, a sixth of what all earned, nothing of building 2's.
    assert "您的份额190.00元" in page
    assert "您在那里没有房屋，不计入您的份额" in page

"""Owners see what is on its way before the money left, and everybody what may be public of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from hemei.community.funds import queries as funds
from hemei.community.purses.rules.words import Side
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.conftest import joint as joint  # noqa: PLC0414 - the fixture
from hemei.coordination.disclosure import queries
from hemei.coordination.disclosure.rules.watching import stage_of
from hemei.coordination.disclosure.rules.words import Stage
from hemei.coordination.disclosure.tests.conftest import Board
from hemei.coordination.disclosure.tests.test_pages import owner, resident
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db


def section(page: str) -> str:
    return page.partition('id="coming"')[2].partition("</section>")[0]


def token_of(estate: int) -> str:
    with records.acting(SYSTEM):
        return Estate.objects.get(pk=estate).token


def test_how_far_a_spending_is_says_when_it_is_watched() -> None:
    told = [
        stage_of(decided=decided, paid=paid)
        for decided, paid in ((False, False), (True, False), (True, True))
    ]
    assert told == [Stage.BEFORE, Stage.DURING, Stage.AFTER]


def test_each_state_on_the_way_says_what_it_waits_for() -> None:
    assert set(funds.WAITS_FOR) == set(funds.State) - funds.OVER


def test_an_owner_sees_a_use_of_the_fund_from_its_plan_on_and_asks_about_it(board: Board) -> None:
    phone, public = owner(board), f"/open/{token_of(board.estate)}"
    assert "现在没有正在办的支出" in section(phone.get("/my/disclosure").text)
    assert "正在办的支出" not in Client().get(public).text
    of = {"of": board.used()}
    told = section(phone.get("/my/disclosure").text)
    for words in ("屋面防水", "1,000.00", "方案已提出", "付款以前", "还没有表决通过", "等召集分摊的业主表决"):
        assert words in told, words
    address = f"/disclosures/spending/{board.estate}"
    assert f'href="{address}?of=' in told
    page = phone.get(address, of).text
    assert ("等召集分摊的业主表决" in page, "记为付款以前的意见" in page) == (True, True)
    assert phone.post(f"{address}/watch", {**of, "text": "请比三家"}).status_code == 302
    assert all(words in Client().get(public).text for words in ("屋面防水", "一般使用", "方案已提出"))
    assert queries.on_the_way(board.estate, actor=board.stranger, on=date(2026, 10, 9)) == ([], {})


def test_an_owner_sees_a_payment_while_it_is_approved_and_who_still_has_to_agree(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare(3_000_000)
    needed = joint.row(order).committee_needed
    joint.judge(order, joint.members[0])
    client, person = resident(joint.purse.quarter)
    estate = joint.purse.estate
    with records.acting(SYSTEM):
        Ownership.objects.create(
            unit_id=joint.purse.units[0], person_id=person, valid_from=date(2025, 1, 1),
            scope=Estate.objects.get(pk=estate).scope, stream=f"people.person:{person}",
        )  # fmt: skip
    me = Actor(Role.RESIDENT, account_id=1, person_id=person)

    def one() -> queries.Spending:
        with records.acting(me):
            [found], _words = queries.on_the_way(estate, actor=me, on=date(2026, 10, 9))
        return found

    found = one()
    assert found.order is not None
    assert (found.stage, found.order.wanted) == (Stage.BEFORE, {Side.COMMITTEE: needed - 1})
    told = section(client.get("/my/disclosure").text)
    for words in (
        "三幢单元门维修",
        "30,000.00",
        "业委会1名同意",
        f"还要业委会{needed - 1}名同意",
        "没有批齐就失效",
    ):
        assert words in told, words
    public = section(Client().get(f"/open/{token_of(estate)}").text)
    assert ("30,000.00" in public, "三幢单元门" in public, "合肥安居" in public) == (True, False, False)
    for member in joint.members[1:needed]:
        joint.judge(order, member)
    assert one().stage is Stage.DURING
    assert "等送银行" in section(client.get("/my/disclosure").text)

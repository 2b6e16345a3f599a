"""What the source system wants by when, and how it reminded: beside the case, on a list, told to who has it in hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.hotline import queries
from hemei.coordination.hotline.tests import conftest
from hemei.coordination.hotline.tests.conftest import NOW, Desk
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Role

pytestmark = pytest.mark.django_db
MINGGUANG = "340102001"
HEADER = (*conftest.HEADER, "办理时限")


def order(number: str, due: str = "", **cells: str) -> tuple[str, ...]:
    return (*conftest.order(number, **cells), due)


def take_in(desk: Desk, *rows: tuple[str, ...]) -> int:
    number = desk.begin(importing.comma(HEADER, *rows))
    importing.check(desk.clerk, NOW, number)
    importing.write(desk.clerk, NOW, number)
    return number


@pytest.fixture
def clerk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Client:
    for page in ("files", "orders"):
        monkeypatch.setattr(f"hemei.coordination.hotline.pages.{page}.utc_now", lambda: NOW)
    return browser_of(desk.quarter, Role.STREET_CLERK, "明光路街道办", MINGGUANG)


LATE, SOON, FAR = "2026-11-02 09:00:00", "2026-11-02 12:00:00", "2026-11-09 12:00:00"  # it is ten o'clock


def test_the_list_shows_what_is_late_and_what_is_near(desk: Desk, clerk: Client) -> None:
    take_in(
        desk,
        order("FAR1", FAR), order("LATE1", LATE), order("SOON1", SOON), order("NONE1"), order("DONE1", LATE),
    )  # fmt: skip
    done = desk.case("DONE1").number
    desk.quarter.act(desk.quarter.community, done, acts.Accept(kind="other"))
    close = acts.Close(outcome=Outcome.NOT_SOLVED, text="没有找到地方")
    desk.quarter.act(desk.quarter.community, done, close)
    shown = {
        due: {one for one in ("FAR1", "LATE1", "SOON1", "NONE1", "DONE1") if one in clerk.get(path).text}
        for due, path in (
            ("late", "/hotline/orders"),
            ("soon", "/hotline/orders?due=soon"),
            ("all", "/hotline/orders?due="),
        )
    }
    assert shown == {"late": {"LATE1"}, "soon": {"SOON1"}, "all": {"FAR1", "LATE1", "SOON1"}}
    assert "/hotline/orders" in clerk.get("/hotline").text
    assert clerk.get("/hotline/orders?due=x&after=y~z").status_code == 200
    foreign = browser_of(desk.quarter, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert "LATE1" not in foreign.get("/hotline/orders").text
    community = browser_of(desk.quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert community.get("/hotline/orders").status_code == 403


def test_the_list_goes_on_and_asks_the_same_however_long(desk: Desk, clerk: Client, monkeypatch) -> None:
    monkeypatch.setattr("hemei.coordination.hotline.pages.orders.PAGE", 3)
    take_in(desk, order("A0", LATE))
    clerk.get("/hotline/orders")
    one = _statements(clerk, "/hotline/orders")
    take_in(desk, *(order(f"B{place}", LATE) for place in range(5)))
    assert _statements(clerk, "/hotline/orders") == one
    with records.acting(desk.clerk):
        first = queries.due_orders(actor=desk.clerk, until=NOW, limit=3)
        rest = queries.due_orders(
            actor=desk.clerk, until=NOW, after=(first[-1].due_at, first[-1].id), limit=9
        )
    assert sorted(one.number for one in (*first, *rest)) == ["A0", *(f"B{place}" for place in range(5))]


def _statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_case_says_which_order_it_is_and_how_often_it_was_reminded(desk: Desk, clerk: Client) -> None:
    file = take_in(desk, order("A1", LATE))
    take_in(desk, order("A1", SOON, 催办次数="2"))
    number = desk.case("A1").number
    assert f"/hotline/of-case/{number}" in clerk.get(f"/cases/{number}").text
    shown = clerk.get(f"/hotline/of-case/{number}").text
    for words in ("A1", "12345热线", "催办2次", "来源系统要求办结", f"/hotline/{file}"):
        assert words in shown
    community = browser_of(desk.quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    beside = community.get(f"/hotline/of-case/{number}").text
    assert "催办2次" in beside
    assert f"/hotline/{file}" not in beside
    foreign = browser_of(desk.quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    assert "催办2次" not in foreign.get(f"/hotline/of-case/{number}").text
    own = desk.quarter.report(kind="dogs")
    assert f"/hotline/of-case/{own}" not in clerk.get(f"/cases/{own}").text
    assert "不是从工单来的" in clerk.get(f"/hotline/of-case/{own}").text
    assert "已超" in clerk.get(f"/hotline/{file}").text or "还剩" in clerk.get(f"/hotline/{file}").text


def test_a_reminder_and_a_moved_limit_are_events_of_their_own(desk: Desk) -> None:
    take_in(desk, order("A1", LATE))
    take_in(desk, order("A1", SOON))
    take_in(desk, order("A1", SOON, 催办次数="1"))
    with records.acting(SYSTEM):
        told = [event.type for event in record.history(stream=desk.case("A1").stream)]
    assert told == ["cases.case_reported", "hotline.order_carried_on", "hotline.order_reminded"]


def test_what_comes_near_names_who_has_it_in_hand(desk: Desk) -> None:
    take_in(desk, order("A1", SOON), order("A2", FAR))
    at: datetime = NOW
    with records.acting(SYSTEM):
        near = list(queries.orders_near(since=at, until=at + timedelta(hours=4)))
    assert [(one.stream, one.bodies) for one in near] == [
        (desk.case("A1").stream, (desk.quarter.community.body_id,))
    ]

"""F9, F12 and F14 on their pages and in the roll-ups, which must follow what has no event in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.faces.cockpit import services
from hemei.faces.cockpit.pages.board import figure
from hemei.faces.cockpit.tests.conftest import text_of
from hemei.faces.cockpit.tests.test_rollups import assert_equal
from hemei.ground.people.tests.factories import NOW
from hemei.kernel.actor import Role
from hemei.oversight.mediation import services as mediation
from hemei.oversight.mediation.rules.words import Level, Outcome
from hemei.oversight.mediation.tests.petitioning import Desk, line
from hemei.oversight.mediation.tests.petitioning import desk as desk  # noqa: PLC0414 - the fixture
from hemei.oversight.mediation.tests.petitioning import quarter as quarter  # noqa: PLC0414
from hemei.oversight.mediation.tests.petitioning import side as side  # noqa: PLC0414

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_rollups_follow_a_dispute_and_the_turn_of_a_year(desk: Desk) -> None:
    desk.take_in(
        line("XF1", 登记日期=NOW.date() - 363 * DAY),
        line("XF2"),
        line("XF3", 登记日期=NOW.date() - 500 * DAY),
    )
    number = desk.court.mediated(at=NOW)
    services.refresh_rollups(now=NOW + MINUTE)
    assert_equal(NOW + MINUTE)
    secretary = desk.court.secretaries[Level.COMMUNITY]
    desk.do(secretary, mediation.mark_agreed, NOW + 2 * MINUTE, dispute_id=number, outcome=Outcome.SETTLED)
    services.refresh_rollups(now=NOW + 4 * MINUTE)
    assert_equal(NOW + 4 * MINUTE)
    services.refresh_rollups(
        now=NOW + 5 * DAY
    )  # what was this year's is now what another month is compared with
    assert_equal(NOW + 5 * DAY)


def test_a_change_opens_to_the_lists_of_both_years(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemei.faces.cockpit.pages.asked.utc_now", lambda: NOW)
    desk.take_in(
        line("XF1"), line("XF2", 登记日期=NOW.date() - 400 * DAY), line("XF3", 登记日期=NOW.date() - 410 * DAY),
    )  # fmt: skip
    place = desk.side.town.place("340102001")
    street = desk.side.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", "张三", account=1)
    page = text_of(street, figure, f"/cockpit/{place}/F9", place_id=place, code="F9")
    assert all(
        word in page
        for word in ("-50.0%", "1，上年同期 2", "近12个月 1", "上年同期 2", "XF1", "XF2", "XF3", "已达到")
    )
    assert "未能证明" not in page
    only = text_of(street, figure, f"/cockpit/{place}/F9?verdict=no", place_id=place, code="F9")
    assert ("XF1" in only.split('id="list"')[1], "XF2" in only) == (False, True)
    assert "没有数值" not in text_of(street, figure, f"/cockpit/{place}/F12", place_id=place, code="F12")

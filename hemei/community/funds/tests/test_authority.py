"""The department the city names is the authority of the fund: its pages, acts, desk and menu, in its county alone."""

from __future__ import annotations

import pytest

from hemei.community.funds import services
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_pages import browser, proven
from hemei.community.funds.tests.test_services import FIRST
from hemei.ground.people import services as people
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

YAOHAI = "340102"


@pytest.fixture(autouse=True)
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True


def billed(chest: Chest) -> int:
    """Return a use that waits for the authority's check."""
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    return use


def test_its_persons_find_check_and_pay_what_waits(chest: Chest) -> None:
    use = billed(chest)
    clerk = browser(chest, Role.DEPARTMENT_CLERK, "瑶海区住建局", YAOHAI)
    desk = clerk.get("/work").text
    assert "请审核结算" in desk
    assert "业主资金" in desk
    estate = Estate.objects.get(pk=chest.quarter.estate)
    assert estate.name in clerk.get("/funds").text
    page = f"/funds/uses/{use}"
    assert "请再验证一次" in clerk.get(page).text
    asked = clerk.post(page, {"act": "approve"})
    assert asked.headers["Location"] == f"/account/confirm?next={page}"
    proven(clerk)
    assert clerk.post(page, {"act": "approve"}).status_code == 302
    assert "已审核" in clerk.get(page).text
    assert clerk.get(f"/funds/estates/{estate.code}/corrections").status_code == 200
    listed = clerk.get("/data").text
    assert "维修资金交存" in listed
    assert "小区名称" not in listed


def test_another_department_and_another_county_have_no_part_in_it(chest: Chest) -> None:
    use = billed(chest)
    town = chest.quarter.town
    with records.acting(SYSTEM):
        town.found("瑶海区城管局", BodyKind.DEPARTMENT, YAOHAI, Level.COUNTY, "UM")
        town.found("蜀山区住建局", BodyKind.DEPARTMENT, "340104", Level.COUNTY, "HM")
    other = browser(chest, Role.DEPARTMENT_CLERK, "瑶海区城管局", YAOHAI)
    assert other.get("/funds").status_code == 403
    assert "业主资金" not in other.get("/work").text
    far = browser(chest, Role.DEPARTMENT_CLERK, "蜀山区住建局", "340104")
    assert far.get("/funds").status_code == 200
    assert Estate.objects.get(pk=chest.quarter.estate).name not in far.get("/funds").text
    assert far.get(f"/funds/uses/{use}").status_code == 404


def test_the_coordination_office_reads_and_acts_only_where_no_such_department_is(chest: Chest) -> None:
    use = billed(chest)
    with records.acting(SYSTEM):
        chest.quarter.town.found("瑶海区人民政府", BodyKind.COUNTY_GOVERNMENT, YAOHAI, Level.COUNTY)
    office = browser(chest, Role.COUNTY_COORDINATOR, "瑶海区人民政府", YAOHAI)
    page = f"/funds/uses/{use}"
    proven(office)
    assert office.get(page).status_code == 200
    assert office.post(page, {"act": "approve"}).status_code in {403, 422}
    assert chest.state(use) == "billed"
    with records.acting(SYSTEM):
        gone = chest.quarter.town.bodies["瑶海区住建局"]
        people.dissolve_body(actor=SYSTEM, now=NOW, body_id=gone, valid_until=TODAY)
    assert office.post(page, {"act": "approve"}).status_code == 302
    assert chest.state(use) == "approved"

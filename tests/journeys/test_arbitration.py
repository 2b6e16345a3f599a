"""S9: what two departments will not have is ruled by the street, and the ruling becomes a line of the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from hemei.ground.records.standards import FRESH_SECONDS
from tests.journeys.conftest import DESK, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
PROBLEM = "消防通道停放废弃车辆"


def test_a_case_returned_twice_is_ruled_and_routes_the_next_one(
    open_page: Open, estate: str, photos: list[Path]
) -> None:
    reporter = Person(open_page(bypass_csp=True))
    clerk = Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员")
    fire = Person(open_page(bypass_csp=True), "部门工作人员", "消防")
    street = Person(open_page(viewport=DESK, bypass_csp=True), "街道工作人员")
    bureau = Person(open_page(viewport=DESK, bypass_csp=True), "市级主管部门")

    number = reporter.reports(estate, photos[:1], phone="13900000011")
    clerk.does(number, "accept")
    for _ in range(2):
        clerk.opens(number)
        clerk.sends(clerk.unfolds("whistle"))
        returns(fire, number)
    rules(street, number)
    notice(street, number, photos[0])
    issues(bureau)
    the_next_case_goes_there(clerk, reporter, estate, photos)


def returns(department: Person, number: str) -> None:
    department.opens(number)
    form = department.unfolds("return_whistle")
    form.locator("[name=line]").select_option("group_rental")
    form.locator("[name=text]").fill("车辆废弃多年，不是占用消防通道。")
    department.sends(form)


def rules(street: Person, number: str) -> None:
    """The street finds the case at its desk, reads who says what, and rules."""
    street.page.goto("/work?kind=arbitration")
    expect(street.page.locator("ul.rows > li", has_text=number)).to_contain_text("请裁定")
    street.opens(number)
    expect(street.page.locator("#dispute li")).to_have_count(4)
    street.looks()
    form = street.unfolds("arbitrate")
    form.locator("[name=accepting]").select_option(index=1)
    urban = form.locator("[name=handling] option", has_text="城管").first.get_attribute("value")
    form.locator("[name=handling]").select_option(urban)
    form.locator("[name=problem]").fill(PROBLEM)
    form.locator("[name=text]").fill("废弃车辆由城管部门清理，消防配合。")
    street.looks()
    street.sends(form)
    assert street.state() == "吹哨中"
    expect(street.page.locator("#dispute")).to_contain_text("不得再退单")
    street.looks()


def notice(clerk: Person, number: str, scan: Path) -> None:
    """The street makes a rectification notice, prints it, records its service and keeps the sealed copy."""
    page = clerk.page
    clerk.opens(number)
    page.get_by_role("link", name="开具文书、登记送达").click()
    page.locator("[name=kind]").select_option("rectification")
    page.locator("[name=addressee]").select_option("other")
    page.locator("[name=recipient]").fill("停车场经营单位")
    page.locator("[name=text]").fill("清走消防通道内的废弃车辆。")
    page.locator("[name=until]").fill("2099-01-01")
    clerk.looks()
    page.get_by_role("button", name="编号并开具").click()
    card = page.locator("section.card", has=page.get_by_role("heading", name="整改通知书"))
    for form in ("PDF", "DOCX"):
        with page.expect_download() as loaded:
            card.get_by_role("link", name=form).click()
        assert loaded.value.path().stat().st_size > 1_000
    card.locator("summary", has_text="登记送达").click()
    card.locator("[name=service]").select_option("in_person")
    card.get_by_role("button", name="登记送达").click()
    card.locator("summary", has_text="存入盖章件").click()
    card.locator("[name=file]").set_input_files(scan)
    card.get_by_role("button", name="存入盖章件").click()
    expect(card).to_contain_text("直接送达")
    expect(card).to_contain_text("SHA-256")
    clerk.looks()


def issues(bureau: Person) -> None:
    """The bureau writes what the line shall say and issues it, in force from today."""
    page = bureau.page
    page.goto("/responsibilities/proposals")
    bureau.looks()
    page.get_by_role("link", name=PROBLEM).click()
    page.locator("[name=name_en]").fill("Abandoned cars in a fire lane")
    page.locator("[name=words]").fill("废弃车、僵尸车")
    bureau.looks()
    page.get_by_role("button", name="记下").click()
    page.goto("/responsibilities/proposals")
    page.get_by_label("写入清单").first.check()
    page.locator("[name=reason]").fill("两次退单后由街道裁定，今后照此办理。")
    page.get_by_role("button", name="看发布后的清单").click()
    bureau.looks()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("tbody tr", has_text=PROBLEM)).to_contain_text("已写入清单")


def the_next_case_goes_there(clerk: Person, reporter: Person, estate: str, photos: list[Path]) -> None:
    """The next one of the kind is accepted, and the form has the ruled department chosen."""
    number = reporter.reports(estate, photos[:1])
    clerk.opens(number)
    for _ in range(FRESH_SECONDS // 5 + 1):  # a server process reads issued documents anew once a minute
        if clerk.page.locator("[name=kind] option", has_text=PROBLEM).count():
            break
        clerk.page.wait_for_timeout(5_000)
        clerk.opens(number)
    form = clerk.unfolds("accept")
    form.locator("[name=kind]").select_option(label=PROBLEM)
    clerk.sends(form)
    whistle = clerk.page.locator("form[action$='/whistle'] [name=lead] option:checked")
    expect(whistle).to_contain_text("城管")

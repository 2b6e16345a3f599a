"""The life of a committee in a browser: a recall from its proposal to the hearing, as its members see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
FACT = "自三月起连续四次不参加会议，也不请假"


def test_s5_a_member_is_proposed_for_recall_and_his_hearing_is_called(
    open_page: Open, estate: str, tmp_path: Path
) -> None:
    """The community enters what members signed, a second person confirms it; nobody votes before he was heard."""
    secretary = Person(open_page(viewport=DESK, bypass_csp=True), "社区书记")
    page = secretary.page
    page.goto("/committees")
    page.get_by_role("link", name=estate).first.click()
    page.locator("main").get_by_role("link", name="履职").click()
    life = page.url
    page.get_by_role("link", name="登记罢免的提议").click()
    _propose(page, signed=1)
    expect(page.locator("main")).to_contain_text("不到三分之一")
    expect(page.locator("[name=reason]")).to_have_value(FACT)
    for box in page.locator("[name=members]").all()[:-1]:
        box.check()
    page.locator("[name=scan]").set_input_files(_signed(tmp_path))
    page.locator("main form button.main").click()
    expect(page.locator("main")).to_contain_text("已提议，待听取申辩")
    expect(page.get_by_role("link", name="召集听取意见会")).to_have_count(0)
    _confirmed(Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员"), life)
    page.goto(life)
    expect(page.get_by_role("link", name="交付业主大会表决")).to_have_count(0)
    page.get_by_role("link", name="召集听取意见会").click()
    day = page.evaluate(
        "new Date(Date.now() + 9 * 864e5).toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})"
    )
    page.locator("[name=day]").fill(day)
    page.locator("[name=location]").fill("社区会议室")
    page.locator("main form button.main").click()
    page.get_by_role("link", name="打开听取意见会").click()
    expect(page.locator("main")).to_contain_text("听取业委会委员陈述和申辩")
    secretary.looks()
    member = Person(open_page(bypass_csp=True), "业委会委员")
    member.page.goto(life)
    expect(member.page.locator("main")).to_contain_text("打开听取意见会")
    expect(member.page.get_by_role("link", name="登记罢免的提议")).to_have_count(0)
    member.looks()


def _signed(folder: Path) -> Path:
    paper = folder / "提议书.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return paper


def _confirmed(second: Person, life: str) -> None:
    """Hold what the members signed against its scan, as another person of the community."""
    second.page.goto(life)
    second.page.get_by_role("link", name="核对委员的签名").click()
    second.looks()
    second.page.locator("main form button.main").click()
    expect(second.page.get_by_role("link", name="召集听取意见会")).to_be_visible()


def _propose(page: Page, signed: int) -> None:
    page.locator("[name=seat]").select_option(index=page.locator("[name=seat] option").count() - 1)
    page.locator("[name=ground]").select_option("inactive")
    for box in page.locator("[name=members]").all()[:signed]:
        box.check()
    page.locator("[name=reason]").fill(FACT)
    page.locator("main form button.main").click()

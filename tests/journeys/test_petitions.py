"""S15, F9: petitions come from a file; a repetition is confirmed, a case linked, and one goes to mediation."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hemei.kernel.clock import utc_now
from tests.journeys.conftest import DESK, PHONE, ROOT, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
_HEAD = ("信访件编号", "信访形式", "登记日期", "问题类别", "小区", "信访人", "联系电话", "信访诉求")


def test_a_petition_is_repeated_linked_and_mediated(city: City, open_page: Open, tmp_path: Path) -> None:
    clerk = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区工作人员")
    page = clerk.page
    page.goto("/petitions")
    clerk.looks()
    estate = page.locator("main tbody td:nth-child(3) div").first.inner_text().splitlines()[0].strip()
    _imports(city, tmp_path / "petitions.csv", estate)
    page.goto("/petitions?repeat=proposed")
    page.locator("main tbody a", has_text="XFJ2").click()
    expect(page.locator("#repeat")).to_contain_text("XFJ1")
    clerk.looks()
    page.get_by_role("button", name="是重复信访").click()
    expect(page.get_by_role("main")).to_contain_text("已登记为重复信访")
    page.locator("#case summary").click()
    page.locator("#case [name=case]").fill("没有这个编号")
    page.locator("#case button").click()
    expect(page.get_by_role("main")).to_contain_text("没有这个案件")
    page.locator("#dispute [name=respondent]").fill("乙某")
    page.locator("#dispute button").click()
    expect(page.get_by_role("main")).to_contain_text("已转入调解")
    phone = Person(open_page("/", viewport=PHONE, bypass_csp=True), "社区工作人员")
    phone.page.goto(page.url)
    phone.looks()
    mediator = Person(open_page("/", viewport=DESK, bypass_csp=True), "调解员", "党建联席会议")
    mediator.page.goto("/disputes")
    mediator.page.locator("li.row", has_text="由信访件转入").locator("a.title").first.click()
    expect(mediator.page.locator("main")).to_contain_text("楼下夜里一直吵闹")


def _imports(city: City, file: Path, estate: str) -> None:
    """Take two petitions of the same petitioner in, the later one about the same."""
    today = utc_now().date()
    rows = [
        (f"XFJ{number}", "来访", (today - timedelta(days=days)).isoformat(), "噪声", estate, "钱示一", "15400000077",
         "楼下夜里一直吵闹")
        for number, days in ((1, 60), (2, 5))
    ]  # fmt: skip
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([_HEAD, *rows])
    command = [sys.executable, "-P", "-m", "hemei.project", "import", "mediation.petitions", str(file)]
    subprocess.run(command, cwd=ROOT, env=city.environment, check=True)

"""S15, F9: petitions from a file: a repetition, a linked case, one that goes to mediation; a pattern is answered."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, PHONE, City, Open
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


def test_the_same_cause_in_many_estates_is_a_topic_of_the_community_and_a_duty_of_the_county(
    city: City, open_page: Open, tmp_path: Path
) -> None:
    clerk = Person(open_page("/demo/persons", viewport=DESK, bypass_csp=True))
    code = re.search(r"clerk(\d{12})", clerk.page.locator("main").inner_text())
    assert code is not None
    names = [f"共性{number}村" for number in range(10)]
    head = ("小区名称", "责任社区", "小区类型", "地址", "建筑面积（平方米）", "户数", "起始日期")
    estates = [
        (name, code[1], "老旧小区", f"共性路{n}号", "9000", "90", "2020-01-01")
        for n, name in enumerate(names)
    ]
    _takes_in(city, "places.estates", tmp_path / "estates.csv", [head, *estates])
    day = (shanghai_day(utc_now()) - timedelta(days=3)).isoformat()
    rows = [
        (f"XFG{n}", "来访", day, "停车", name, f"赵示{n}", f"154000001{n:02}", "晚上没有车位")
        for n, name in enumerate(names)
    ]
    _takes_in(city, "mediation.petitions", tmp_path / "petitions.csv", [_HEAD, *rows])
    clerk.role = "社区工作人员"
    _answers(clerk, "提交三位一体议事", "看议题")
    county = Person(open_page(viewport=DESK, bypass_csp=True), "区县协调员")
    _answers(county, "布置治理任务", "看任务")
    phone = Person(open_page(viewport=PHONE, bypass_csp=True), "区县协调员")
    phone.page.goto("/petitions/patterns")
    phone.looks()


def _answers(person: Person, act: str, look: str) -> None:
    """Answer the pattern with one click and follow it to what came of it; it is not answered twice."""
    person.enters()
    page = person.page
    page.goto("/petitions/patterns")
    person.looks()
    line = page.locator("tbody tr", has_text="停车").filter(has=page.get_by_role("button", name=act)).first
    line.get_by_role("button").click()
    expect(page.get_by_role("main")).to_contain_text("已提出")
    expect(page.locator("tbody")).to_contain_text("已经提出过")
    page.get_by_role("link", name=look).first.click()
    expect(page.get_by_role("main")).to_contain_text("10个小区反复出现，怎样从成因上治理")


def _takes_in(city: City, register: str, file: Path, rows: list[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    done = city.run("import", register, str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def _imports(city: City, file: Path, estate: str) -> None:
    """Take two petitions of the same petitioner in, the later one about the same."""
    today = shanghai_day(utc_now())
    rows = [
        (f"XFJ{number}", "来访", (today - timedelta(days=days)).isoformat(), "噪声", estate, "钱示一", "15400000077",
         "楼下夜里一直吵闹")
        for number, days in ((1, 60), (2, 5))
    ]  # fmt: skip
    _takes_in(city, "mediation.petitions", file, [_HEAD, *rows])

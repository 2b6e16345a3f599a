"""S9: a problem goes from a resident's phone to an accepted result; departments arrive when whistled for."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hemei.project.demonstration.drawings import draw
from tests.browser import violations
from tests.journeys.conftest import DESK, PHONE, Open

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("HEMEI_PICTURES", "")
"""Where the pictures of the README go; empty in an ordinary run."""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "现场.jpg"
    file.write_bytes(draw("fire_lane", after=False))
    return file


class Person:
    """Somebody at a browser of his own: what he opens is looked at by axe and, if wished, kept as a picture."""

    def __init__(self, page: Page, role: str = "", body: str = "") -> None:
        self.page = page
        if role:
            page.goto("/demo/persons")
            group = page.locator("section", has=page.get_by_role("heading", name=role, exact=True))
            group.locator("form", has_text=body).first.locator("button").click()
            page.wait_for_url(lambda address: "/demo/" not in address)

    def looks(self, picture: str = "") -> None:
        assert violations(self.page) == []
        width = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width == 0, "the page is wider than the screen"
        if PICTURES and picture:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            size = self.page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
            clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], 1300)}
            self.page.screenshot(path=Path(PICTURES) / f"{picture}.png", full_page=True, clip=clip)

    def opens(self, number: str) -> None:
        self.page.goto(f"/cases/{number}")

    def unfolds(self, act: str):
        step = self.page.locator("details.act", has=self.page.locator(f"form[action$='/{act}']"))
        step.locator("summary").click()
        return step.locator("form")

    def does(self, number: str, act: str, text: str = "", **chosen: str) -> None:
        self.opens(number)
        form = self.unfolds(act)
        if text:
            form.locator("[name=text]").fill(text)
        for name, value in chosen.items():
            form.locator(f"[name={name}][value={value}]").check()
        self.sends(form)

    def sends(self, form) -> None:
        with self.page.expect_navigation():
            form.locator("button").last.click()


@pytest.fixture
def estate(open_page: Open) -> str:
    """The name of the estate around which the sample persons stand."""
    resident = Person(open_page("/"), "居民")
    resident.page.goto("/work")
    return resident.page.locator("ul.rows > li p").first.inner_text().rsplit(" ", 1)[0]


def report(person: Person, estate: str, photo: Path) -> str:
    page = person.page
    page.goto("/report")
    person.looks()
    page.fill("[name=q]", estate)
    page.get_by_role("button", name="查找").click()
    page.locator("a.title", has_text=estate).first.click()
    page.locator("form[data-draft-ready]").wait_for()
    page.fill("[name=text]", "楼下消防通道被几辆车占了，救护车进不来")
    expect(page.locator("#suggested")).to_contain_text("因为您写了")
    page.locator("[name=suggested_kind]").first.check()
    page.fill("[name=spot]", "3 幢 2 单元门口")
    page.set_input_files("[name=photos]", [photo])
    expect(page.locator("[data-photos-shown] img")).to_have_count(1)
    person.looks("report")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/report/received/*")
    person.looks()
    return page.url.rsplit("/", 1)[1]


def test_from_the_phone_to_the_accepted_result(open_page: Open, estate: str, photo: Path) -> None:
    resident = Person(open_page("/", bypass_csp=True), "居民")
    clerk = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区工作人员")
    fire = Person(open_page("/", bypass_csp=True), "部门工作人员", "消防")
    number = report(resident, estate, photo)

    clerk.page.goto("/work")
    clerk.looks()
    clerk.does(number, "accept")
    clerk.opens(number)
    form = clerk.unfolds("whistle")
    form.locator("[name=text]").fill("请到场劝离并处罚，通道内有三辆车。")
    clerk.looks("whistle")
    clerk.sends(form)
    expect(clerk.page.locator(".head .badge").first).to_have_text("吹哨中")

    fire.page.goto("/work")
    expect(fire.page.locator("ul.rows")).to_contain_text(number)
    fire.does(number, "arrive", "已到场，正在联系车主。")
    fire.looks()
    fire.does(number, "give_result", "三辆车已经挪走，重新施划了禁停线。", outcome="solved")
    fire.looks("department")

    close(clerk, number, "现场核实，通道已经畅通。")
    resident.does(number, "send_back", "晚上又停满了。")
    expect(resident.page.locator(".timeline li").first).to_contain_text("晚上又停满了")
    resident.looks()

    clerk.does(number, "whistle")
    fire.does(number, "arrive")
    fire.does(number, "give_result", "加装了隔离桩，并安排夜间巡查。", outcome="solved")
    close(clerk, number, "连续两晚核实，没有再占用。")
    resident.does(number, "accept_result", "谢谢。")
    expect(resident.page.locator(".head .badge").first).to_have_text("上报人认可")
    resident.looks("acceptance")


def close(clerk: Person, number: str, text: str) -> None:
    clerk.opens(number)
    form = clerk.unfolds("close")
    form.locator("[name=outcome][value=solved]").check()
    for evidence in form.locator("[name=evidence]").all():
        evidence.check()
    form.locator("[name=text]").fill(text)
    clerk.sends(form)


def test_reporting_works_without_scripts_and_without_an_account(
    open_page: Open, estate: str, photo: Path
) -> None:
    page = open_page("/report", script=False)
    page.fill("[name=q]", estate)
    page.get_by_role("button", name="查找").click()
    page.locator("a.title", has_text=estate).first.click()
    page.fill("[name=text]", "路灯坏了一周，晚上看不见台阶")
    page.set_input_files("[name=photos]", [photo])
    page.get_by_role("button", name="提交").click()
    assert re.search(r"编号 \d{12}", page.inner_text("main"))


def test_large_type_has_large_words_and_large_targets(open_page: Open, estate: str) -> None:
    page = open_page("/report", viewport=PHONE)
    page.get_by_role("link", name="大字版").click()
    page.fill("[name=q]", estate)
    page.get_by_role("button", name="查找").click()
    page.locator("a.title", has_text=estate).first.click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)") >= 30
    for name in ("提交",):
        assert page.get_by_role("button", name=name).bounding_box()["height"] >= 60
    for target in page.locator(
        "header a, nav a, select, input:not([type=hidden], [type=checkbox], [type=radio])"
    ).all():
        assert target.bounding_box()["height"] >= 60, target.evaluate("found => found.outerHTML")


def test_every_step_is_reached_by_keyboard(open_page: Open) -> None:
    page = open_page("/", viewport=DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="我要报事").last).to_be_focused()


@pytest.mark.parametrize(
    "path", ["/", "/report", "/follow", "/responsibilities", "/checkpoints", "/accessibility", "/sign-in"]
)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_serious_on_public_pages(
    open_page: Open, path: str, viewport: dict[str, int]
) -> None:
    Person(open_page(path, viewport=viewport, bypass_csp=True)).looks()


@pytest.mark.parametrize(
    "role",
    [
        "居民",
        "网格员",
        "社区工作人员",
        "街道工作人员",
        "物业项目经理",
        "区县协调员",
        "市级主管部门",
        "热线坐席",
    ],
)
def test_axe_finds_nothing_serious_on_anybodys_work(open_page: Open, role: str) -> None:
    person = Person(open_page("/", bypass_csp=True), role)
    person.page.goto("/work")
    person.looks()
    first = person.page.locator("ul.rows a.title")
    if first.count():
        first.first.click()
        person.looks()

"""Every page of the story on a phone and on a desk, in both languages and in large type, under axe's eyes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
PUBLIC_PAGES = (
    "/",
    "/report",
    "/report?q=示范",
    "/follow",
    "/follow/261123000001",
    "/responsibilities",
    "/checkpoints",
    "/accessibility",
    "/privacy",
    "/standards",
    "/standards/national/intake-limits/2022-01-01",
    "/sign-in",
)
# Pages of one role each.
STAFF_PAGES = {
    "居民": ("/privacy/mine",),
    "个人信息保护负责人": ("/privacy/requests",),
    "街道工作人员": ("/search?q=社区", "/search?q=没有这个", "/cases/late"),
    "市级主管部门": ("/standards/national/intake-limits/2022-01-01/issue",),
}
FACES = {
    "phone": (PHONE, "zh-hans", "off"),
    "desk-large": (DESK, "zh-hans", "on"),
    "english-desk": (DESK, "en", "off"),
    "english-phone-large": (PHONE, "en", "on"),
}
# English, narrow and large is where most breaks; the long proof sees the other faces too.
STAFF_FACES = ("english-phone-large",)
EVERY_FACE = [
    pytest.param(face, marks=() if face in STAFF_FACES else pytest.mark.prove, id=face) for face in FACES
]


def dressed(open_page: Open, face: str, role: str = "") -> Person:
    """Return somebody who has chosen language and size of type."""
    viewport, language, large = FACES[face]
    person = Person(open_page(viewport=viewport, bypass_csp=True), role)
    person.page.goto(f"/ui/language/{language}?next=/")
    person.page.goto(f"/ui/large-type/{large}?next=/")
    return person


@pytest.mark.parametrize("face", EVERY_FACE)
def test_axe_finds_nothing_serious_without_an_account(open_page: Open, face: str) -> None:
    person = dressed(open_page, face)
    for path in PUBLIC_PAGES:
        person.page.goto(path)
        person.looks()
    person.page.goto("/report?q=示范")
    person.page.locator("ul.rows a.title").first.click()
    person.page.locator("form[data-draft-ready]").wait_for()
    person.looks()


@pytest.mark.parametrize("face", EVERY_FACE)
@pytest.mark.parametrize("role", ["社区工作人员", "部门工作人员"])
@pytest.mark.prove
def test_axe_finds_nothing_serious_on_a_case(open_page: Open, face: str, role: str) -> None:
    person = dressed(open_page, face, role)
    for path in ("/work", "/cases"):
        person.page.goto(path)
        person.looks()
    person.page.locator("ul.rows a.title").first.click()
    person.page.evaluate("document.querySelectorAll('details').forEach((step) => { step.open = true; })")
    person.looks()


@pytest.mark.parametrize("face", STAFF_FACES)
@pytest.mark.parametrize("role", STAFF_PAGES)
@pytest.mark.prove
def test_axe_finds_nothing_serious_on_pages_of_one_role(open_page: Open, face: str, role: str) -> None:
    person = dressed(open_page, face, role)
    for path in STAFF_PAGES[role]:
        assert person.page.goto(path).status == 200, path
        person.looks()


@pytest.mark.parametrize("face", STAFF_FACES)
@pytest.mark.prove
def test_axe_finds_nothing_serious_behind_a_case(
    open_page: Open, face: str, estate: str, tmp_path: Path
) -> None:
    taken = Image.Exif()
    taken.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:02 08:00:00"
    photos = [tmp_path / "现场.jpg"]
    Image.new("RGB", (60, 40), "red").save(
        photos[0], exif=taken
    )  # the page stands behind a photo with a time
    number = Person(open_page(bypass_csp=True)).reports(estate, photos, phone="13900000011")
    clerk = dressed(open_page, face, "社区工作人员")
    clerk.opens(number)
    for way in ("/phone", "/capture"):
        clerk.page.goto(f"/cases/{number}")
        clerk.page.goto(
            clerk.page.locator(f"a[href^='/cases/{number}'][href$='{way}']").first.get_attribute("href")
        )
        clerk.looks()
    auditor = dressed(open_page, face, "审计员")
    for path in ("/office/audit/cases", f"/office/audit/cases/{number}"):
        assert auditor.page.goto(path).status == 200, path
        auditor.looks()


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("居民", "我的报事"),
        ("网格员", "我的工作"),
        ("社区工作人员", "我的工作"),
        ("社区书记", "我的工作"),
        ("街道工作人员", "我的工作"),
        ("部门工作人员", "我的工作"),
        ("区县协调员", "我的工作"),
        ("市级主管部门", "我的工作"),
        ("物业项目经理", "我的工作"),
        ("热线坐席", "我的工作"),
        ("系统管理员", "机构"),
        ("安全管理员", "会话与锁定"),
        ("审计员", "审计记录"),
    ],
)
def test_everybody_begins_with_what_is_his(open_page: Open, role: str, first: str) -> None:
    person = Person(open_page(bypass_csp=True), role)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(first)
    person.looks()


# Lists and forms of those who keep the registers; a link of the page before is named in braces.
LINKED = {
    "{first}": "main td a",
    "{figure}": "main .figures a[href*=manager_twice]",
    "{remedy}": "main td a.button",
}
REGISTERS = {
    "系统管理员": ("/office/bodies", "{first}", "/office/bodies/new", "/office/staff", "{first}"),
    "安全管理员": ("/office/staff?closed=1",),
    "街道工作人员": ("/offices/streets", "{first}", "/offices/communities", "{first}"),
    "区县协调员": ("/offices/assessments", "/offices/streets?state=gap"),
    "市级主管部门": ("/quality", "{figure}", "{remedy}"),
    "社区工作人员": ("/persons",),
}


@pytest.mark.parametrize("face", [pytest.param("phone", marks=pytest.mark.prove), "english-phone-large"])
@pytest.mark.parametrize("role", REGISTERS)
@pytest.mark.prove
def test_axe_finds_nothing_serious_on_registers(open_page: Open, face: str, role: str) -> None:
    person = dressed(open_page, face, role)
    for path in REGISTERS[role]:
        linked = LINKED.get(path)
        person.page.goto(str(person.page.locator(linked).first.get_attribute("href")) if linked else path)
        person.page.evaluate("document.querySelectorAll('details').forEach((step) => { step.open = true; })")
        person.looks()


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

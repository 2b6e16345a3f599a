"""A resident without an account: reports without scripts, loses the network, follows by the phone he left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import City, Open
from tests.journeys.people import Person

pytestmark = pytest.mark.journey


@pytest.fixture
def form(open_page: Open) -> str:
    """The address of the form of some estate, found as residents find it."""
    page = open_page("/report?q=示范", script=False)
    return str(page.locator("ul.rows a.title").first.get_attribute("href"))


def number_on(page: Page) -> str:
    found = re.search(r"编号 (\d{12,})", page.inner_text("main"))
    assert found, page.inner_text("main")
    return found[1]


def test_reports_without_scripts_and_follows_by_the_phone_he_left(
    open_page: Open, city: City, form: str, photos: list[Path]
) -> None:
    page = open_page(form, script=False)
    page.fill("[name=text]", "三楼住户把电瓶车推上楼充电，楼道里都是线")
    page.fill("[name=spot]", "5 幢 1 单元")
    page.fill("[name=phone]", "13900000001")
    page.set_input_files("[name=photos]", photos)
    page.get_by_role("button", name="提交").click()
    number = number_on(page)

    stranger = open_page(f"/follow/{number}", script=False)
    stranger.fill("[name=phone]", "13900000002")
    stranger.get_by_role("button", name="获取验证码").click()
    expect(stranger.locator("main")).to_contain_text("如果这个手机号与报事时留的一致")
    with pytest.raises(StopIteration):
        city.code_sent_to("13900000002")

    Person(page).follows(number, "13900000001", city.code_sent_to)
    expect(page.locator("main")).to_contain_text("电瓶车推上楼充电")
    assert page.locator("main .photos img").count() == 2


def test_a_report_written_without_a_network_goes_out_once(
    open_page: Open, form: str, photos: list[Path]
) -> None:
    page = open_page(form)
    page.locator("form[data-draft-ready]").wait_for()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.context.set_offline(True)
    page.fill("[name=text]", "路灯坏了一周，晚上看不见台阶")
    page.set_input_files("[name=photos]", photos)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-draft-state]")).to_contain_text("还有 1 件待提交")

    sent.clear()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    link = page.locator("[data-draft-state] a")
    link.click()
    page.wait_for_url("**/report/received/*")
    assert number_on(page)
    assert len([address for address in sent if address.endswith(form)]) == 1


def test_a_photo_too_large_is_named_without_scripts_and_what_was_typed_stays(
    open_page: Open, form: str, tmp_path: Path
) -> None:
    """Through the real server: it is read past, not into memory; a photo that fits is then taken."""
    page = open_page(form, script=False)
    page.fill("[name=text]", "楼道的灯不亮")
    page.fill("[name=spot]", "3 幢门口")
    with (tmp_path / "全景.jpg").open("wb") as large:
        large.truncate(100_000_000)
    page.set_input_files("[name=photos]", tmp_path / "全景.jpg")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("照片“全景.jpg”超过 12 MB，没有收下")
    assert page.input_value("[name=text]") == "楼道的灯不亮"
    assert page.input_value("[name=spot]") == "3 幢门口"
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/report/received/*")


def test_reports_with_the_keyboard_alone(open_page: Open, form: str) -> None:
    page = open_page(form)
    page.locator("form[data-draft-ready]").wait_for()
    words = {"text": "单元门锁坏了，谁都能进", "spot": "2 幢", "phone": "13900000003"}
    for _ in range(60):
        page.keyboard.press("Tab")
        name, label, shown = page.evaluate(
            """() => { const here = document.activeElement, look = getComputedStyle(here);
            const shown = !here.matches(":focus") || look.outlineStyle !== "none";
            return [here.name ?? "", here.textContent.trim(), shown]; }"""
        )
        assert shown, f"nobody sees where the keyboard is: {name or label}"
        if name in words:
            page.keyboard.type(words.pop(name))
        elif label == "提交":
            break
    assert not words
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/received/*")
    assert number_on(page)

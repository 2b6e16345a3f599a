"""One story per mission row of the registers, each from its beginning to its figure, in a browser."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, City, Open
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
PATIENCE = 180_000  # the worker of a laden machine

DEMAND = "报送物业管理部门人员名单（示范）"


@pytest.mark.prove
def test_s1_a_clause_becomes_a_duty_and_is_done(open_page: Open) -> None:
    """The bureau writes the clause and sets it; a street hands in its result; the clause counts it as done."""
    bureau = Person(open_page(viewport=DESK), "市级主管部门")
    page = bureau.page
    page.goto("/policy")
    page.locator("ul.rows a.title").first.click()
    document = page.url
    form = bureau.unfolds("clauses")
    form.locator("[name=text]").fill("各街道每年报送名单。")
    form.locator("[name=demand]").fill(DEMAND)
    form.locator("[name=addressee]").select_option("street")
    form.locator("[name=limit]").select_option("10 working_days")
    bureau.sends(form)
    clause = page.locator("section.card", has_text=DEMAND)
    clause.get_by_role("link", name="按这一条布置任务").click()
    page.get_by_role("button", name=re.compile("^布置给这")).click()
    expect(clause).to_contain_text("完成0")
    street = Person(open_page(), "街道工作人员")
    street.page.goto("/work")
    street.page.get_by_role("link", name=DEMAND).first.click()
    duty = street.page.url
    street.acts("submit", "名单已报送，共三人。")
    page.goto(duty)
    bureau.acts("accept", "符合要求。")
    page.goto(document)
    expect(clause).to_contain_text("完成1")


@pytest.mark.prove
def test_s8_a_street_without_an_office_is_a_gap_until_one_is_set_up(open_page: Open) -> None:
    """The gap stands on the tab, in the list and in F7; the form beside it fills it."""
    street = Person(open_page(viewport=DESK), "街道工作人员")
    page = street.page
    page.goto("/offices/streets")
    page.locator("main td a").first.click()
    page.get_by_role("link", name=re.compile("^结束或作废")).first.click()
    form = page.locator("form", has=page.locator("[name=reason]"))
    form.locator("[name=reason]").fill("登记错了街道")
    street.sends(form)
    page.goto("/offices/streets")
    expect(page.get_by_role("link", name="街道物业部门（缺1）")).to_be_visible()
    assert f7_of(street).startswith("0 /")
    page.goto("/offices/streets?state=gap")
    page.get_by_role("link", name=re.compile("^补登记")).first.click()
    form = page.locator("form", has=page.locator("[name=act][value=office]"))
    form.locator("[name=name]").fill("物业管理办公室")
    form.locator("[name=dedicated]").check()
    form.locator("[name=valid_from]").fill("2026-01-01")
    street.sends(form)
    page.goto("/offices/streets?state=gap")
    expect(page.locator("main")).to_contain_text("没有缺口")
    assert f7_of(street).startswith("1 /")


def f7_of(street: Person) -> str:
    """Return F7 of yesterday, counted from the periods: today's may stand in a roll-up of minutes ago."""
    page, day = street.page, shanghai_day(utc_now() - timedelta(days=1))
    page.goto("/cockpit")
    page.goto(f"{page.url}/figures/F7?on={day}")
    found = re.search(r"\d+ / \d+", page.locator("main").inner_text())
    assert found
    return found[0]


def test_s6_a_company_leads_to_one_of_its_projects_and_its_manager(open_page: Open) -> None:
    bureau = Person(open_page(viewport=DESK), "市级主管部门")
    page = bureau.page
    page.goto("/companies")
    page.locator("main td a").first.click()
    company = page.get_by_role("heading", level=1).inner_text()
    page.locator("main a[href^='/estates/']").first.click()
    if "/register" not in page.url:
        page.get_by_role("link", name=re.compile("^台账")).click()
    expect(page.locator("main")).to_contain_text(company)
    expect(page.get_by_role("columnheader", name="项目经理")).to_be_visible()


@pytest.mark.prove
def test_s17_a_figure_is_exported_as_its_list(open_page: Open) -> None:
    bureau = Person(open_page(viewport=DESK), "市级主管部门")
    page = bureau.page
    page.goto("/cockpit")
    page.goto(f"{page.url}/figures/F8")
    counted = page.locator("ul.subjects > li").count()
    with page.expect_download() as file:
        page.get_by_role("link", name=re.compile("导出")).click()
    assert counted
    assert file.value.suggested_filename.endswith(".xlsx")
    assert Path(file.value.path()).read_bytes().startswith(b"PK")


@pytest.mark.prove
def test_an_import_goes_from_the_file_to_its_undo(open_page: Open, city: City, tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    bureau = Person(open_page(viewport=DESK), "市级主管部门")
    page = bureau.page
    page.goto("/estates")
    code = str(page.locator("main td a").first.get_attribute("href")).rsplit("/", 1)[1]
    file.write_text(f"小区,楼栋,层数\n{code},示范九十九幢,6\n", encoding="utf-8")
    page.goto("/data")
    page.set_input_files("[name=file]", file)
    page.select_option("[name=register]", "places.buildings")
    bureau.sends(page.locator("form", has=page.locator("[name=file]")))
    with city.working():
        bureau.sends(page.locator("form[action$='/columns']"))
        bureau.sends(page.locator("form[action$='/write']"))  # as soon as the page says that it is checked
        undo = page.locator("form[action$='/undo']")
        page.locator("details", has=undo).locator("summary").click(timeout=PATIENCE)
        assert "示范九十九幢" in page.request.get(f"/estates/{code}").text()
        undo.locator("[name=reason]").fill("楼栋号登记错了")
        bureau.sends(undo)
        expect(page.locator(".badge", has_text="已撤销")).to_be_visible()
        expect(page.locator("main")).to_contain_text("楼栋号登记错了")
    assert "示范九十九幢" not in page.request.get(f"/estates/{code}").text()


@pytest.mark.prove
def test_data_quality_leads_from_the_number_to_the_form_that_puts_it_right(open_page: Open) -> None:
    bureau = Person(open_page(viewport=DESK), "市级主管部门")
    page = bureau.page
    page.goto("/quality")
    page.locator("main .figures a[href*=unit_areas]").click()
    page.locator("#list td a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/quality" not in page.url


@pytest.mark.prove
def test_personal_data_an_owner_without_an_account_gets_his_copy_at_a_counter(open_page: Open) -> None:
    """A community checks who came, the data officer answers, the community hands the copy over; he sees it all."""
    resident = Person(open_page(), "居民")
    resident.page.goto("/privacy/mine")
    phone = re.search(
        r"1\d{10}", resident.page.locator("#held ~ *").first.inner_text() + resident.page.content()
    )
    assert phone
    clerk = Person(open_page(viewport=DESK), "社区工作人员")
    page = clerk.page
    page.goto("/account")
    page.get_by_role("link", name="窗口：为来人提出申请").click()
    page.select_option("[name=proof]", "id_card")
    page.fill("[name=number]", phone[0])
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="就是这位，代为提出申请").click()
    page.locator("[name=right][value=copy]").check()
    page.fill("[name=text]", "要一份副本")
    page.locator("[name=told]").check()
    page.get_by_role("button", name="提交申请").click()
    number = page.locator("main td a").first.inner_text()
    officer = Person(open_page(viewport=DESK), "个人信息保护负责人")
    officer.page.goto(f"/privacy/requests/{number}")
    expect(officer.page.locator("main")).to_contain_text("居民身份证")
    officer.page.locator("#grant ~ form [name=text]").fill("副本请到社区窗口领取。")
    officer.page.get_by_role("button", name="办理并答复").click()
    page.goto(f"/privacy/counter/{number}")
    page.get_by_role("button", name="取出副本打印").click()
    expect(page.locator("main")).to_contain_text(phone[0])
    page.goto(f"/privacy/counter/{number}")
    page.get_by_role("button", name="已当面交付").click()
    resident.page.reload()
    for words in ("窗口代为提出", "为您取出全部信息的副本", " 起的告知"):
        expect(resident.page.locator("main")).to_contain_text(words)

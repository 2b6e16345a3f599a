"""S16 mode by mode: decided by those entitled, put in force, served; and renovation in step with management."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from tests.journeys.conftest import DESK, PHONE, City, Open
from tests.journeys.old_estates import begin_contract, hold_votes, write_old_estates
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
Ground = dict[str, Any]
ROW = ("柳园一村", "柳园二村", "柳园三村")


@pytest.fixture(scope="module")
def ground(city: City) -> Ground:
    """Old estates that no company serves, in the community of the sample persons."""
    return write_old_estates(city)


class Clerk(Person):
    """A street's clerk, who keeps how old estates are managed."""

    def __init__(self, open_page: Open, ground: Ground, estate: str = "") -> None:
        super().__init__(open_page(viewport=DESK, bypass_csp=True), "街道工作人员")
        self.ground = ground
        if estate:
            self.page.goto(f"/renewal/estates/{ground['codes'][estate]}")

    def form(self, act: str) -> Locator:
        """Unfold the form of an act on the page of an estate or a project."""
        step = self.page.locator("details.act", has=self.page.locator(f"[name=act][value={act}]")).first
        if step.get_attribute("open") is None:
            step.locator("summary").click()
        return step.locator("form")

    def tells(self, act: str, said: str, ticked: str = "", **typed: str) -> None:
        """Fill in an act, send it, and read what the page says."""
        form = self.form(act)
        for name, value in typed.items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        if ticked:
            form.locator(f"[name={ticked}]").first.check()
        form.locator("button").last.click()
        expect(self.page.locator("main")).to_contain_text(said)

    def forces(self, said: str) -> None:
        """Put in force what was decided."""
        self.page.get_by_role("button", name="按决定实行").click()
        expect(self.page.locator("main")).to_contain_text(said)


def _on(days: int = 0) -> str:
    return (shanghai_day(utc_now()) + timedelta(days=days)).isoformat()


_WHY = "按业主和社区的意见"
_BEFORE = {
    "decided_on": "2025-06-01", "valid_from": "2025-07-01", "document": "业决〔2025〕1号", "reason": _WHY,
}  # fmt: skip


def test_the_market_mode_asks_for_the_owners_and_for_a_contract(
    city: City, open_page: Open, ground: Ground
) -> None:
    clerk = Clerk(open_page, ground, "柳园大院")
    clerk.tells(
        "decide", "没有指明业主表决的公布结果", mode="market", by="owners", decided_on=_on(), valid_from=_on()
    )
    clerk.looks()
    clerk.tells("decide", "要由业主共同决定", mode="market", by="street", **_BEFORE)
    clerk.tells("decide", "已登记", mode="market", by="owners", **_BEFORE)
    clerk.forces("没有在管的物业服务合同")
    begin_contract(city, ground["ids"]["柳园大院"])
    clerk.forces("已登记")
    expect(clerk.page.locator("main")).to_contain_text("计入覆盖")
    clerk.looks()
    phone = Person(open_page(viewport=PHONE, bypass_csp=True), "街道工作人员")
    for address in (clerk.page.url, "/renewal", "/renewal?state=in_force"):
        phone.page.goto(address)
        phone.looks()


def test_basic_service_follows_the_decision_and_an_emergency_goes_before_it(
    city: City, open_page: Open, ground: Ground
) -> None:
    clerk = Clerk(open_page, ground, "柳园散楼")
    asked = {"charge": "0.3", "document": "街〔2026〕8号"}
    clerk.tells("basic", "当日实行的不是社区准物业化", "services", **asked)
    emergency = {**asked, "cause": "company_left", "begun_on": _on(-3)}
    clerk.form("emergency").locator("[name=body]").select_option(index=1)
    clerk.tells("emergency", "应急服务最长到", "services", ends_on=_on(300), **emergency)
    clerk.form("emergency").locator("[name=body]").select_option(index=1)
    clerk.tells("emergency", "已登记", ends_on=_on(120), ticked="services", **emergency)
    decided = {"document": "街〔2026〕9号", "decided_on": _on(), "valid_from": _on(), "reason": _WHY}
    clerk.tells("decide", "已登记", mode="community", by="street", **decided)
    clerk.forces("已登记")
    with city.working():
        _until(clerk.page, "登记应急服务结束", "#services", gone=True)
    clerk.tells("basic", "已登记", "services", **asked)
    clerk.tells("basic", "已经登记了准物业服务", "services", **asked)
    clerk.page.goto("/renewal/services")
    expect(clerk.page.locator("main")).to_contain_text("柳园散楼")
    clerk.looks()


def test_the_mixed_mode_is_the_committees_and_the_companys(
    city: City, open_page: Open, ground: Ground
) -> None:
    clerk = Clerk(open_page, ground, "柳园安置房")
    expect(clerk.page.locator("main")).to_contain_text("居委会+物业")  # as the rule proposes
    clerk.tells("decide", "已登记", mode="mixed", by="owners", **_BEFORE)
    begin_contract(city, ground["ids"]["柳园安置房"])
    clerk.forces("已登记")
    expect(clerk.page.locator("main")).to_contain_text(re.compile("居委会\\+物业，由.+和.+管理"))
    clerk.page.goto("/management?manner=mixed")
    expect(clerk.page.locator("main")).to_contain_text("柳园安置房")


def test_a_renovation_without_a_later_mode_stands_still_and_coverage_follows_acceptance(
    city: City, open_page: Open, ground: Ground
) -> None:
    clerk = Clerk(open_page, ground, "柳园改造村")
    page, home = clerk.page, clerk.page.url
    expect(page.locator("#projects")).to_contain_text("暂停：没有写明改造后的管理模式")
    clerk.form("file").locator("[name=renovation]").select_option(index=1)
    filed = {"budget": "1200000", "due_on": _on(30), "stage1": "管网", "due1": _on(-20)}
    clerk.tells("file", "没有写明改造后的管理模式，项目暂停", "works", **filed)
    clerk.looks()
    page.goto(home)
    clerk.tells("name", "已登记", mode="community")
    expect(page.locator("#projects")).not_to_contain_text("暂停：")
    clerk.form("file").locator("[name=renovation]").select_option(index=1)
    clerk.tells("file", "已登记", "works", mode_after="community", **filed)
    page.locator("#projects li a").first.click()
    clerk.tells("accept", "还有1个阶段没有完成", day=_on(-2), document="验〔2026〕1号")
    clerk.tells("stage", "已登记", day=_on(-5))
    clerk.tells("accept", "已登记", day=_on(-2), document="验〔2026〕1号")
    expect(page.locator("main")).to_contain_text("没有覆盖")
    clerk.looks()
    project = page.url
    page.goto("/duties")
    expect(page.locator("main")).to_contain_text("“柳园改造村”改造已验收，请在期限内落实管理覆盖")
    page.goto(home)
    decided = {"document": "街〔2026〕10号", "decided_on": _on(), "valid_from": _on(), "reason": _WHY}
    clerk.tells("decide", "已登记", mode="community", by="street", **decided)
    clerk.forces("已登记")
    with city.working():
        page.goto(project)
        _until(page, "已经覆盖", "main")
    page.goto("/renewal/steps")
    expect(page.locator("main")).to_contain_text("柳园改造村")
    clerk.looks()


def test_estates_in_a_row_are_planned_voted_tendered_and_contracted_together(
    city: City, open_page: Open, ground: Ground
) -> None:
    clerk = Clerk(open_page, ground)
    package = _plans(city, clerk)
    assemblies = _calls(open_page, package)
    closes = {"closes": _on(60)}
    clerk.page.goto(package)
    _steps(clerk.page, "tender", "还有3个小区没有表决结果", **closes)
    hold_votes(city, *assemblies)
    city.let_pass(timedelta(days=27))
    clerk.enters()
    with city.working():
        clerk.page.goto(package)
        _until(clerk.page, "表决未通过，退出", "#estates")
        _until(clerk.page, "表决通过", "#estates")
        _steps(clerk.page, "tender", "不足", closes=_on(28))
        _steps(clerk.page, "tender", "已记录", **closes)
        _steps(clerk.page, "bid", "没有找到这家企业", company="没有这家")
        _steps(clerk.page, "bid", "已记录", company=ground["company"])
        _until(clerk.page, "截至", "#tender")  # credit has said what it knows
    clerk.looks()
    city.let_pass(timedelta(days=62))
    county = Person(open_page(viewport=DESK, bypass_csp=True), "区县协调员")
    county.page.goto(package)
    form = {
        "reference": "柳园〔2026〕1号",
        "signed_on": _on(61),
        "valid_from": _on(62),
        "term_until": _on(1_100),
    }
    _steps(county.page, "contract", "高于业主表决同意的上限", company=ground["company"], fee="9", **form)
    _steps(county.page, "contract", "已记录", company=ground["company"], fee="2.4", **form)
    expect(county.page.locator("#estates")).to_contain_text("合同附件")
    county.looks()
    county.page.goto("/management?manner=packaged")
    for name in ROW[:2]:
        expect(county.page.locator("main")).to_contain_text(name)


def _plans(city: City, clerk: Clerk) -> str:
    """Plan a street, leave one out, contradict oneself, and make a package of all three; return its address."""
    page = clerk.page
    page.goto("/packages/plans")
    page.locator("[name=fee]").fill("2.5")
    with city.working():
        page.get_by_role("button", name="测算").click()
        expect(page.locator("main")).to_contain_text("三种方案", timeout=90_000)
        first = page.url
        clerk.looks()
        _bundle(page).locator("ul.plain li", has_text=ROW[2]).locator("[name=without]").check()
        page.get_by_role("button", name="再算一次").click()
        expect(page.locator("main")).to_contain_text("这次的要求", timeout=90_000)
        expect(page.locator("main")).to_contain_text(f"排除：{ROW[2]}")
        expect(_bundle(page)).not_to_contain_text(ROW[2])
    page.goto(first)
    _bundle(page).locator("[name=pin]").check()
    page.locator("[name=one]").select_option(label=ROW[0])
    page.locator("[name=other]").select_option(label=ROW[1])
    page.locator("[name=how][value=apart]").check()
    page.get_by_role("button", name="再算一次").click()
    expect(page.locator("main")).to_contain_text("既要打在一起，又要不打在一起")
    page.goto(first)
    make = _bundle(page).locator("details.act")
    make.locator("summary").click()
    make.locator("[name=name]").fill("柳园第1包")
    make.locator("button").last.click()
    expect(page.locator("main")).to_contain_text("已成包")
    package = page.url
    page.goto(first)
    expect(_bundle(page)).to_contain_text("柳园第1包")  # one estate, one package
    page.goto(package)
    page.locator("form[action$='/issue'] button").click()
    expect(page.locator("main")).to_contain_text("已下发，待表决")
    return str(package)


def _calls(open_page: Open, package: str) -> list[int]:
    """Let the community call each estate's vote from the package; return the meetings in the order of the row."""
    community = Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员")
    page = community.page
    page.goto(package)
    found = []
    for name in ROW:
        page.get_by_role("button", name=f"召集表决 {name}").click()
        member = page.locator("#estates li", has_text=name)
        expect(member).to_contain_text("表决中")
        address = member.get_by_role("link", name="业主大会会议").get_attribute("href") or ""
        found.append(int(address.rsplit("/", 1)[1]))
    community.looks()
    return found


def _bundle(page: Page) -> Locator:
    return page.locator("[aria-label=各包] > ul > li", has_text=ROW[0])


def _steps(page: Page, step: str, said: str, **typed: str) -> None:
    """Take a step of a package and read what the page says."""
    form = page.locator(f"form[action$='/{step}']").first
    if not form.is_visible():
        act = page.locator("details.act", has=page.locator(f"form[action$='/{step}']"))
        act.first.locator("summary").click()
    for name, value in typed.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.locator("button").last.click()
    expect(page.locator("main")).to_contain_text(said)


def _until(page: Page, said: str, within: str, *, gone: bool = False) -> None:
    """Look at the page anew until the worker has done what it says, or what it says is gone."""
    for _ in range(40):
        if (said in page.locator(within).inner_text()) is not gone:
            return
        page.wait_for_timeout(1_500)
        page.reload()
    raise AssertionError(f"{page.url} still {'says' if gone else 'does not say'} {said}")

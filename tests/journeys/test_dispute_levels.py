"""S15 level by level: intake, mediation, an agreement or a failure, up with the whole file, sent back once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import DESK, PHONE, ROOT, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]

# The mediators above the showcase's community become sample persons too.
_SAMPLES = """
from hemei.project.start import ready
ready()
from hemei.ground.people.models import Account
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), accounts=True):
    shown = Account.objects.get(sample=90)
    seat = shown.person.appointments.get(role="mediator")
    from hemei.ground.places import queries as places
    for number, part in enumerate(seat.scope.split(".")[:-2]):
        code = places.place(int(part)).code
        Account.objects.filter(username=f"mediator{code}").update(sample=91 + number)
"""
BODIES = {
    "community": "党建联席会议",
    "street": "物业管理联席会议",
    "county": "物业管理联合调处中心",
    "city": "矛盾纠纷调处委员会",
}


class Mediator(Person):
    """The secretary of a body, who does one act after another on a file."""

    def __init__(self, open_page: Open, level: str) -> None:
        page = open_page(viewport=DESK, bypass_csp=True)
        super().__init__(page, "调解员", BODIES[level])
        self.home = ""

    def files(self, **typed: str) -> None:
        """File a dispute at the desk."""
        self.page.goto("/disputes/new")
        form = self.page.locator("form.card[method=post]")
        form.locator("[name=estate]").select_option(index=1)
        for name, value in {
            "kind": "noise",
            "text": "楼上半夜拖动家具",
            "name": "甲某",
            "other": "乙某",
            **typed,
        }.items():
            field = form.locator(f"[name={name}]")
            if name == "kind":
                field.select_option(value)
            else:
                field.fill(value)
        form.get_by_role("button", name="登记").click()
        expect(self.page.locator("main")).to_contain_text("已经登记")

    def takes(self) -> None:
        """Open what came last and waits, accept it and assign oneself."""
        self.page.goto("/disputes")
        self.page.locator("li.row", has_text=re.compile("待受理")).locator("a.title").first.click()
        self.home = self.page.url
        self.does_("accept")
        self.assigns()

    def assigns(self) -> None:
        """Assign the first mediator of the body."""
        form = self.form("assign")
        form.locator("[name=mediators]").first.check()
        form.get_by_role("button", name="指定调解员").click()
        expect(self.page.locator("main")).to_contain_text("调解中")

    def form(self, act: str) -> Locator:
        """Unfold the form of an act and return it."""
        step = self.page.locator("details.act", has=self.page.locator(f"form[action$='/{act}']")).first
        if step.get_attribute("open") is None:
            step.locator("summary").click()
        return step.locator("form")

    def does_(self, act: str, **typed: str) -> None:
        """Fill in an act and send it."""
        form = self.form(act)
        for name, value in typed.items():
            form.locator(f"[name={name}]").first.fill(value)
        form.locator("button").last.click()

    def fails_and_hands_up(self) -> None:
        """Record the failure and hand the whole file up."""
        self.does_("fail", reason="双方各执一词")
        form = self.form("escalate")
        form.locator("[name=ground]").first.check()
        form.locator("[name=reason]").fill("请上一级调解")
        form.get_by_role("button", name="上报上一级").click()
        expect(self.page.locator("main")).to_contain_text("卷宗已经全部转出")
        self.page.goto("/disputes/handed")
        expect(self.page.locator("main")).to_contain_text("已上报")
        self.looks()

    def agrees(self, amount: str = "") -> None:
        """Draw up, take each hand, seal, and let it take effect; without a hand it does not."""
        form = self.form("draw_up")
        form.locator("[name=terms]").fill("乙某夜间不再拖动家具，甲某不再追究。")
        if amount:
            form.locator("[name=amount]").fill("0")
            form.get_by_role("button", name="起草协议").click()
            expect(self.page.locator("main")).to_contain_text("请填写大于零的金额")
            form = self.form("draw_up")
            form.locator("[name=amount]").fill(amount)
        form.get_by_role("button", name="起草协议").click()
        self.form("effect").get_by_role("button", name="登记生效").click()
        expect(self.page.locator("main")).to_contain_text("还缺：各方当事人")
        for _party in range(2):
            form = self.form("sign")
            form.locator("[name=party]").select_option(index=0)
            form.get_by_role("button", name="登记当事人签名").click()
        if self.page.locator("form[action$='/seal']").count():
            form = self.form("seal")
            for mark in form.locator("[name=marks]").all():
                mark.check()
            form.locator("button").last.click()
        self.form("effect").get_by_role("button", name="登记生效").click()
        expect(self.page.locator("main")).to_contain_text("已生效")


@pytest.fixture(scope="module")
def samples(city: City) -> None:
    """Let the mediators of all four levels be sample persons."""
    subprocess.run([sys.executable, "-P", "-c", _SAMPLES], cwd=ROOT, env=city.environment, check=True)


@pytest.mark.usefixtures("samples")
def test_a_community_settles_what_is_small_and_keeps_the_paper(open_page: Open, tmp_path: Path) -> None:
    mediator = Mediator(open_page, "community")
    mediator.files()
    mediator.takes()
    mediator.agrees("300")
    scan = tmp_path / "signed.png"
    Image.new("RGB", (60, 80), "white").save(scan)
    form = mediator.form("scans")
    form.locator("[name=file]").set_input_files(scan)
    form.get_by_role("button", name="上传扫描件").click()
    expect(mediator.page.locator("main")).to_contain_text("文件指纹（SHA-256）")
    form = mediator.form("serve")
    form.locator("[name=notice]").select_option(index=1)
    form.get_by_role("button", name="登记送达").click()
    expect(mediator.page.locator("#notices")).to_contain_text("已送达")
    mediator.looks()
    phone = Person(open_page("/demo/persons", viewport=PHONE, bypass_csp=True), "调解员", BODIES["community"])
    phone.page.goto(mediator.home)
    phone.looks()
    mediator.does_("kept")
    mediator.does_("close")
    expect(mediator.page.locator("main")).to_contain_text("已履行完毕")


@pytest.mark.usefixtures("samples")
def test_a_street_sends_back_once_and_then_mediates(open_page: Open) -> None:
    community, street = Mediator(open_page, "community"), Mediator(open_page, "street")
    community.files(text="送回一次再上报的纠纷")
    community.takes()
    community.fails_and_hands_up()
    street.page.goto("/disputes")
    street.page.locator("li.row", has_text="已上报").locator("a.title").first.click()
    expect(street.page.locator("main")).to_contain_text("双方各执一词")  # the whole file came along
    street.does_("send_back", reason="请补充录音")
    community.page.goto("/disputes")
    community.page.locator("li.row", has_text="已退回").locator("a.title").first.click()
    community.does_("accept")
    community.assigns()
    community.fails_and_hands_up()
    street.page.goto("/disputes")
    street.page.locator("li.row", has_text="已上报").locator("a.title").first.click()
    street.does_("send_back", reason="再退一次")
    expect(street.page.locator("main")).to_contain_text("退回过")
    street.does_("accept")
    street.assigns()
    street.does_("fail", reason="仍然不成")
    expect(street.page.locator("main")).to_contain_text("调解不成")
    street.looks()


@pytest.mark.usefixtures("samples")
def test_what_is_major_begins_in_the_county_and_ends_with_the_city(open_page: Open) -> None:
    community, county, city = (Mediator(open_page, level) for level in ("community", "county", "city"))
    community.files(text="全小区电梯维修费用的纠纷", amount="500000", persons="40")
    county.takes()
    county.looks()
    county.fails_and_hands_up()
    city.takes()
    city.agrees()
    city.looks()
    city.does_("close")
    county.page.goto("/disputes/handed")
    expect(county.page.locator("li.row").first).to_contain_text("达成")


@pytest.mark.usefixtures("samples")
def test_a_county_settles_what_is_major(open_page: Open) -> None:
    community, county = Mediator(open_page, "community"), Mediator(open_page, "county")
    community.files(text="公共收益分配的纠纷", amount="300000", persons="30")
    county.takes()
    county.agrees("300000")
    county.looks()

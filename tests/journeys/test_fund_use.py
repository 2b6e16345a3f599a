"""S13: the fund pays a roof by the ordinary path: planned, voted on by who shares the cost, built, shared, paid."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, ROOT, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
TITLE = "1幢屋面防水卷材更换"
BILL = "18000.01"
# Sheets of all neighbours but the one who votes himself come in from the counting station.
_SHEETS = """
from hemei.project.start import ready
ready()
import sys
from hemei.community.voting import queries, services
from hemei.community.voting.models import RollUnit
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role, system_actor
from hemei.kernel.clock import utc_now
now = utc_now()
with records.acting(system_actor("1.")):
    city = system_actor(places.city().path)
with records.acting(city):
    found = queries.assembly(int(sys.argv[1]), actor=city)
    choices = {vote.id: "for" for vote in queries.votes_of(found.id, actor=city)}
    others = RollUnit.objects.filter(roll_id=found.roll_id).exclude(pk=int(sys.argv[2]))
    clerk = Actor(Role.COMMUNITY_CLERK, account_id=1, person_id=1, places=(PlaceRange(found.scope),))
    with records.acting(clerk):
        sheets = [
            services.SheetDraft(roll_unit_id=unit, choices=choices, channel="paper", received_at=now)
            for unit in others.values_list("pk", flat=True)
        ]
        services.enter_sheets(actor=clerk, now=now, roll_id=found.roll_id, sheets=sheets, source="journey")
"""


@pytest.fixture
def moved(city: City) -> Iterator[City]:
    """The city, whose clock is put right again."""
    yield city
    city.let_pass(timedelta(0))


def test_a_roof_is_paid_from_the_fund_by_those_who_share_it(
    moved: City, open_page: Open, estate: str
) -> None:
    clerk = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区工作人员")
    use = _plans(clerk, estate)
    assembly = _calls(clerk)
    moved.let_pass(timedelta(days=16, hours=12))
    unit = _votes(open_page, moved)
    _run(moved, _SHEETS, assembly.rsplit("/", 1)[1], unit)
    moved.let_pass(timedelta(days=40))
    _counts(clerk, assembly)
    with moved.working():
        expect(_reloaded(clerk.page, use, "可以施工").locator("main")).to_contain_text("可以施工")
    shared = _builds(clerk, use)
    assert round(sum(shared) * 100) == round(float(BILL) * 100), "no fen is lost between the doors"
    _pays(open_page, moved, use)
    owner = Person(open_page("/", viewport=PHONE, bypass_csp=True), "居民")
    owner.page.goto("/funds/mine")
    expect(owner.page.locator("main")).to_contain_text(TITLE)
    owner.looks()
    owner.page.get_by_role("link", name=TITLE).first.click()
    expect(owner.page.locator("main")).to_contain_text("分摊的业主表决通过")
    owner.looks()


def _plans(clerk: Person, estate: str) -> str:
    """Plan the repair of the first building's roof and return the address of the use."""
    page = clerk.page
    page.goto("/funds")
    page.get_by_role("link", name=estate).first.click()
    clerk.looks()
    page.get_by_role("link", name="提出使用方案").click()
    page.get_by_role("button", name="提出").click()
    expect(page.locator(".notice.bad").first).to_contain_text("没有写明维修什么")
    clerk.looks()
    page.fill("[name=title]", TITLE)
    page.select_option("[name=part]", "roof")
    page.locator("[name=place]").select_option(label=page.locator("[name=place] option").nth(1).inner_text())
    page.fill("[name=name1]", "防水卷材和人工")
    page.fill("[name=amount1]", "18600")
    page.check("[name=warranty][value=over]")
    scan = {"name": "竣工验收备案表.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.set_input_files("[name=warranty_paper]", scan)
    page.get_by_role("button", name="提出").click()
    page.wait_for_url(re.compile(r"/funds/uses/\d+$"))
    clerk.looks()
    return page.url


def _calls(clerk: Person) -> str:
    """Call the meeting of those who share the cost, post its notice, and return its address."""
    page = clerk.page
    page.get_by_role("button", name="召集分摊的业主表决").click()
    if page.locator("[name=decision]").count():  # an earlier journey may have ended the committee
        expect(page.locator(".notice.bad").first).to_contain_text("业主委员会")
        clerk.looks()
        page.fill("[name=decision]", "业委会〔2026〕9号，2026-11-02")
        page.get_by_role("button", name="召集分摊的业主表决").click()
    page.get_by_role("link", name="查看会议和结果").click()
    expect(page.locator("main")).to_contain_text("涉及楼栋")
    assembly = page.url
    if page.get_by_role("link", name="上传扫描件").count():
        page.get_by_role("link", name="上传扫描件").first.click()
        clerk.looks()
        scan = FilePayload(name="决定.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\n%%EOF\n")
        page.locator("main input[type=file]").set_input_files(scan)
        page.get_by_role("main").locator("form button").last.click()
    page.goto(f"{assembly}/notice")
    page.get_by_role("button", name="公告并冻结名册").click()
    expect(page.locator("main")).to_contain_text("已公告，名册已冻结")
    clerk.looks()
    return assembly


def _votes(open_page: Open, city: City) -> str:
    """Vote as the owner who lives there, on his phone after a code, and return his place on the roll."""
    owner = Person(open_page("/", viewport=PHONE, bypass_csp=True), "居民")
    page = owner.page
    page.goto("/votes/mine")
    card = page.locator("main section", has_text=TITLE).first
    link = card.get_by_role("link", name="去投票").first
    address = str(link.get_attribute("href"))
    link.click()
    page.get_by_role("button", name="获取验证码").click()
    page.fill("[name=code]", city.code_sent_to(page.locator("form b.num").inner_text()))
    page.get_by_role("button", name="确认").click()
    page.locator("fieldset").first.get_by_text("同意", exact=True).click()
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator("h1")).to_have_text("选票回执")
    owner.looks()
    found = re.search(r"/votes/mine/(\d+)", address)
    assert found is not None
    return found[1]


def _counts(clerk: Person, assembly: str) -> None:
    clerk.enters()
    page = clerk.page
    for step, button in (("close", "封存"), ("judge", "计票"), ("publish", "公告")):
        page.goto(f"{assembly}/{step}")
        page.get_by_role("main").get_by_role("button", name=button).click()
    expect(page.locator("main")).to_contain_text("通过")
    clerk.looks()


def _builds(clerk: Person, use: str) -> list[float]:
    """Begin, accept and settle the works; return what each door bears, from the sheet that is posted."""
    page = clerk.page
    page.goto(use)
    form = _unfolded(page, "begin")
    form.locator("[name=contractor]").fill("示范建筑防水工程公司")
    form.locator("button").last.click()
    _unfolded(page, "accept").locator("button").last.click()
    for kind in ("contract", "acceptance", "invoice"):
        form = _unfolded(page, "papers")
        form.locator("[name=paper]").select_option(kind)
        file = FilePayload(name=f"{kind}.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\n%%EOF\n")
        form.locator("[name=papers]").set_input_files(file)
        form.locator("button").last.click()
    form = _unfolded(page, "bill")
    form.locator("[name=bill]").fill(BILL)
    form.locator("button").last.click()
    expect(page.locator("main")).to_contain_text("分摊清册")
    clerk.looks()
    with page.expect_download() as given:
        page.locator("#shares a[download]").click()
    rows = load_workbook(io.BytesIO(Path(given.value.path()).read_bytes())).active.iter_rows(
        min_row=2, values_only=True
    )
    return [float(row[2]) for row in rows]


def _pays(open_page: Open, city: City, use: str) -> None:
    """Check as the county's authority, which keeps the fund, and pay as the city's; each after a code of his own."""
    page = _decides(open_page, city, use, ("部门工作人员", "房产管理局"))
    page.get_by_role("button", name="审核同意").click()
    page = _decides(open_page, city, use, ("市级主管部门", ""))
    _unfolded(page, "pay").locator("button").last.click()
    expect(page.locator("main")).to_contain_text("已拨付")


def _decides(open_page: Open, city: City, use: str, sample: tuple[str, str]) -> Page:
    person = Person(open_page("/", viewport=DESK, bypass_csp=True), *sample)
    person.page.goto(use)
    person.looks()
    _confirms(person.page, city)
    person.looks()
    return person.page


def _confirms(page: Page, city: City) -> None:
    page.get_by_role("link", name="去验证").click()
    page.get_by_role("button", name="获取验证码").click()
    page.fill("[name=code]", city.code_sent_to(page.locator("form b.num").inner_text()))
    page.get_by_role("button", name="确认").click()


def _unfolded(page: Page, act: str) -> Locator:
    """Unfold the form of an act, if it is folded, and return it."""
    form = page.locator("form", has=page.locator(f"[name=act][value={act}]")).first
    details = page.locator("details.act", has=form).first
    if details.get_attribute("open") is None:
        details.locator("summary").first.click()
    return form


def _reloaded(page: Page, address: str, words: str) -> Page:
    """Open a page until the worker has done what it shows."""
    for _ in range(240):  # a worker starts slowly on a laden machine
        page.goto(address)
        if words in page.locator(".head").inner_text():
            break
        page.wait_for_timeout(250)
    return page


def _run(city: City, code: str, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *words], cwd=ROOT, env=city.environment, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]

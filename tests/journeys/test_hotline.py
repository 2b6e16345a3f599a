"""Nothing is typed twice: orders of the hotline come in as a file, and the result goes back in its own column."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hemei.kernel.clock import utc_now
from tests.journeys.conftest import DESK, PHONE, City, Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
_HEAD = (
    "工单编号", "诉求类别", "诉求内容", "小区名称", "受理时间", "来电人", "联系电话", "催办次数", "办理状态",
    "办理结果", "办结时间", "回访满意度",
)  # fmt: skip
PATIENCE = 180_000  # the worker of a laden machine


def test_orders_come_in_and_the_result_goes_back_in_their_own_file(
    city: City, open_page: Open, tmp_path: Path
) -> None:
    community = Person(open_page("/", viewport=DESK, bypass_csp=True), "社区工作人员")
    community.page.goto("/estates")
    estate = community.page.locator("main tbody a").first.inner_text().strip()
    file = _written(tmp_path / "工单.csv", estate)
    desk = Person(open_page("/", viewport=DESK, bypass_csp=True), "热线坐席")
    page = desk.page
    with city.working():
        page.goto("/hotline")
        desk.looks()
        page.set_input_files("[name=file]", file)
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("heading", name="列的对应")).to_be_visible()
        desk.looks()
        page.get_by_role("button", name="检查").click()
        expect(page.get_by_role("main")).to_contain_text("检查完毕", timeout=PATIENCE)
        expect(page.get_by_role("main")).to_contain_text("尾数丢失")
        with page.expect_download() as sheet:
            page.get_by_role("link", name="下载需要改正的行（XLSX）").click()
        assert Path(sheet.value.path()).read_bytes().startswith(b"PK")
        page.get_by_role("link", name="这个文件的对照、办理和回传").click()
        desk.looks()
        page.locator("[name^=kind-]").select_option("other")
        page.get_by_role("button", name="记下并重新检查").click()
        expect(page.get_by_role("main")).to_contain_text("检查完毕", timeout=PATIENCE)
        page.get_by_role("link", name="列的对应、检查、导入和撤销").click()
        page.get_by_role("button", name="只导入正确的行").click()
        expect(page.get_by_role("main")).to_contain_text("已导入", timeout=PATIENCE)
    page.get_by_role("link", name="这个文件的办理和回传").click()
    desk.looks()
    number = page.locator("main tbody a").first.inner_text()
    address = page.url
    _closed(community, number)
    desk.does(number, "accept_result", "电话回访，表示满意")
    rows = _taken_back(page, address)
    assert rows[1][8:] == ["已办结", "已解决：灯已换好", rows[1][10], "满意"]
    assert rows[1][10].startswith(str(utc_now().year))
    assert rows[2][8:10] == ["待受理", ""]
    assert rows[3][8:] == ["", "", "", ""]
    assert [row[:8] for row in rows] == [
        list(row[:8]) for row in csv.reader(io.StringIO(file.read_text("gb18030")))
    ]
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text("1 / 2 已办结")
    phone = Person(open_page("/", viewport=PHONE, bypass_csp=True), "热线坐席")
    for path in ("/hotline", address):
        phone.page.goto(path)
        phone.looks()


def _written(file: Path, estate: str) -> Path:
    at = f"{utc_now() - timedelta(days=1):%Y-%m-%d %H:%M:%S}"
    rows = [
        ("HFJ0001", "照明-楼道", "楼道灯坏了两盏", estate, at, "示一", "15480000001", "0", "", "", "", ""),
        ("HFJ0002", "", "道闸抬不起来", estate, at, "示二", "15480000002", "0", "", "", "", ""),
        ("2.02611E+16", "", "编号丢了尾数", estate, at, "示三", "15480000003", "0", "", "", "", ""),
    ]
    with file.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([_HEAD, *rows])
    return file


def _closed(community: Person, number: str) -> None:
    """Accept as another kind, handle and close as solved."""
    community.opens(number)
    form = community.unfolds("accept")
    form.locator("[name=kind]").select_option("other")
    community.sends(form)
    community.sends(community.unfolds("handle"))
    community.acts("close", "灯已换好", outcome="solved")


def _taken_back(page: Page, address: str) -> list[list[str]]:
    page.goto(address)
    with page.expect_download() as given:
        page.get_by_role("button", name="取回传文件").click()
    content = Path(given.value.path()).read_bytes()
    assert given.value.suggested_filename == "工单-回传.csv"
    return list(csv.reader(io.StringIO(content.decode("gb18030"))))

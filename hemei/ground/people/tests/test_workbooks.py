"""A workbook of several registers as one, and the page of rows that are like something on record."""

from __future__ import annotations

import io

from django.test import Client
from openpyxl import load_workbook

from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.people.tests.test_imports import HEADER, page, sign_in, town, upload, work
from hemei.ground.places.queries import estates
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import comma, workbook
from hemei.kernel.actor import Role

__all__ = ["town"]
HOUSES = ("小区", "楼栋", "层数", "单元")
UNITS = ("小区", "楼栋", "单元", "房号", "楼层", "面积", "用途")
OWNERS = (*UNITS[:4], "业主姓名", "证件号码", "联系电话", "起始日期")
FIRMS = ("企业名称", "统一社会信用代码")
CONTRACTS = ("小区", "信用代码", "合同类型", "起始日期", "物业费")
ESTATE = ("春天小区", "东风社区", "老旧小区", "春天路1号", "9000", "90")
HOUSE = ("春天小区", "1幢", "6", "1")
UNIT = ("春天小区", "1幢", "1单元", "101", "1", "88.5", "住宅")
OWNER = ("春天小区", "1幢", "1单元", "101", "王五", "", "13800138001", "2020-01-01")
FIRM = ("丁物业", "91330100799655058B")
CONTRACT = ("春天小区", "91330100799655058B", "前期", "2022-01-01", "1.20")
SHEETS = {
    "项目": [CONTRACTS, CONTRACT],
    "业主": [OWNERS, OWNER],
    "企业": [FIRMS, FIRM],
    "房屋": [UNITS, UNIT],
    "楼": [HOUSES, HOUSE],
    "小区": [HEADER, ESTATE],
    "空表": [FIRMS],
}


def names() -> set[str]:
    with records.acting(SYSTEM):
        return {row.name for row in estates(actor=SYSTEM)}


def test_one_workbook_is_checked_imported_and_taken_back_as_one(town: Town, client: Client) -> None:
    """Its tables stand in any order; each finds what the ones it needs bring, already in the check."""
    sign_in(town, client, Role.CITY_BUREAU)
    address = upload(client, workbook(SHEETS), "全部台账.xlsx")
    assert address.startswith("/data/workbooks/")
    first = page(client, address)
    assert (
        first.index("小区</a>")
        < first.index("楼栋</a>")
        < first.index("业主</a>")
        < first.index("物业项目</a>")
    )
    assert "空表" not in first
    number = address.rsplit("/", 1)[1]
    client.post(f"/data/imports/{number}/check")
    assert "正在检查" in page(client, address)
    work()
    checked = page(client, address)
    assert "将新增 6 项，更正 0 项；有 0 行需要改正。 可以导入。" in checked
    assert names() == set()
    client.post(f"/data/imports/{number}/write")
    work()
    assert page(client, address).count("已导入") >= 6
    assert names() == {"春天小区"}
    client.post(f"/data/imports/{number}/undo", {"reason": "文件传错了"})
    work()
    assert "撤销整个工作簿" not in page(client, address)
    assert page(client, address).count("已撤销") >= 6
    assert names() == set()


def test_what_is_wrong_in_any_table_stands_on_one_page(town: Town, client: Client) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    sheets = {
        "小区": [HEADER, ESTATE, ("夏天小区", "东风社区", "老旧小区", "夏天路1号", "0", "90")],
        "楼": [HOUSES, HOUSE, ("夏天小区", "1幢", "6", "1")],
    }
    address = upload(client, workbook(sheets), "全部台账.xlsx")
    number = address.rsplit("/", 1)[1]
    client.post(f"/data/imports/{number}/check")
    work()
    checked = page(client, address)
    for words in ("数值为 0", "没有这个小区", "只导入正确的行"):
        assert words in checked
    sheet = b"".join(client.get(f"{address}/problems.xlsx").streaming_content)
    book = load_workbook(io.BytesIO(sheet))
    assert [[cell.value for cell in row][:-2] for name in ("小区", "楼") for row in book[name]] == [
        [*HEADER, "原行号"],
        [*sheets["小区"][2], 3],
        [*HOUSES, "原行号"],
        [*sheets["楼"][2], 3],
    ]
    assert client.post(f"/data/imports/{number}/write").status_code == 302
    work()
    assert "已停下" in page(client, address)  # the bad row halts it, and the table behind waits
    assert names() == set()
    client.post(f"/data/imports/{number}/write-good")
    work()
    assert names() == {"春天小区"}
    assert "已停下" not in page(client, address)


def test_a_table_may_be_left_out_and_a_workbook_given_up(town: Town, client: Client) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    address = upload(client, workbook({"小区": [HEADER, ESTATE], "楼": [HOUSES, HOUSE]}), "两张.xlsx")
    number = int(address.rsplit("/", 1)[1])
    sheet = page(client, f"/data/imports/{number + 1}")
    assert "回到工作簿" in sheet
    client.post(f"/data/imports/{number + 1}/drop")
    client.post(f"/data/imports/{number}/check")
    work()
    assert "将新增 1 项" in page(client, address)
    client.post(f"/data/imports/{number}/drop-all")
    assert page(client, address).count("已放弃") >= 2


def test_rows_alike_are_shown_with_before_and_after_and_decided(
    town: Town, client: Client, django_assert_num_queries
) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    known = [(f"春{n}村", "东风社区", "老旧小区", f"春天路{n}号", "9000", "90") for n in range(40)]
    number = upload(client, comma(HEADER, *known)).rsplit("/", 1)[1]
    for step in ("check", "write"):
        client.post(f"/data/imports/{number}/{step}")
        work()
    again = [(f"{row[0]}小区", *row[1:5], "95") for row in known]
    address = upload(client, comma(HEADER, *again))
    client.post(f"{address}/check")
    work()
    assert "有 40 行与在册的内容相像" in page(client, address)
    answer = client.post(f"{address}/write")
    assert answer.status_code == 422
    assert "还没有决定是不是同一个" in answer.content.decode()
    shown = page(client, f"{address}/matches")
    for words in (
        "第 2 行：春0村小区",
        "同一个：春0村（东风社区，春天路0号",
        "户数：90 → 95",
        "小区名称：春0村 → 春0村小区",
    ):
        assert words in shown
    assert shown.count("待定</span>") == 25
    field = shown.partition('name="match-')[2].partition('"')[0]
    done = client.post(f"{address}/matches", {f"match-{field}": "leave", "next": "kind=name"})
    assert done["Location"].endswith("/matches?kind=name")
    page(client, f"{address}/matches")  # says what was kept, once
    for after in (0, int(field) + 35):  # twenty-five rows or four
        with django_assert_num_queries(9):
            page(client, f"{address}/matches?open=1&kind=name&after={after}")
    client.post(f"{address}/matches/kind", {"kind": "name", "choice": "same"})
    assert "没有可能重复的行" in page(client, f"{address}/matches?open=1")
    assert client.post(f"{address}/matches/kind", {"kind": "nothing", "choice": "same"}).status_code == 404
    client.post(f"{address}/write")
    work()
    assert "春0村" in names()
    assert {f"春{n}村小区" for n in range(1, 40)} < names()
    client.post(f"{address}/undo", {"reason": "文件传错了"})
    work()
    assert names() == {row[0] for row in known}


def test_another_streets_workbook_and_matches_look_like_none(town: Town, client: Client) -> None:
    sign_in(town, client, Role.STREET_CLERK)
    address = upload(client, workbook({"小区": [HEADER, ESTATE], "楼": [HOUSES, HOUSE]}), "两张.xlsx")
    number = address.rsplit("/", 1)[1]
    stranger = Client()
    sign_in(town, stranger, Role.STREET_CLERK, "三里庵街道办", "李四")
    for path in (address, f"{address}/problems.xlsx", f"/data/imports/{number}/matches"):
        assert stranger.get(path).status_code == 404
    assert (
        stranger.post(f"/data/imports/{number}/matches/kind", {"kind": "name", "choice": "new"}).status_code
        == 404
    )

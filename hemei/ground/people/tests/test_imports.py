"""The pages of imports: from the upload to undo, and who may come in."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hemei.ground.people.models import Account
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import Town, made_town
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import comma
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from tests.grounds import standing

HEADER = ("小区名称", "责任社区", "小区类型", "地址", "建筑面积", "户数")
GOOD = ("春天小区", "东风社区", "老旧小区", "春天路1号", "9000", "90")
COLUMNS = ("name", "community", "kind", "address", "built_area", "households")
BAD = ("夏天小区", "东风社区", "别墅", "夏天路1号", "0", "90")


@standing
def town() -> Town:
    town = made_town()
    town.found("瑶海区政府", BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    town.found("热线中心", BodyKind.HOTLINE, "340100", Level.CITY)
    return town


COMMUNITY = "东风社区居委会"
BODIES = {
    Role.STREET_CLERK: "明光路街道办",
    Role.GRID_WORKER: COMMUNITY,
    Role.COMMUNITY_CLERK: COMMUNITY,
    Role.COMMUNITY_SECRETARY: COMMUNITY,
    Role.DEPARTMENT_CLERK: "瑶海区住建局",
    Role.COMPANY_MANAGER: "大地物业公司",
    Role.COUNTY_COORDINATOR: "瑶海区政府",
    Role.HOTLINE_CLERK: "热线中心",
}


def sign_in(town: Town, client: Client, role: Role, body: str = "", person: str = "张三") -> None:
    town.appoint(person, body or BODIES.get(role, "市房产局"), role)
    account = town.account(person, "340102001001", username=person)
    Account.objects.filter(pk=account).update(sample=1)
    client.post(f"/demo/persons/{account}")


def upload(client: Client, content: bytes, name: str = "台账.csv", register: str = "") -> str:
    answer = client.post("/data", {"file": SimpleUploadedFile(name, content), "register": register})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def work() -> None:
    records.run_waiting(clock=utc_now)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.CITY_BUREAU, Role.SYSTEM_ADMIN])
def test_from_upload_to_undo(town: Town, client: Client, role: Role) -> None:
    sign_in(town, client, role)
    address = upload(client, comma(HEADER, GOOD, BAD))
    first = page(client, address)
    for words in ("春天小区", "不是可选的内容", "建筑面积（平方米）"):
        assert words in first
    mapping = {"column-name": 0, "column-community": 1, "column-kind": 2, "column-address": 3,
               "column-built_area": 4, "column-households": 5}  # fmt: skip
    client.post(f"{address}/columns", mapping)
    assert "正在检查" in page(client, address)
    work()
    assert "能不能收下，检查以后才知道" in first
    checked = page(client, address)
    assert "没有发现问题" in checked
    for words in ("检查完毕", "只导入正确的行", "别墅", "数值为 0"):
        assert words in checked
    sheet = b"".join(client.get(f"{address}/problems.xlsx").streaming_content)
    lines = list(load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True))
    assert lines[0] == (*HEADER, "原行号", "问题", "怎么改")
    ((*cells, number, what, remedy),) = lines[1:]
    assert (tuple(cells), number) == (BAD, 3)
    assert "小区类型：不是可选的内容。建筑面积（平方米）：数值为 0。" in what
    assert "请填写大于 0 的数字。" in remedy
    client.post(f"{address}/write-good")
    work()
    assert "已导入" in page(client, address)
    assert "春天小区" not in page(client, address)
    again = b"".join(client.get(f"{address}/problems.xlsx").streaming_content)
    assert next(load_workbook(io.BytesIO(again)).active.iter_rows(min_row=2, values_only=True))[0] == BAD[0]
    records.forget_kept_uploads(now=utc_now() + timedelta(days=8))
    gone = b"".join(client.get(f"{address}/problems.xlsx").streaming_content)
    assert BAD[0] not in str(list(load_workbook(io.BytesIO(gone)).active.iter_rows(values_only=True)))
    assert client.post(f"{address}/undo").status_code == 422  # no reason
    client.post(f"{address}/undo", {"reason": "传错了文件"})
    work()
    assert "已撤销" in page(client, address)
    assert "已撤销" in page(client, "/data")


def test_nothing_is_offered_where_no_row_can_come_in(town: Town, client: Client) -> None:
    sign_in(town, client, Role.STREET_CLERK)
    address = upload(client, comma(HEADER, BAD))
    client.post(f"{address}/columns", {f"column-{name}": place for place, name in enumerate(COLUMNS)})
    work()
    checked = page(client, address)
    assert "还没有可以导入的行" in checked
    assert "只导入正确的行" not in checked


def test_a_missing_column_is_asked_for_beside_its_field(town: Town, client: Client) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    address = upload(client, comma(HEADER[:-1], GOOD[:-1]))
    answer = client.post(f"{address}/columns", {"column-name": 0, "column-community": 1})
    assert answer.status_code == 422
    assert "缺少必填的列“户数”" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "register", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "", "文件不是表格"),
        ("甲,乙\n1,2\n".encode(), "", "认不出这是哪一种台账"),
        (b"", "", "没有选择文件"),
    ],
)
def test_a_file_that_will_not_do_is_answered_on_the_spot(
    town: Town, client: Client, content: bytes, register: str, words: str
) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    data = {"register": register, **({"file": SimpleUploadedFile("x.csv", content)} if content else {})}
    answer = client.post("/data", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_request_beyond_all_measure_touches_no_disk(
    town: Town, client: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its length is known before any of it is read: no handler behind the first hears a byte of the file."""
    sign_in(town, client, Role.CITY_BUREAU)
    settings.MOST_UPLOAD, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000, 100_000
    heard: list[int] = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        lambda self, raw, start: heard.append(len(raw)),
    )
    answer = client.post("/data", {"file": SimpleUploadedFile("x.csv", b"a" * 2_000_000)})
    assert (answer.status_code, heard) == (422, [])
    assert "没有收下" in answer.content.decode()


def test_more_than_this_copy_takes_is_read_past_and_said(town: Town, client: Client, settings) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    settings.MOST_UPLOAD = 1_000_000
    answer = client.post("/data", {"file": SimpleUploadedFile("x.csv", b"a" * 2_000_000)})
    assert answer.status_code == 422
    assert "没有收下" in answer.content.decode()


def test_templates_are_read_back_by_their_own_headers(town: Town, client: Client) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    for name in ("all", "places.estates"):
        book = b"".join(client.get(reverse("people:import_template", args=[name])).streaming_content)
        found = load_workbook(io.BytesIO(book))
        assert found.sheetnames[-1] == "填写说明"
        assert found["小区"]["B1"].value == "小区名称"
        again = upload(client, book, "模板.xlsx")
        assert ("检查全部台账" if name == "all" else "表头下面没有内容") in page(client, again)
    assert client.get(reverse("people:import_template", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    "role",
    sorted(
        set(Role)
        - {Role.PUBLIC, Role.SYSTEM, Role.RESIDENT, Role.COMMITTEE_MEMBER, Role.ASSESSOR, Role.MEDIATOR}
    ),
)
def test_only_keepers_of_registers_come_in(town: Town, client: Client, role: Role) -> None:
    sign_in(town, client, role, "市应急局" if role is Role.DEPARTMENT_CLERK else "")
    allowed = role in {
        Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM_ADMIN, Role.HOTLINE_CLERK,
    }  # fmt: skip
    assert client.get("/data").status_code == (200 if allowed else 403)
    assert client.post("/data").status_code == (422 if allowed else 403)


def test_the_authority_of_a_matter_imports_its_registers_alone(town: Town, client: Client) -> None:
    sign_in(town, client, Role.DEPARTMENT_CLERK, "瑶海区住建局")
    shown = client.get("/data").text
    assert "维修资金交存" in shown
    assert "places.estates" not in shown
    assert client.post("/data", {"file": SimpleUploadedFile("x.csv", comma(HEADER, GOOD))}).status_code == 422


def test_another_streets_import_looks_like_none(town: Town, client: Client) -> None:
    sign_in(town, client, Role.STREET_CLERK)
    address = upload(client, comma(HEADER, GOOD))
    stranger = Client()
    sign_in(town, stranger, Role.STREET_CLERK, "三里庵街道办", "李四")
    for path in (address, f"{address}/problems.xlsx"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{address}/drop").status_code == 404
    assert "台账.csv" not in page(stranger, "/data")


def test_a_list_takes_the_same_statements_however_long_it_is(
    town: Town, client: Client, django_assert_num_queries
) -> None:
    sign_in(town, client, Role.CITY_BUREAU)
    for _ in range(2):
        for _ in range(3):
            upload(client, comma(HEADER, GOOD))
        page(client, "/data")
        with django_assert_num_queries(7):
            page(client, "/data")

"""The notice for everybody, one's own page, the desk's pages: what each shows and to whom."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.ground.people.models import Account
from hemei.ground.privacy import services
from hemei.ground.privacy.rules import Right
from hemei.ground.privacy.tests.conftest import Office
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now


def enter(office: Office, who: str) -> Client:
    account = Account.objects.get(person_id=office.town.persons[who])
    Account.objects.filter(pk=account.pk).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account.pk}")
    return client


def test_the_notice_needs_no_sign_in_and_cites_the_law(db: None, client: Client) -> None:
    page = client.get("/privacy").content.decode()
    for words in ("为了什么", "案件结束之日起 36个月", "个人信息保护法", "第四十七条", "15个工作日内答复"):
        assert words in page
    assert client.get("/privacy?on=2026-01-01").status_code == 200
    assert client.get("/privacy?on=1990-01-01").status_code == 404
    assert client.get("/privacy?on=0206-13-99").status_code == 200


def test_one_sees_and_copies_what_is_kept_of_oneself_and_of_nobody_else(office: Office) -> None:
    client = enter(office, "张三")
    page = client.get("/privacy/mine").content.decode()
    assert "13800138000" in page
    assert "15400139000" not in page
    answer = client.get("/privacy/mine/copy")
    kept = {row["matter"]: row["fields"] for row in json.loads(answer.content)["kept"]}
    assert {row["text"] for row in kept["个人资料"]} == {"张三", "13800138000"}
    assert "账号" in kept
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_request_goes_from_the_person_to_the_desk_and_back(office: Office) -> None:
    person, desk = enter(office, "张三"), enter(office, "赵七")
    wrong = person.post("/privacy/mine/ask", {"right": "correct", "text": ""})
    assert wrong.status_code == 422
    assert person.post("/privacy/mine/ask", {"right": "all", "text": "要"}).status_code == 422
    said = "手机号写错了，应为13900139001"
    person.post("/privacy/mine/ask", {"right": "correct", "text": said})
    with records.acting(office.officer):
        from hemei.ground.privacy import queries

        (row,) = queries.requests(actor=office.officer)
    assert row.number in desk.get("/privacy/requests").content.decode()
    page = desk.get(f"/privacy/requests/{row.number}").content.decode()
    assert said in page
    assert "张**" in page
    assert "张三" not in page
    kept = desk.post(
        f"/privacy/requests/{row.number}",
        {"how": "answer", "field": "phone", "value": "12", "text": "已更正"},
    )
    assert kept.status_code == 422
    assert 'value="12"' in kept.content.decode()
    done = desk.post(
        f"/privacy/requests/{row.number}",
        {"how": "answer", "field": "phone", "value": "13900139001", "text": "已更正"},
    )
    assert done.status_code == 302
    mine = person.get("/privacy/mine").content.decode()
    assert "13900139001" in mine
    assert "已更正" in mine


def test_others_find_neither_the_desk_nor_a_request(office: Office) -> None:
    with records.acting(office.resident):
        number = services.ask(actor=office.resident, now=utc_now(), right=Right.COPY, text="请给副本")
    other = enter(office, "李四")
    for address in ("/privacy/requests", "/privacy/requests.xlsx", "/privacy/assessments"):
        assert other.get(address).status_code == 403
    assert other.get(f"/privacy/requests/{number}").status_code == 403
    desk = enter(office, "赵七")
    assert desk.get("/privacy/requests/999").status_code == 404
    assert desk.get("/privacy/requests/%00").status_code == 404
    assert other.post(f"/privacy/mine/{number}/withdraw").status_code == 404


def test_the_desk_refuses_on_a_ground_exports_and_assesses(office: Office) -> None:
    with records.acting(office.resident):
        number = services.ask(actor=office.resident, now=utc_now(), right=Right.DELETE, text="请删除")
    desk = enter(office, "赵七")
    missing = desk.post(f"/privacy/requests/{number}", {"how": "refuse", "text": "不行"})
    assert "请选择不同意的依据" in missing.content.decode()
    desk.post(f"/privacy/requests/{number}", {"how": "refuse", "ground": "kept_by_law", "text": "须保存三年"})
    assert "法律、行政法规规定的保存期限未届满" in enter(office, "张三").get("/privacy/mine").content.decode()
    sheet = desk.get("/privacy/requests.xlsx?state=refused")
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    form = {
        "title": "照片位置", "activity": "capture", "outcome": "go_on", "done_on": "2026-10-01", "text": "仅核对现场",
    }  # fmt: skip
    assert desk.post("/privacy/assessments", {**form, "done_on": "0206-99-99"}).status_code == 422
    assert desk.post("/privacy/assessments", form).status_code == 302
    assert "2029-10-04" in desk.get("/privacy/assessments").content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_desks_list_takes_the_same_statements_however_long(office: Office, count: int) -> None:
    rights = list(Right)[:count]
    for right in rights:
        with records.acting(office.resident):
            services.ask(actor=office.resident, now=utc_now(), right=right, text="请办理")
    desk = enter(office, "赵七")
    desk.get("/privacy/requests")
    with CaptureQueriesContext(connection) as spent:
        desk.get("/privacy/requests")
    assert len([query for query in spent if "privacy_request" in query["sql"]]) == 1

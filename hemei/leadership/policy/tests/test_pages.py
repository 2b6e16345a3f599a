"""The pages of policy, for each role."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import Quarter, quarter  # noqa: F401 - the fixture
from hemei.leadership.policy import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(quarter: Quarter) -> Client:  # noqa: F811
    with records.acting(SYSTEM):
        services.adopt_documents(actor=SYSTEM, now=NOW)
    return quarter.browser(Role.CITY_BUREAU, "市房产局", "340100")


def test_what_the_source_does_not_give_is_said(bureau: Client) -> None:
    page = bureau.get("/policy").text
    assert page.count("来源未给出标题") == 7
    assert "8份配套文件中有8份可以证明在施行" in page
    assert page.count("书记工程") == 2  # the filter's word and the opinion's mark
    marked = bureau.get("/policy", {"marked": "1"}).text
    assert "来源未给出标题" not in marked
    assert bureau.get("/policy", {"q": "没有这份"}).text.count("没有符合条件的文件") == 1
    assert b"".join(bureau.get("/policy.xlsx").streaming_content)


def test_a_document_its_clause_and_its_duties_by_form(bureau: Client, quarter: Quarter) -> None:  # noqa: F811
    fields = {"kind": "notice", "title": "示范通知", "issuer": "市房产局"}
    refused = bureau.post("/policy/new", fields)
    assert refused.status_code == 422
    assert "只知道年份的填年份" in refused.text
    assert 'value="示范通知"' in refused.text
    address = bureau.post("/policy/new", {**fields, "since": "2026-01-01"}).headers["Location"]
    clause = {"text": "各社区报送名单。", "demand": "报送名单", "addressee": "community", "repeat": "once"}
    refused = bureau.post(f"{address}/clauses", clause)
    assert refused.status_code == 422
    assert "各社区报送名单" in refused.text
    bureau.post(f"{address}/clauses", {**clause, "limit": "10 working_days"})
    number = re.search(r'id="clause-(\d+)"', bureau.get(address).text)[1]
    hand_out = f"{address}/clauses/{number}/demand"
    shown = bureau.get(hand_out).text
    assert "布置给这3个单位" in shown
    assert "东风社区居委会" in shown
    assert "共0项" not in bureau.get(address).text  # nothing is set by looking
    assert "名单在您查看以后变了" in bureau.post(hand_out, {"seen": "2"}).text
    bureau.post(hand_out, {"seen": "3"})
    assert bureau.get(hand_out).headers["Location"] == f"{address}#clause-{number}"
    page = bureau.get(address).text
    assert "新布置了3项任务" in page
    assert "没有重复布置" in page
    assert "共3项：完成0" in page
    listed = bureau.get(
        re.search(r'href="(/duties[^"]+)"', page.split('id="clause-')[1])[1].replace("&amp;", "&")
    )
    assert listed.text.count('class="title"') == 3
    clerk = quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    assert "报送名单" in clerk.get("/work").text
    assert "共1项" in clerk.get(address).text
    assert "按这一条布置任务</a>" not in clerk.get(address).text
    assert clerk.post(f"{address}/clauses/{number}/demand").status_code == 422
    duty = re.search(r'href="(/duties/\d+)"', clerk.get("/work").text)[1]
    assert f"{address}#clause-{number}" in clerk.get(duty).text  # and back


def test_a_rule_leads_to_its_clause(bureau: Client) -> None:
    page = bureau.get("/policy/rules").text
    assert "/policy/rules/civil-code" in page
    assert (
        "第二百" in bureau.get("/policy/rules/civil-code").text
        or "条规则" in bureau.get("/policy/rules/civil-code").text
    )
    assert bureau.get("/policy/rules/no-such-law").status_code == 404
    # Anybody may see which rule rests on what, and come there from the list of responsibilities.
    visitor = Client()
    address = re.search(r'href="(/policy/rules/[^"]+)"', visitor.get("/responsibilities").text)[1]
    assert visitor.get(address).status_code == 200
    assert visitor.get("/policy/rules").status_code == 200


def test_only_the_bureau_records(bureau: Client, quarter: Quarter) -> None:  # noqa: F811
    street = quarter.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    assert street.get("/policy").status_code == 200
    assert street.get("/policy/new").status_code == 403
    assert Client().get("/policy").status_code == 302
    assert bureau.get("/policy/999999").status_code == 404
    number = re.search(r'href="/policy/(\d+)"', bureau.get("/policy").text)[1]
    assert "请填写日期" in bureau.post(f"/policy/{number}/end", {"until": "x"}).text
    bureau.post(f"/policy/{number}/end", {"until": "2026-01-01"})
    assert "已于2026-01-01失效" in bureau.get(f"/policy/{number}").text

"""The workbench and the lists behind it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import services
from hemei.coordination.cases.pages import work
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter
from hemei.coordination.cases.tests.test_pages import DONGFENG, PHONE, browser_of, reported
from hemei.coordination.cases.tests.test_services import whistled
from hemei.ground.people.models import Account
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(quarter: Quarter) -> Client:
    return browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")


def test_visitors_are_sent_to_sign_in_and_back(quarter: Quarter) -> None:
    assert Client().get("/work").headers["Location"] == "/sign-in?next=%2Fwork"


def test_the_workbench_shows_what_is_mine_to_do_and_nothing_of_others(
    quarter: Quarter, clerk: Client
) -> None:
    number = reported(quarter)
    page = clerk.get("/work").text
    assert number in page
    assert "请受理" in page
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert number not in foreign.get("/work").text
    assert number not in foreign.get("/cases").text


def test_a_superior_finds_what_is_late_below_him_one_tap_away(quarter: Quarter, clerk: Client) -> None:
    assert "/cases?overdue=1" not in clerk.get("/work").text
    city = browser_of(quarter, Role.CITY_BUREAU, "市房产局", "340100")
    assert "/cases?overdue=1" in city.get("/work").text
    assert city.get("/cases?overdue=1").status_code == 200


def test_the_county_finds_who_refuses_to_come_and_why_it_counts_as_refusing(quarter: Quarter) -> None:
    number = whistled(quarter)
    services.sweep(actor=quarter.system, now=NOW + timedelta(hours=4))
    county = browser_of(quarter, Role.COUNTY_COORDINATOR, "瑶海区政府", "340102")
    assert "/cases?overdue=refused" in county.get("/work").text
    assert number in county.get("/cases?overdue=refused").text
    page = county.get(f"/cases/{number}").text
    for words in ("拒不报到，报告上级", "被吹哨单位：瑶海消防", "过了报到时限仍不到场", "告知：瑶海区政府"):
        assert words in page
    assert "《北京市街道办事处条例》第四十四条（参照）" in page
    foreign = browser_of(quarter, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert number not in foreign.get("/cases?overdue=refused").text


def test_a_street_follows_the_case_that_rose_past_it(quarter: Quarter) -> None:
    number, below = whistled(quarter), whistled(quarter)
    quarter.act(quarter.community, number, acts.Recall(text="改由上级办理"))
    for taker in (quarter.street, quarter.county):
        quarter.act(taker, number, acts.Fall(text="直接办理这个案件"))
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert "/cases?overdue=risen" in street.get("/work").text
    found = street.get("/cases?overdue=risen").text
    assert number in found
    assert below not in found
    assert street.get(f"/cases/{number}").status_code == 200
    quarter.act(quarter.street, number, acts.Comment(text="物业说下周施工"))
    with pytest.raises(Refused):
        quarter.act(quarter.street, number, acts.Supervise(text="请说明进度"))
    county = browser_of(quarter, Role.COUNTY_COORDINATOR, "瑶海区政府", "340102")
    assert "物业说下周施工" in county.get(f"/cases/{number}").text
    foreign = browser_of(quarter, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert number not in foreign.get("/cases?overdue=risen").text


def test_the_clock_of_a_list_says_what_it_is_for(quarter: Quarter, clerk: Client) -> None:
    reported(quarter)
    assert "受理时限" in clerk.get("/cases").text
    whistled(quarter)
    assert "报到时限" in clerk.get("/cases").text


def test_the_hotline_finds_whom_to_call_back(quarter: Quarter) -> None:
    waiting = [
        quarter.report(kind="blocked_fire_lane", phone=PHONE),
        quarter.report(kind="blocked_fire_lane"),
    ]
    for number in waiting:
        quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
        quarter.act(quarter.community, number, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主不在本市"))
    running = quarter.report(kind="blocked_fire_lane", phone=PHONE)
    hotline = browser_of(quarter, Role.HOTLINE_CLERK, "热线", "340100")
    assert "/cases?overdue=callback" in hotline.get("/work").text
    page = hotline.get("/cases?overdue=callback").text
    assert waiting[0] in page
    assert waiting[1] not in page
    assert running not in page


def test_a_number_typed_into_the_list_opens_the_case(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    assert clerk.get("/cases", {"number": number}).headers["Location"] == f"/cases/{number}"


def test_pages_of_a_list_follow_each_other_without_gap(
    quarter: Quarter, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "LIST", work.PAGE)
    numbers = [reported(quarter, submission_key=f"k{count}") for count in range(23)]
    for address in ("/work", "/cases"):
        first = clerk.get(address).text
        older = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
        second = clerk.get(address + older).text
        assert sum(number in first for number in numbers) == 20
        assert all((number in first) != (number in second) for number in numbers)


@pytest.mark.parametrize("after", ["x", "2026-11-23T00:00:00~1", "2026-11-23T00:00:00+00:00~x", "9" * 30])
def test_a_bent_page_address_begins_at_the_top(quarter: Quarter, clerk: Client, after: str) -> None:
    assert clerk.get("/work", {"after": after}).status_code == 200
    assert clerk.get("/cases", {"after": after}).status_code == 200


@pytest.mark.parametrize(("address", "most"), [("/work", 6), ("/cases", 6)])
def test_a_list_costs_the_same_however_long_it_is(
    quarter: Quarter, clerk: Client, address: str, most: int
) -> None:
    for count in range(6):
        reported(quarter, submission_key=f"k{count}")
    clerk.get(address)
    with CaptureQueriesContext(connection) as spent:
        clerk.get(address)
    assert len([query for query in spent if "SAVEPOINT" not in query["sql"]]) <= most


def test_a_resident_finds_the_reports_of_his_phone(quarter: Quarter) -> None:
    number = reported(quarter, phone=PHONE)
    person = quarter.town.person("报事人", DONGFENG, phone=PHONE)
    account = quarter.town.account("报事人", DONGFENG, phone=PHONE)
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    assert person
    assert number in client.get("/work").text
    assert client.get(f"/cases/{number}").status_code == 200


def test_while_a_ruling_is_awaited_only_what_is_proven_is_offered(quarter: Quarter) -> None:
    number, hour = whistled(quarter), NOW + timedelta(hours=1)
    back = acts.ReturnWhistle(line="group_rental", text="实为群租")
    quarter.act(quarter.fire, number, back, hour)
    call = acts.Whistle(lead=quarter.fire.body_id, text="请到场")
    quarter.act(quarter.community, number, call, hour)
    quarter.act(quarter.fire, number, back, hour)
    page = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001").get(f"/cases/{number}").text
    form = page[page.index(f'action="/cases/{number}/close"') :]
    form = form[: form.index("</form>")]
    assert re.findall(r'name="outcome"[^>]*value="(\w+)"', form) == ["solved", "solved_in_part"]
    assert 'name="ground"' not in form
    joined = acts.Close(outcome=Outcome.NOT_SOLVED, text="没有部门愿意接，先办结了")
    with pytest.raises(Refused) as refused:
        quarter.act(quarter.street, number, joined, hour)
    assert refused.value.decision.reasons[0].code == "undecided"


def test_the_closing_form_says_what_which_outcome_needs(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    quarter.act(quarter.community, number, acts.Accept(kind="life_noise"))
    page = clerk.get(f"/cases/{number}").text
    form = page[page.index(f'action="/cases/{number}/close"') :]
    form = form[: form.index("</form>")]
    assert form.count("“已解决”“部分解决”必填") == 2  # evidence, photos
    assert "先问过报事人" in form
    assert "只在吹哨给部门办过时才要" in form
    outcome, ground, evidence = (form.index(f'name="{name}"') for name in ("outcome", "ground", "evidence"))
    assert outcome < form.index('class="on-not-a-case"') < ground < evidence

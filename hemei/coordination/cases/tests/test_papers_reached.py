"""Who has a paper to make or to serve is led there from the page of the case, and from his workbench."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from hemei.coordination.cases import services
from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Outcome
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_papers import TODAY
from hemei.coordination.cases.tests.test_visits import called
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day

DAY, KIND = timedelta(days=1), "blocked_fire_lane"
NOTICE = {"kind": "rectification", "addressee": "other", "recipient": "大地物业公司", "text": "清走车辆",
          "until": "2099-01-01"}  # fmt: skip
RECEIPT = {"kind": "receipt", "addressee": "reporter", "recipient": "张三", "text": "已经受理。"}


def led(client: Client, number: str) -> str:
    """Follow the case page's button to its papers; an empty string where there is none."""
    found = re.search(
        rf'<a class="button" href="(/cases/{number}/papers)"', client.get(f"/cases/{number}").text
    )
    return found[1] if found else ""


def department(quarter: Quarter) -> Client:
    return browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防")


def serve(client: Client, address: str) -> None:
    """Register the only paper as served by the form of its page."""
    form = re.search(r'action="([^"]+/served)"', client.get(address).text)
    assert form
    sent = {"service": "in_person", "served_on": shanghai_day(utc_now()).isoformat()}
    assert client.post(form[1], sent).status_code == 302


def taken_on(quarter: Quarter) -> str:
    number = quarter.report(kind=KIND)
    quarter.act(quarter.community, number, acts.Accept(kind=KIND))
    return number


def test_who_ordered_it_at_a_visit_is_led_to_its_notice_though_nobody_called_it(quarter: Quarter) -> None:
    number, fire = called(quarter), department(quarter)
    assert not led(fire, number)
    with records.acting(quarter.fire):
        services.record_finding(
            viewer=Viewer(quarter.fire), now=NOW + DAY, number=number,
            found="ordered", text="责令三日内清走", until=TODAY + 4 * DAY,
        )  # fmt: skip
    address = led(fire, number)
    assert fire.post(address, NOTICE).status_code == 302
    serve(fire, address)
    assert not led(browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海公安"), number), "it found nothing"


def ended_anew(quarter: Quarter, number: str) -> None:
    """The department could not solve it, the community closes it, the reporter sends it back."""
    for hours, (actor, act) in enumerate((
        (quarter.fire, acts.Arrive()),
        (quarter.fire, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="车主不在")),
        (quarter.community, acts.Close(outcome=Outcome.NOT_SOLVED, text="车主不在")),
        (quarter.resident, acts.SendBack(text="还堵着")),
    )):  # fmt: skip
        quarter.act(actor, number, act, NOW + timedelta(hours=hours))


def returned(quarter: Quarter, number: str) -> None:
    quarter.act(quarter.fire, number, acts.ReturnWhistle(line="group_rental", text="实为群租"))


@pytest.mark.parametrize("after", [ended_anew, returned])
def test_a_notice_that_is_out_is_served_whatever_became_of_the_call(
    quarter: Quarter, after: Callable[[Quarter, str], None]
) -> None:
    number, fire = taken_on(quarter), department(quarter)
    quarter.act(quarter.community, number, acts.Whistle(lead=quarter.fire.body_id))
    assert fire.post(led(fire, number), NOTICE).status_code == 302
    after(quarter, number)
    address = led(fire, number)
    assert "登记送达、存盖章件" in fire.get(f"/cases/{number}").text
    assert 'value="rectification"' not in fire.get(address).text, "it makes no other"
    serve(fire, address)
    quarter.sound(number)


def test_a_community_serves_its_receipt_of_a_case_that_rose(quarter: Quarter) -> None:
    number = taken_on(quarter)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert clerk.post(led(clerk, number), RECEIPT).status_code == 302
    for taker in (quarter.street, quarter.county):
        quarter.act(taker, number, acts.Fall(text="直接办理这个案件"))
        serve(clerk, led(clerk, number))
        with records.acting(quarter.community):
            CasePaper.objects.update(served_on=None, service="")
    assert not led(browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海公安"), number)


def test_what_is_not_served_stands_on_its_makers_workbench_until_it_is(quarter: Quarter) -> None:
    number = taken_on(quarter)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert "文书还没有登记送达" not in clerk.get("/work").text
    clerk.post(led(clerk, number), RECEIPT)
    assert "1份文书还没有登记送达" in clerk.get("/work").text
    assert "文书还没有登记送达" not in street.get("/work").text
    (listed,) = re.findall(r'href="(/cases/papers[^"]*)"', clerk.get("/work").text)
    page = clerk.get(listed).text
    address = f"/cases/{number}/papers"
    assert address in page
    assert "受理通知书" in page
    assert "送达给" in page
    assert address not in street.get(listed).text
    serve(clerk, address)
    assert "文书还没有登记送达" not in clerk.get("/work").text
    assert address not in clerk.get(listed).text


def test_a_withdrawn_paper_waits_for_nobody(quarter: Quarter) -> None:
    number = taken_on(quarter)
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    clerk.post(led(clerk, number), RECEIPT)
    (form,) = re.findall(r'action="([^"]+/served)"', clerk.get(led(clerk, number)).text)[:1]
    assert clerk.post(form, {"withdraw": "1", "reason": "送达对象写错了"}).status_code == 302
    assert "文书还没有登记送达" not in clerk.get("/work").text
    assert "已作废" in clerk.get(f"/cases/{number}").text

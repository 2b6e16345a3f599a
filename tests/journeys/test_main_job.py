"""S9: a problem goes from a resident's phone to an accepted result; departments arrive when whistled for."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import DESK, City, Open
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
REPORTERS_PHONE = "13900000009"
COURSE = [
    "cases.case_reported",
    "cases.case_accepted",
    "cases.departments_whistled",
    "cases.department_arrived",
    "cases.result_given",
    "cases.department_arrived",
    "cases.result_given",
    "cases.case_closed",
    "cases.case_sent_back",
    "cases.departments_whistled",
    "cases.department_arrived",
    "cases.result_given",
    "cases.case_closed",
    "cases.result_accepted",
]


def test_from_the_phone_to_the_accepted_result(
    open_page: Open, city: City, estate: str, photos: list[Path]
) -> None:
    reporter = Person(open_page(bypass_csp=True))
    clerk = Person(open_page(viewport=DESK, bypass_csp=True), "社区工作人员")
    fire = Person(open_page(bypass_csp=True), "部门工作人员", "消防")
    order = Person(open_page(bypass_csp=True), "部门工作人员", "城市管理")

    number = reporter.reports(estate, photos, phone=REPORTERS_PHONE)
    accept_and_whistle(clerk, number, joint="城管")
    answer(fire, number, "三辆车已经挪走，重新施划了禁停线。", photos[:1])
    try:
        city.let_pass(timedelta(hours=3))  # also ends the sessions of who left his desk
        for person in (clerk, fire, order):
            person.enters()
        answer_late(order, number)
        clerk.closes(number, "现场核实，通道已经畅通。", photos)

        reporter.follows(number, REPORTERS_PHONE, city.code_sent_to)
        reporter.looks()
        reporter.acts("send_back", "晚上又停满了。")
        expect(reporter.page.locator(".timeline li").first).to_contain_text("晚上又停满了")

        clerk.does(number, "whistle")
        answer(fire, number, "加装了隔离桩，并安排夜间巡查。", photos[:1])
        clerk.closes(number, "连续两晚核实，没有再占用。", photos)
        reporter.page.reload()
        reporter.acts("accept_result", "谢谢。")
        assert reporter.state() == "上报人认可"
        reporter.looks()
    finally:
        city.let_pass(timedelta(0))
    the_record_says_the_same(city, clerk, number)


def accept_and_whistle(clerk: Person, number: str, *, joint: str) -> None:
    clerk.page.goto("/work")
    clerk.looks()
    clerk.does(number, "accept")
    form = clerk.unfolds("whistle")
    form.get_by_label(joint).check()
    form.locator("[name=text]").fill("请到场劝离并处罚，通道内有三辆车。")
    clerk.looks()
    clerk.sends(form)
    assert clerk.state() == "吹哨中"


def answer(department: Person, number: str, text: str, photos: list[Path]) -> None:
    department.page.goto("/work")
    expect(row_of(department, number)).to_contain_text("请报到")
    department.does(number, "arrive", "已到场，正在联系车主。")
    department.looks()
    department.does(number, "give_result", text, tuple(photos), outcome="solved")
    department.looks()


def answer_late(department: Person, number: str) -> None:
    department.page.goto("/work")
    expect(row_of(department, number)).to_contain_text("已超")
    department.looks()
    department.does(number, "arrive")
    department.does(number, "give_result", "已劝离两处占道摊位。", outcome="solved")
    expect(calls_of(department, "城管")).to_contain_text("晚了")


def row_of(person: Person, number: str) -> Locator:
    return person.page.locator("ul.rows > li", has_text=number)


def calls_of(person: Person, body: str) -> Locator:
    return person.page.locator("table tr", has=person.page.get_by_role("rowheader", name=body))


def the_record_says_the_same(city: City, clerk: Person, number: str) -> None:
    """The course on the page is the recorded one, event by event, and the record is whole."""
    events = city.events_of(number)
    assert [event["type"] for event in events] == COURSE
    clerk.opens(number)
    assert clerk.page.locator(".timeline > li").count() == len(events)
    proof = city.run("verify", "--json")
    assert (proof.returncode, json.loads(proof.stdout)["first_broken"]) == (0, None), proof.stderr

"""What a program reads and writes with its key, what it never sees, and how it is refused."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules import acts
from hemei.faces.api.tests.conftest import NOW, SECURITY, Door, freeze
from hemei.ground.people import services as people
from hemei.ground.people.models import ProgramKey
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.scopes import Scope

STATEMENTS = {
    "places": 10, "places/340102": 10, "estates": 11, "companies": 9, "credit/levels": 9, "kinds": 8, "cases": 10,
    "figures": 26, "figures/F10/rows": 13, "boards": 9, "disclosures?estate=zzzzzz": 9, "standards": 8,
    "checkpoints": 9, "key": 8, "webhooks": 9, "webhooks/kinds": 8, "webhooks/1/deliveries": 9,
}  # fmt: skip
"""Statements of each list, eight of them the door's: the key, its count, whose eyes, in a test two save points."""


def test_every_list_answers_with_a_fixed_number_of_statements(door: Door) -> None:
    secret = door.key()
    door.report(secret)
    spent: dict[str, int] = {}
    for address in STATEMENTS:
        with CaptureQueriesContext(connection) as caught:
            answer = door.get(address, secret)
        assert answer.status_code == 200, (address, answer.content.decode())
        spent[address] = len(caught)
    assert spent == STATEMENTS


def test_a_program_reports_once_and_follows_without_words_and_persons(door: Door) -> None:
    secret = door.key(Role.HOTLINE_CLERK)
    more = {"spot": "3幢", "phone": "15400139000"}
    first, again = (door.report(secret, **more) for _ in range(2))
    assert first.status_code == again.status_code == 201, first.content
    number = first.json()["number"]
    assert again.json()["number"] == number
    assert door.report(secret, once="key-0002", **more).json()["number"] != number
    row = door.quarter.row(number)
    assert (row.channel, row.kind, row.reporter_id) == ("hotline", "littering", None)
    [_, listed] = door.get("cases", secret).json()["items"]
    told = [
        listed,
        door.get(f"cases/{number}", secret).json(),
        door.get(f"cases/{number}/course", secret).json(),
    ]
    for one in told:
        text = json.dumps(one, ensure_ascii=False)
        assert not any(hidden in text for hidden in ("垃圾没人收", "15400139000", "3幢"))
    assert listed["home"] == "东风社区居委会"
    assert told[1]["clocks"][0]["kind"] == "accept"
    assert told[2]["items"][0]["type"] == "cases.case_reported"
    assert told[2]["items"][0]["standards"]


def test_another_key_of_the_same_caller_makes_its_own_case(door: Door) -> None:
    one, other = door.key(Role.HOTLINE_CLERK), door.key(Role.HOTLINE_CLERK)
    assert door.report(one).json() != door.report(other).json()


def test_a_case_says_the_same_of_its_next_deadline_alone_and_in_the_list(door: Door) -> None:
    """The community's own clock stands still while a department is there; it is nobody's next deadline."""
    quarter, kind = door.quarter, "blocked_fire_lane"
    number = quarter.report(kind=kind)
    quarter.act(quarter.community, number, acts.Accept(kind=kind), NOW)
    fire = quarter.town.bodies["瑶海消防"]
    later = NOW + timedelta(minutes=30)
    quarter.act(quarter.community, number, acts.Whistle(lead=fire, joints=(), text="请到场"), later)
    quarter.act(quarter.fire, number, acts.Arrive(), later)
    secret = door.key()
    [listed] = door.get("cases", secret).json()["items"]
    alone = door.get(f"cases/{number}", secret).json()
    assert len([clock for clock in alone["clocks"] if clock["settled_at"] is None]) == 2
    assert alone["next_due_at"] == listed["next_due_at"]


def test_a_key_sees_what_its_body_sees(door: Door) -> None:
    number = door.report(door.key(Role.HOTLINE_CLERK)).json()["number"]
    for role, sees in (
        (Role.COMMUNITY_CLERK, True),
        (Role.HOTLINE_CLERK, True),
        (Role.STREET_CLERK, False),
        (Role.DEPARTMENT_CLERK, False),
        (Role.COMPANY_MANAGER, False),
    ):
        secret = door.key(role)
        assert bool(door.get("cases", secret).json()["items"]) is sees, role
        assert door.get(f"cases/{number}", secret).status_code == (200 if sees else 404), role
        assert door.get(f"cases/{number}/course", secret).status_code == (200 if sees else 404), role
    assert door.get("estates", door.key(Role.STREET_CLERK)).json()["items"] == []
    assert door.get("figures", door.key(Role.DEPARTMENT_CLERK)).status_code == 404
    assert door.get("figures?place=340104001", door.key()).status_code == 404


def test_lists_go_on_by_their_cursor(door: Door) -> None:
    secret = door.key(Role.HOTLINE_CLERK)
    numbers = [door.report(secret, once=f"key-{count:04}").json()["number"] for count in range(3)]
    page = door.get("cases?limit=2", secret).json()
    rest = door.get(f"cases?limit=2&after={page['next']}", secret).json()
    assert [row["number"] for row in (*page["items"], *rest["items"])] == numbers[::-1]
    assert rest["next"] is None
    kept = door.get("cases?kind=dogs", secret).json()
    assert kept == {"items": [], "next": None}
    assert len(door.get("cases?state=reported&open_only=true", secret).json()["items"]) == 3
    assert door.get("cases?overdue=true", secret).json()["items"] == []


QUESTIONS = [
    ("nothing", 404, "没有这个接口"),
    ("cases?limit=0", 422, "query.limit 的值“0”太小"),
    ("cases?limit=x", 422, "不是整数"),
    ("cases?after=99999999999999999999999", 422, "query.after"),
    ("cases?state=nosuch", 422, "query.state 没有“nosuch”这个值"),
    ("cases?kind=%00", 422, "不能用的字符"),
    ("estates?q=%00", 422, "不能用的字符"),
    ("estates?q=%ED%A0%80", 200, ""),
    ("estates?on=1999-01-01", 422, "query.on"),
    ("estates?on=x", 422, "query.on"),
    ("estates/%00", 422, "不能用的字符"),
    ("estates/NOSUCH", 404, "没有这一项"),
    ("places/999999", 404, "没有这一项"),
    ("cases/1", 422, "path.number"),
    ("cases/260101000001", 404, "没有这一项"),
    ("kinds?on=2000-01-01", 422, ""),
    ("figures?on=2099-01-01", 422, "不能查"),
    ("figures/NOSUCH/rows", 404, "没有这一项"),
    ("standards/national/nosuch/2022-01-01", 404, "没有这一项"),
    ("standards/national/intake-limits/2022-01-01", 200, "上报内容"),
    ("boards/zzzzzz", 404, "没有这一项"),
    ("disclosures", 422, "没有给出 query.estate"),
]


def test_bad_questions_are_told_what_is_wrong(door: Door) -> None:
    secret = door.key()
    for address, status, said in QUESTIONS:
        answer = door.get(address, secret)
        text = answer.content.decode()
        assert (answer.status_code, said in text) == (status, True), (address, text)
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == status


REPORTS: list[tuple[dict[str, Any], str]] = [
    ({"text": ""}, ""),
    ({"text": "a\u0000b"}, "不能用的字符"),
    ({"text": "\ud800"}, "body.text"),
    ({"text": "x" * 6_000}, "太长"),
    ({"place": "zzzz"}, "没有找到这个地点"),
    ({"place": "../.."}, "不能用的字符"),
    ({"kind": "nosuch"}, ""),
    ({"phone": "123"}, "不是手机号码"),
    ({"fact_on": "2099-12-31"}, ""),
    ({"fact_on": "2001-01-01"}, "太早"),
    ({"extra": 1}, "没有 body.extra 这一项"),
    ({"hidden": 7}, "body.hidden"),
]


def test_bad_reports_make_no_case(door: Door) -> None:
    secret = door.key()
    for changes, said in REPORTS:
        answer = door.report(secret, **changes)
        told = answer.content.decode()
        assert (answer.status_code, said in told) == (422, True), (changes, told)
    with records.acting(SYSTEM):
        assert not Case.objects.exists()


def test_what_is_no_json_is_told_so(door: Door) -> None:
    secret = door.key()
    for body in (b"", b"{", b"\xff\xfe", b"[" * 50_000, b"[]"):
        answer = door.post("cases", secret, body, **{"Idempotency-Key": "key-0001"})
        assert answer.status_code in {400, 422}, (body[:5], answer.content)
    assert door.post("cases", secret, b"x" * 100_001).status_code == 413
    assert door.report(secret, once="kurz").status_code == 422
    missing = door.post("cases", secret, {"place": "x", "text": "y"})
    assert "没有给出 header.Idempotency-Key" in missing.content.decode()


def test_keys_that_do_not_open(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    without = Client().get("/api/cases")
    assert (without.status_code, without["WWW-Authenticate"]) == (401, "Bearer")
    assert door.get("cases", "hemei_wrong").status_code == 401
    narrow = door.key(scopes={Scope.PLACES})
    assert door.get("estates", narrow).status_code == 200
    refused = door.get("cases", narrow)
    assert refused.status_code == 403
    assert "读取案件" in refused.json()["detail"]
    assert door.report(narrow).status_code == 403
    stopped = door.key()
    people.stop_program_key(actor=SECURITY, now=NOW, key_id=ProgramKey.objects.latest("id").pk)
    assert door.get("cases", stopped).status_code == 401
    ending = door.key(last_day=date(2026, 11, 2))
    assert door.get("cases", ending).status_code == 200
    freeze(monkeypatch, lambda: NOW + timedelta(days=1))
    assert door.get("cases", ending).status_code == 401


def test_too_many_calls_wait(door: Door) -> None:
    secret = door.key(per_minute=2)
    answers = [door.get("key", secret) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert answers[0].json()["per_minute"] == 2


def test_methods_languages_and_marks(door: Door) -> None:
    secret = door.key()
    wrong = Client().delete("/api/estates", headers={"Authorization": f"Bearer {secret}"})
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET")
    english = door.get("estates/NOSUCH", secret, **{"Accept-Language": "fr, en;q=0.9, zh;q=0.1"})
    assert english["Content-Language"] == "en"
    assert "no such thing" in english.json()["detail"]
    first = door.get("standards", secret)
    same = door.get("standards", secret, **{"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert "Authorization" in first["Vary"]


def test_the_description_is_served_to_programs_and_people(db: None) -> None:
    described = Client().get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    page = Client().get("/api/").content.decode()
    assert "POST /api/cases" in page
    assert "Standard Webhooks" in page


def test_the_description_is_read_only_and_says_so_as_a_problem() -> None:
    wrong = Client(enforce_csrf_checks=True).put("/api/openapi.json")
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET, HEAD")
    assert wrong["Content-Type"] == "application/problem+json"

"""A third system needs no code: the city's dated document brings its files, columns and words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.hotline import queries
from hemei.coordination.hotline.tests.conftest import NOW, Desk
from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records import standards
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import speaking, title_of

TODAY = shanghai_day(NOW)
HEADER = ("来信号", "来信内容", "涉及小区", "收信时间", "进度", "答复")
WORDS = (
    "reported", "accepted", "handling", "whistled", "resulted", "awaiting", "refused", "ended", "solved",
    "solved_in_part", "not_solved", "not_a_case", "content", "not_content", "silent", "anonymous", "withdrawn",
)  # fmt: skip
LETTERS = """
[[system]]
code = "letters"
name = "市长信箱"
name_en = "the mayor's letter box"
channel = "hotline"
updates = ""
time_format = "%Y/%m/%d %H:%M"
keep_days = 30
basis = "design"
owner = "市物业管理主管部门"
reason = "示范。"

[system.columns]
number = "来信号"
text = "来信内容"
estate = "涉及小区"
received_at = "收信时间"
state = "进度"
result = "答复"

[system.wording]
""" + "\n".join(f'{word} = "信{word}"' for word in WORDS)


def _text() -> str:
    with records.acting(SYSTEM):
        found = record.standards().in_force("hotline-sources", on=TODAY)
    assert found is not None
    return found.text


@pytest.fixture
def bureau(desk: Desk) -> Iterator[Client]:
    yield browser_of(desk.quarter, Role.CITY_BUREAU, "市房产局", "340100")
    standards.forget()


def issue(desk: Desk, toml: str, day: date = TODAY) -> None:
    actor = desk.quarter.town.actor(Role.CITY_BUREAU, "340100", "市房产局", "王五", account=1)
    with records.acting(actor):
        people.issue_standard(
            actor=actor, now=NOW, issue=records.Issue("hotline-sources", day, toml, "本市增加一个来源系统。")
        )


def test_a_city_names_a_third_system_and_its_files_come_and_go_back(
    desk: Desk, bureau: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemei.coordination.hotline.pages.files.utc_now", lambda: NOW)
    monkeypatch.setattr("hemei.ground.people.pages.imports.utc_now", lambda: NOW)
    assert "市长信箱" not in bureau.get("/hotline").text
    issue(desk, _text() + LETTERS)
    page = bureau.get("/hotline").text
    assert 'value="hotline.letters"' in page
    assert "市长信箱工单" in page
    assert "市长信箱工单" in bureau.get("/data").text
    with speaking("en"):
        assert (
            title_of(records.register_entry("hotline.letters").register) == "Orders of the mayor's letter box"
        )

    content = importing.comma(HEADER, ("L1", "路灯坏了", "绿地小区", "2026-11-01 09:30", "", ""))
    (number,) = importing.begin(desk.clerk, NOW, content, name="信箱.csv")  # known by its headers
    importing.check(desk.clerk, NOW, number)
    done = importing.write(desk.clerk, NOW, number)
    assert (done.register, done.new, done.bad) == ("hotline.letters", 1, 0)
    assert desk.case("L1").estate_name == "绿地小区"
    back = list(csv.reader(io.StringIO(desk.out(done).decode())))
    assert back[1][4] == "信reported"
    assert "信箱.csv" in bureau.get("/hotline").text


def test_a_system_that_a_later_document_drops_is_offered_no_more_and_its_files_stay(
    desk: Desk, bureau: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, later = _text(), NOW + timedelta(days=1)
    issue(desk, before + LETTERS)
    content = importing.comma(HEADER, ("L1", "路灯坏了", "绿地小区", "2026-11-01 09:30", "", ""))
    done = importing.take_in(desk.clerk, NOW, content, "hotline.letters")
    issue(desk, before, TODAY + timedelta(days=1))
    for page in ("hemei.coordination.hotline.pages.files", "hemei.ground.people.pages.imports"):
        monkeypatch.setattr(f"{page}.utc_now", lambda: later)
    assert 'value="hotline.letters"' not in bureau.get("/hotline").text
    assert bureau.get(f"/hotline/{done.id}").status_code == 200
    assert list(csv.reader(io.StringIO(desk.out(done, now=later).decode())))[1][4] == "信reported"
    with pytest.raises(Refused, match="没有这一种台账"):
        importing.begin(desk.clerk, later, content, "hotline.letters")
    with records.acting(SYSTEM):
        assert [one.code for one in queries.systems_on(TODAY)] == ["hotline", "grid", "letters"]
        assert [one.code for one in queries.systems_on(shanghai_day(later))] == ["hotline", "grid"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "letters"', 'code = "市长"', "须由小写字母"),
        ('code = "letters"', 'code = "grid"', "写了两次"),
        ('number = "来信号"', 'colour = "颜色"', "没有这样的列：colour"),
        ("keep_days = 30", "keep_days = 0", "保存天数"),
    ],
)
def test_a_document_that_names_a_system_badly_is_refused_in_chinese(
    desk: Desk, bureau: Client, old: str, new: str, said: str
) -> None:
    assert bureau
    with pytest.raises(Refused, match=said):
        issue(desk, _text() + LETTERS.replace(old, new))

"""The pages of patrols: a walker's day and form, the community's lists, the street's numbers, and who may enter."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hemei.coordination.patrols import services
from hemei.coordination.patrols.rules.words import Result
from hemei.coordination.patrols.tests.conftest import CELLS, KEY, LAT, LON, NOW, POINTS, Beat, picture
from hemei.ground.people.models import Account
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import DONGFENG, MINGGUANG, SANLIAN

PARTS = ("gate", "lists", "one", "points")
STARTED, ENDED = "2026-11-02T00:55:00Z", "2026-11-02T01:40:00Z"


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in PARTS:
        monkeypatch.setattr(f"hemei.coordination.patrols.pages.{part}.utc_now", lambda: NOW)


def browser_of(beat: Beat, cell: str = CELLS[0]) -> Client:
    """Sign in as the worker of a cell."""
    town = beat.quarter.town
    name = next(name for name, number in town.persons.items() if number == beat.walkers[cell].person_id)
    account = town.account(name, DONGFENG, username=name)
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def form(beat: Beat, **more: str) -> dict[str, object]:
    """Fill the form of the first cell's round: a find with a photo, a clear point, one he could not look at."""
    first, second, third = beat.points[CELLS[0]]
    seen = json.dumps({"at": "2026-11-02T01:00:00Z", "lon": LON, "lat": LAT})
    return {
        "submission_key": KEY, "started_at": STARTED, "ended_at": ENDED, f"mark-{first}": "found",
        f"case-{first}": "blocked_fire_lane", f"seen-{first}": seen, f"photo-{first}": picture(), f"mark-{second}": "1",
        f"mark-{third}": "blocked", f"note-{third}": "正在修剪，封闭了", **more,
    }  # fmt: skip


def test_who_walked_a_round_that_was_given_away_hands_it_in(beat: Beat) -> None:
    beat.plan()
    walker, number, other = browser_of(beat), beat.round(), beat.walkers[CELLS[1]]
    assert 'data-outbox="patrol-"' in walker.get("/patrols").content.decode()
    assert other.appointment_id is not None
    with records.acting(beat.clerk):
        services.give_round(actor=beat.clerk, now=NOW, round_id=number, walker_id=other.appointment_id)
    page = walker.get(f"/patrols/{number}").content.decode()
    assert "补交我走过的" in page
    assert 'name="submission_key"' not in page
    assert 'name="submission_key"' in walker.get(f"/patrols/{number}?walked=1").content.decode()
    beat.walk(actor=other, key=KEY.replace("1", "2"))
    assert walker.post(f"/patrols/{number}", form(beat)).status_code == 302
    page = walker.get(f"/patrols/{number}").content.decode()
    assert "另有记录" in page
    assert "补交我走过的" not in page


def test_a_walker_opens_his_day_walks_and_finds_the_case(beat: Beat) -> None:
    beat.plan()
    walker, number = browser_of(beat), beat.round()
    kept = walker.get("/patrols")
    day = kept.content.decode()
    assert kept["X-Hemei-Keep"] == "1"
    assert f'href="/patrols/{number}" data-kept-page="/patrols"' in day
    assert "接下来几天" in day
    assert CELLS[1] not in day
    page = walker.get(f"/patrols/{number}")
    assert page["X-Hemei-Keep"] == "1"
    assert "有没有车辆、杂物占用" in page.content.decode()
    empty = walker.post(f"/patrols/{number}", {"submission_key": KEY})
    assert (empty.status_code, "一个点位都没有记录" in empty.content.decode()) == (422, True)
    assert "X-Hemei-Keep" not in empty
    first = beat.points[CELLS[0]][0]
    unproven = form(beat, **{f"noted-{first}": '{"门口.jpg|7": {"lon": 117283000}}'})
    del unproven[f"photo-{first}"]
    refused = walker.post(f"/patrols/{number}", unproven)
    noted = f'name="noted-{first}" value="{{&#34;门口.jpg|7&#34;: {{&#34;lon&#34;: 117283000}}}}"'
    assert (
        noted in refused.content.decode()
    )  # the photo comes back from the phone, and with it what was noted of it
    assert "没有照片也没有说明" in refused.content.decode()
    assert "正在修剪，封闭了" in refused.content.decode()
    foreign = beat.points[CELLS[1]][0]
    assert (
        "不在这一轮里"
        in walker.post(f"/patrols/{number}", form(beat, **{f"mark-{foreign}": "1"})).content.decode()
    )
    done = walker.post(f"/patrols/{number}", form(beat), follow=True)
    said = done.content.decode()
    assert "巡查已经收到" in said
    assert "离点位0米" in said
    assert "data-draft" not in said
    case = re.search(r'href="/cases/([^"]+)"', said)
    assert case is not None
    assert walker.post(f"/patrols/{number}", form(beat)).status_code == 302
    again = walker.post(f"/patrols/{number}", form(beat, submission_key=KEY.replace("1", "2")))
    assert (again.status_code, "已经提交过" in again.content.decode()) == (422, True)
    assert beat.count("select count(*) from cases_case") == 1
    shown = walker.get(f"/cases/{case[1]}").content.decode()
    assert f"/patrols/of-case/{case[1]}" in shown
    assert f'href="/patrols/{number}"' in walker.get(f"/patrols/of-case/{case[1]}").content.decode()
    photo = re.search(rf'href="(/patrols/{number}/photos/\d+)"', said)
    assert photo is not None
    assert walker.get(photo[1])["Content-Type"].startswith("image/")
    assert browser_of(beat, CELLS[1]).get(photo[1]).status_code == 404


def test_tomorrows_round_is_shown_and_not_taken(beat: Beat) -> None:
    beat.plan()
    walker, tomorrow = browser_of(beat), beat.round(day=date(2026, 11, 3))
    page = walker.get(f"/patrols/{tomorrow}")
    assert "X-Hemei-Keep" not in page
    assert "data-draft" not in page.content.decode()
    assert "还没有到" in walker.post(f"/patrols/{tomorrow}", form(beat)).content.decode()


def test_the_community_sees_plan_and_misses_explains_and_exports(beat: Beat) -> None:
    beat.plan()
    beat.walk(*beat.said(Result.FOUND, Result.CLEAR, case_kind="blocked_fire_lane", note="堵了一辆车"))
    services.sweep_missed(now=NOW + timedelta(days=2))
    clerk = beat.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    listed = clerk.get("/patrols/rounds").content.decode()
    for words in ("按时完成", "漏巡", "待巡查", "待说明原因", "1 个点位没有看", "网格员1"):
        assert words in listed
    missed = clerk.get("/patrols/rounds?state=unexplained").content.decode()
    other = beat.round(CELLS[1])
    assert f"/patrols/{other}" in missed
    wrong = clerk.post(f"/patrols/{other}/explain", {"why": "other", "note": ""})
    assert (wrong.status_code, "没有写明原因" in wrong.content.decode()) == (422, True)
    done = clerk.post(f"/patrols/{other}/explain", {"why": "leave"}, follow=True).content.decode()
    assert "请假或轮休" in done
    book = load_workbook(
        io.BytesIO(b"".join(clerk.get("/patrols/rounds.xlsx?state=missed").streaming_content))
    )
    assert [row[8] for row in book.active.iter_rows(min_row=2, values_only=True) if row[1] == CELLS[1]][
        -1:
    ] == ["请假或轮休"]
    seen = clerk.get("/patrols/seen?result=missed").content.decode()
    assert POINTS[2][1] in seen
    book = load_workbook(io.BytesIO(b"".join(clerk.get("/patrols/seen.xlsx?result=found").streaming_content)))
    [found] = book.active.iter_rows(min_row=2, values_only=True)
    assert (found[2], found[4]) == (POINTS[0][1], "发现问题")
    assert clerk.get(f"/patrols/cells/{beat.cells[CELLS[1]]}").status_code == 302
    added = clerk.post(
        "/patrols/rounds/add", {"cell": beat.cells[CELLS[0]], "day": "2026-11-07"}, follow=True
    )
    assert "已经安排" in added.content.decode()
    late = clerk.post("/patrols/rounds/add", {"cell": beat.cells[CELLS[0]], "day": "2026-12-07"})
    assert (late.status_code, "只能从今天起" in late.content.decode()) == (422, True)


def test_the_community_keeps_points_and_gives_a_round_to_another(beat: Beat) -> None:
    beat.plan()
    clerk = beat.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    spot = f"{beat.cells[CELLS[0]]}:{beat.estate}"
    new = {"spot": spot, "kind": "road", "name": "主路", "lon": "117.283", "lat": "31.861"}
    assert "点位已登记" in clerk.post("/patrols/points", new, follow=True).content.decode()
    twice = clerk.post("/patrols/points", new)
    assert (twice.status_code, "已经有同名的点位" in twice.content.decode()) == (422, True)
    assert "要一起填" in clerk.post("/patrols/points", {**new, "name": "乙", "lat": ""}).content.decode()
    assert "看不懂" in clerk.post("/patrols/points", {**new, "name": "乙", "lat": "北"}).content.decode()
    point = beat.points[CELLS[0]][0]
    assert POINTS[0][1] in clerk.get(f"/patrols/points/{point}").content.decode()
    assert "已保存" in clerk.post(f"/patrols/points/{point}", {"end": "1"}, follow=True).content.decode()
    assert clerk.get(f"/patrols/points/{point}").status_code == 404
    number, other = beat.round(), beat.walkers[CELLS[1]]
    assert "换人走" in clerk.get(f"/patrols/{number}").content.decode()
    given = clerk.post(f"/patrols/{number}/walker", {"walker": other.appointment_id or 0}, follow=True)
    assert "已经换人" in given.content.decode()
    assert clerk.post(f"/patrols/{number}/walker", {"walker": 987_654_321}).status_code == 422
    assert CELLS[0] in browser_of(beat, CELLS[1]).get("/patrols").content.decode()


def test_the_street_counts_and_each_number_opens_its_rows(beat: Beat) -> None:
    beat.plan()
    beat.walk(*beat.said(Result.FOUND, Result.CLEAR, case_kind="blocked_fire_lane", note="堵了一辆车"))
    street = beat.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    assert street.get("/patrols").url == "/patrols/overview"
    page = street.get("/patrols/overview?since=2026-11-01&until=2026-11-30").content.decode()
    assert "东风社区" in page
    numbers = {
        count: address.replace("&amp;", "&")
        for address, count in re.findall(r'<a href="([^"]+)">(\d+)<', page)
    }
    assert sorted(map(int, numbers)) == [1, 11, 12]
    assert "东风第一网格" in street.get(numbers["1"]).content.decode()
    find = re.search(r'href="(/patrols/seen[^"]*result=found[^"]*)"', page)
    assert find is not None
    assert POINTS[0][1] in street.get(find[1].replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.COMPANY_MANAGER])
def test_who_has_nothing_to_do_with_patrols_enters_nothing(beat: Beat, role: Role) -> None:
    body = "大地物业公司" if role is Role.COMPANY_MANAGER else "市房产局"
    browser = beat.quarter.browser(role, body, "340100")
    for address in ("/patrols", "/patrols/rounds", "/patrols/points", "/patrols/seen", "/patrols/overview"):
        assert browser.get(address).status_code == 403


def test_a_strange_clerk_finds_nothing(beat: Beat) -> None:
    beat.plan()
    strange = beat.quarter.browser(Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert strange.get(f"/patrols/{beat.round()}").status_code == 404
    assert strange.post(f"/patrols/{beat.round()}/explain", {"why": "leave"}).status_code == 404
    assert strange.get(f"/patrols/points/{beat.points[CELLS[0]][0]}").status_code == 404
    assert CELLS[0] not in strange.get(f"/patrols/rounds?place={beat.cells[CELLS[0]]}").content.decode()


def test_no_list_asks_more_the_longer_it_is(beat: Beat) -> None:
    street = beat.quarter.browser(Role.STREET_CLERK, "明光路街道办", MINGGUANG)
    walker = browser_of(beat)
    addresses = (
        "/patrols/rounds", "/patrols/seen", "/patrols/points", "/patrols/overview?since=2026-11-01&until=2026-11-30"
    )  # fmt: skip

    def asked() -> list[int]:
        counts = []
        for client, address in [*((street, one) for one in addresses), (walker, "/patrols")]:
            with CaptureQueriesContext(connection) as spent:
                assert client.get(address).status_code == 200
            counts.append(len(spent))
        return counts

    asked()
    beat.plan()
    beat.walk()
    before = asked()
    drafts = [services.PointDraft(beat.cells[CELLS[1]], "green", f"绿地{number}") for number in range(30)]
    services.add_points(actor=beat.clerk, now=NOW, drafts=drafts)
    services.add_round(actor=beat.clerk, now=NOW, cell_id=beat.cells[CELLS[1]], day=date(2026, 11, 8))
    services.sweep_missed(now=NOW + timedelta(days=4))
    assert asked() == before
    assert before == [11, 7, 9, 10, 8]

"""Open cases on the map: points and list say the same, a number opens its cases, nobody sees beyond his places."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import openpyxl
from django.db import connection

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter
from hemei.coordination.cases.tests.test_lots import MONDAY, drawn, scene, solved
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now


def test_open_cases_lie_where_their_estate_lies(quarter: Quarter) -> None:
    now = utc_now()
    early = quarter.report(kind="blocked_fire_lane", now=now - timedelta(days=9))
    quarter.report(kind="littering", now=now, text="又有垃圾")
    ended = quarter.report(kind="littering", now=now, text="楼道垃圾")
    quarter.act(quarter.resident, ended, acts.Withdraw(), now)
    with records.acting(quarter.street):
        (row,) = queries.open_places(actor=quarter.street, now=now)
        assert (row.name, row.count, row.late) == ("绿地小区", 2, 1)
        assert queries.open_places(actor=quarter.street, now=now, after=(row.count, row.estate_id)) == []
    for stranger in (quarter.foreign_street, quarter.fire, quarter.stranger):
        with records.acting(stranger):
            assert list(queries.every_open_place(actor=stranger, now=now)) == []
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    page = clerk.get("/cases/map")
    assert page.status_code == 200
    assert "没有结束2件，超时1件" in page.text
    assert "没有登记位置" in page.text, "an estate without a position stands in the list"
    assert "已上报、已受理、办理中、吹哨中、待核实、待认可、不予受理" in page.text
    figure = f"/cockpit/{quarter.community.home_place}/figures/C12"
    assert f'href="{figure}"' in page.text
    assert early in clerk.get(figure).text
    found = json.loads(clerk.get("/cases/map.geojson").content)
    assert found["features"] == []
    behind = clerk.get(f"/cases?estate={row.estate_id}").text
    assert early in behind
    assert ended not in behind
    book = openpyxl.load_workbook(io.BytesIO(b"".join(clerk.get("/cases/map.xlsx"))))  # type: ignore[arg-type]
    assert [line[:3] for line in book.active.values][1:] == [("绿地小区", 2, 1)]  # type: ignore[union-attr]
    assert (
        "没有案件还没结束"
        in browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN).get("/cases/map").text
    )
    assert browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防").get("/cases/map").status_code == 403
    for bad in ("x", "1~", "~", "1~2~3", "9" * 40):
        assert clerk.get(f"/cases/map?after={bad}").status_code == 200
    assert services.sweep(actor=quarter.system, now=now) >= 0


def open_on(*days: int) -> list[dict[str, str]]:
    """Return of these days of November which cases the figure C12 counts, and why."""
    query = queries.OPEN_CASES.sql.format(day="%(day)s::date")
    found = []
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for day in days:
            cursor.execute(f"select arg, reason from ({query}) s", {"day": date(2026, 11, day)})
            found.append(dict(cursor.fetchall()))
    return found


def test_a_day_keeps_its_open_cases_however_they_go_on(quarter: Quarter) -> None:
    waits = quarter.report(kind="littering", now=NOW + timedelta(days=1), text="又有垃圾")
    number = solved(quarter)
    assert open_on(1, 2, 3) == [{}, {}, {waits: "open"}], (
        "what came and ended on one day was not open at its end"
    )
    assert drawn() == number
    reopened = MONDAY + timedelta(hours=30)
    quarter.act(quarter.street, number, acts.Reopen(text="车还在原处"), reopened, photos=[scene(9)])
    both = {waits: "open", number: "again"}
    assert open_on(2, 3, 9, 10, 11) == [{}, {waits: "open"}, {waits: "open"}, both, both]
    quarter.act(quarter.resident, waits, acts.Withdraw(), reopened + timedelta(days=1))
    assert open_on(3, 10, 11) == [{waits: "open"}, both, {number: "again"}]


def test_what_was_withdrawn_against_its_reporters_will_was_not_open_meanwhile(quarter: Quarter) -> None:
    number = quarter.report(kind="littering")
    day = timedelta(days=1)
    quarter.act(quarter.hotline, number, acts.Withdraw(text="本人来电说已经解决"), NOW + day)
    quarter.act(quarter.resident, number, acts.SendBack(text="我没有说过要撤销"), NOW + 3 * day)
    assert open_on(2, 3, 4, 5, 6) == [{number: "open"}, {}, {}, {number: "again"}, {number: "again"}]
    quarter.act(quarter.resident, number, acts.Withdraw(), NOW + 4 * day)
    assert open_on(2, 3, 5, 6) == [{number: "open"}, {}, {number: "again"}, {}]


def test_the_map_of_the_cockpit_draws_the_very_cases_of_the_figure(quarter: Quarter) -> None:
    quarter.report(kind="littering", now=NOW, text="楼道垃圾")
    quarter.report(kind="littering", now=NOW, text="又有垃圾")
    ended = quarter.report(kind="littering", now=NOW, text="还有垃圾")
    quarter.act(quarter.resident, ended, acts.Withdraw(), NOW + timedelta(days=2))
    ranges = quarter.street.places
    with records.acting(quarter.street):
        for day, count in ((2, 3), (4, 2)):
            (row,) = queries.open_estates(ranges=ranges, day=date(2026, 11, day))
            assert (row.count, row.name, row.oldest_on) == (count, "绿地小区", date(2026, 11, 2))
            assert row.count == len(open_on(day)[0])
        assert queries.open_estates(ranges=ranges, day=date(2026, 11, 1)) == []
        assert queries.open_estates(ranges=(), day=date(2026, 11, 4)) == []
    clerk = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    address = f"/cockpit/{quarter.street.home_place}/map"
    page = clerk.get(f"{address}?show=C12").text
    assert "没有结束2件" in page
    assert f'href="/cases?estate={row.estate_id}"' in page
    assert f'href="/cockpit/{quarter.street.home_place}/figures/C12"' in page
    assert f'href="{address}?show=C12"' in clerk.get(address).text
    assert "没有结束3件" in clerk.get(f"{address}?show=C12&on=2026-11-02").text
    points = clerk.get(f"{address}/estates.geojson?show=C12")
    assert (points.status_code, json.loads(points.content)["type"]) == (200, "FeatureCollection")
    for bad in ("x", "1~", "~", "1~2~3", "9" * 40):
        assert clerk.get(f"{address}?show=C12&after={bad}").status_code == 200

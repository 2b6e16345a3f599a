"""Open cases on the map: points and list say the same, a number opens its cases, nobody sees beyond his places."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import openpyxl

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import SANLIAN, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
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
    assert "在办2件，超时1件" in page.text
    assert "没有登记位置" in page.text, "an estate without a position stands in the list"
    found = json.loads(clerk.get("/cases/map.geojson").content)
    assert found["features"] == []
    behind = clerk.get(f"/cases?estate={row.estate_id}").text
    assert early in behind
    assert ended not in behind
    book = openpyxl.load_workbook(io.BytesIO(b"".join(clerk.get("/cases/map.xlsx"))))  # type: ignore[arg-type]
    assert [line[:3] for line in book.active.values][1:] == [("绿地小区", 2, 1)]  # type: ignore[union-attr]
    assert (
        "没有在办的案件"
        in browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN).get("/cases/map").text
    )
    assert browser_of(quarter, Role.DEPARTMENT_CLERK, "瑶海消防").get("/cases/map").status_code == 403
    for bad in ("x", "1~", "~", "1~2~3", "9" * 40):
        assert clerk.get(f"/cases/map?after={bad}").status_code == 200
    assert services.sweep(actor=quarter.system, now=now) >= 0

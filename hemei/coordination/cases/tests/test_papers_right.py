"""What was filed wrongly of a paper is put right with a reason, and what it replaces is kept; a paper is withdrawn."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from hemei.coordination.cases import paper, services
from hemei.coordination.cases.models import CasePaper
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import PaperKind, may_put_right
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_lots import scene
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_papers import DRAFT, TODAY, made, rows_of
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

LATER = NOW + timedelta(days=1)
WHY = "填错了日期"


@pytest.mark.parametrize(
    ("withdrawn", "filed", "reason", "code"),
    [
        (False, False, "", ""),
        (False, True, "错", "reason"),
        (False, True, WHY, ""),
        (True, False, "", "withdrawn"),
        (True, True, WHY, "withdrawn"),
    ],
)
def test_when_something_may_be_filed(withdrawn: bool, filed: bool, reason: str, code: str) -> None:  # noqa: FBT001 - cells
    decision = may_put_right(withdrawn=withdrawn, filed=filed, reason=reason)
    assert [one.code for one in decision.reasons] == ([code] if code else [])


def said(quarter: Quarter, number: str, kind: str) -> dict[str, Any]:
    with records.acting(SYSTEM):
        events = record.history(stream=quarter.row(number).stream)
    (event,) = [one for one in events if one.type == kind]
    about: dict[str, Any] = event.data["about"]
    return about


@pytest.mark.django_db
def test_a_wrong_day_and_a_wrong_scan_are_put_right_and_what_was_there_stays(quarter: Quarter) -> None:
    number, paper_id = made(quarter)
    street = quarter.street
    asked: dict[str, Any] = {"viewer": Viewer(street), "number": number, "paper_id": paper_id}
    serve = partial(services.serve_paper, now=LATER, way="post", **asked)
    keep = partial(services.keep_scan, now=LATER, name="盖章.jpg", **asked)
    with records.acting(street):
        serve(served_on=TODAY)
        keep(upload=scene(1))
        first = CasePaper.objects.get(pk=paper_id)
        for again in (partial(serve, served_on=TODAY), partial(keep, upload=scene(2))):
            with pytest.raises(Refused) as refused:
                again(reason="错")
            assert refused.value.decision.reasons[0].code == "reason"
        serve(served_on=TODAY + timedelta(days=1), reason=WHY)
        keep(upload=scene(2), reason="扫描的是别的文书")
    (row,) = rows_of(quarter, street, number)
    assert (row.served_on, row.scans_before) == (TODAY + timedelta(days=1), (first.scan_id,))
    assert row.sha256 != first.sha256
    about = said(quarter, number, "cases.paper_service_corrected")
    assert about["before"] == {"day": TODAY.isoformat(), "way": "post"}
    assert said(quarter, number, "cases.paper_scan_replaced")["before"] == first.sha256
    with records.acting(street):
        assert record.open_sealed([about["texts"]["paper_reason"]["vault"]]) == {
            about["texts"]["paper_reason"]["vault"]: WHY
        }
    office = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    address = f"/cases/{number}/papers/{paper_id}/scan"
    assert "更换前的第1份" in office.get(f"/cases/{number}/papers").text
    old, new = (b"".join(office.get(f"{address}{which}")) for which in ("?before=0", ""))
    assert old
    assert old != new
    assert office.get(f"{address}?before=1").status_code == 404


@pytest.mark.django_db
def test_a_withdrawn_paper_keeps_its_number_and_takes_nothing_more(quarter: Quarter) -> None:
    number, paper_id = made(quarter)
    office = browser_of(quarter, Role.STREET_CLERK, "明光路街道办", "340102001")
    address = f"/cases/{number}/papers/{paper_id}/served"
    short = office.post(address, {"withdraw": "1", "reason": "错"})
    assert (short.status_code, f'id="error-w{paper_id}reason"' in short.text) == (422, True)
    community = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert community.post(address, {"withdraw": "1", "reason": WHY}).status_code == 404
    assert office.post(address, {"withdraw": "1", "reason": "送达对象写错了"}).status_code == 302
    page = office.get(f"/cases/{number}/papers").text
    assert "已作废" in page
    assert "作废这份文书" not in page
    with records.acting(quarter.street):
        with pytest.raises(Refused, match="作废"):
            services.keep_scan(
                viewer=Viewer(quarter.street), now=LATER, number=number, paper_id=paper_id, name="盖章.jpg",
                upload=io.BytesIO(b"x"), reason=WHY,
            )  # fmt: skip
        services.make_paper(viewer=Viewer(quarter.street), now=LATER, number=number, draft=DRAFT)
    old, new = rows_of(quarter, quarter.street, number)
    assert old.number.endswith("第1号")
    assert new.number.endswith("第2号")
    template = services.template_of(PaperKind.RECTIFICATION, TODAY)
    assert template is not None
    assert paper.paper_of(old, template).title.endswith("（已作废）")
    assert said(quarter, number, "cases.paper_withdrawn")["number"] == old.number

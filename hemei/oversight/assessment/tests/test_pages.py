"""The pages of assessment: a round by its organiser, an assessor's form, the explanation, an objection, the lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases.tests.conftest import picture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.oversight.assessment import services
from hemei.oversight.assessment.models import Round
from hemei.oversight.assessment.tests.conftest import CITY, COUNTY, DONGFENG, STREET, Bench

if TYPE_CHECKING:
    from django.test import Client

from hemei.ui.tests.reading import cells

pytestmark = pytest.mark.django_db


def browser(bench: Bench, role: Role, body: str, code: str) -> Client:
    return bench.side.quarter.browser(role, body, code)


def test_a_round_from_its_opening_to_its_publication_by_form(bench: Bench) -> None:
    bureau = browser(bench, Role.CITY_BUREAU, "市房产局", CITY)
    page = bureau.get("/evaluations/new").text
    assert "街道（乡镇）物业管理重心下移专项评价标准" in page
    place = re.search(r'name="place" value="(\d+)"', page)[1]  # type: ignore[index]
    typed = {
        "standard": "street-evaluation",
        "place": place,
        "title": "街道评价",
        "period_from": "2024-11-01",
    }
    answer = bureau.post("/evaluations/new", {**typed, "period_last": ""})
    assert answer.status_code == 422
    assert 'value="街道评价"' in answer.text  # nothing typed is lost
    home = bureau.post("/evaluations/new", {**typed, "period_last": "2025-10-31"}).url
    assert "还没有评价对象" in bureau.get(home).text
    bureau.post(f"{home}/do/enter")
    assert "明光路街道" in bureau.get(home).text
    found = bureau.get(home, {"q": "瑶海区住建局"}).text
    office = re.search(r'<option value="(\d+)">[^<]*住建局', found)[1]  # type: ignore[index]
    assert "请选择代表哪一方" in bureau.post(f"{home}/do/appoint", {"appointment": office}).text
    bureau.post(
        f"{home}/do/appoint", {"party": "department", "appointment": office, "department": "区住建局"}
    )
    assert "区住建局" in bureau.get(home).text
    refused = bureau.post(f"{home}/do/settle")
    assert refused.status_code == 422
    assert "没有评定" in refused.text
    bureau.post(f"{home}/do/settle", {"with_gaps": "1"})
    assert "已结算，待公示" in bureau.get(home).text


def test_a_settled_round_is_posted_objected_to_answered_and_published_by_form(bench: Bench) -> None:
    number = bench.entered("street-evaluation", title="街道评价")
    bench.judge(number)
    bench.mark_all(number, bench.office, low=["budget_paid"])
    bench.do(bench.city, services.settle_round, round_id=number)
    home, bureau = f"/evaluations/{number}", browser(bench, Role.CITY_BUREAU, "市房产局", CITY)
    page = bureau.get(home).text
    entry = re.search(r'href="(/evaluations/scores/\d+)">', page)[1]  # type: ignore[index]
    page = bureau.get(entry).text
    assert "目前没有记录可证，不计入总分" in page
    assert "来源：" in page  # the clause a section's weight rests on
    bureau.post(f"{home}/do/post")
    street = browser(bench, Role.STREET_CLERK, "明光路街道办", STREET)
    mine = street.get("/evaluations", {"view": "mine"}).text
    assert "街道评价" in mine
    own = re.search(r'href="(/evaluations/scores/\d+)">', street.get(home).text)[1]  # type: ignore[index]
    objected = {"item": "budget_paid", "text": "经费已经拨付"}
    assert "没有写明理由" in street.post(f"{own}/objections", {**objected, "text": "错"}).text
    assert street.post(f"{own}/objections", objected).status_code == 302
    again = street.post(f"{own}/objections", objected)
    assert again.status_code == 422
    assert "已经提出过异议" in again.text
    page = street.get(own).text
    assert "没有看到记录" in page  # why points were taken, and not by whom
    assert "异议复核" not in page
    number = re.search(r'name="objection" value="(\d+)"', bureau.get(home).text)[1]  # type: ignore[index]
    decided = {"objection": number, "upheld": "1", "value": "1", "text": "凭证属实"}
    assert bureau.post(f"{home}/do/decide", decided).status_code == 302
    assert "公示期还没有结束" in bureau.post(f"{home}/do/publish").text
    with records.acting(SYSTEM):
        Round.objects.update(posted_until="2026-01-01T00:00:00Z")
    assert bureau.post(f"{home}/do/publish").status_code == 302
    company = browser(bench, Role.COMPANY_MANAGER, "大地物业公司", CITY)
    page = company.get(home).text
    assert "明光路街道" in page
    assert "名次" in page
    for sheet in ("/evaluations.xlsx", "/evaluations.xlsx?view=mine", f"{home}/ranking.xlsx"):
        assert b"".join(bureau.get(sheet).streaming_content)
    assert b"".join(bureau.get(f"{home}/subjects.xlsx").streaming_content)


def test_a_rank_opens_down_to_the_figure_and_to_the_record(bench: Bench) -> None:
    number = bench.entered("street-evaluation")
    bench.published(number)
    street = browser(bench, Role.STREET_CLERK, "明光路街道办", STREET)
    page = street.get(f"/evaluations/{number}").text
    near = re.search(r'href="(/evaluations/scores/\d+)">明光路街道<', page)[1]  # type: ignore[index]
    page = street.get(near).text
    item = re.search(rf'href="({near}/items/staff_communities)"', page)[1]  # type: ignore[index]
    page = street.get(item).text
    assert "1项中0项" in page
    assert "打开指标F8当日的清单" in page
    told = " ".join(cells(street, f"{item}.xlsx"))
    assert "东风社区" in told
    assert "未计入" in told
    record = re.search(r'href="(/offices/communities/[^"]+)">东风社区', page)[1]  # type: ignore[index]
    assert street.get(record).status_code == 200
    figure = re.search(r'href="(/cockpit/\d+/figures/F8\?on=2026-10-31)"', page)[1]  # type: ignore[index]
    assert "东风社区" in street.get(figure).text
    foreign = browser(bench, Role.STREET_CLERK, "三里庵街道办", "340104001")
    page = foreign.get(item).text
    assert "没有您有权查看的记录" in page  # hidden from him, they must not look undone
    assert "未计入" not in page
    assert "未计入" not in cells(foreign, f"{item}.xlsx")
    assert street.get(f"/evaluations/of/street/{bench.town.place(STREET)}").status_code == 200


def test_an_assessor_marks_by_form_and_sees_no_score(bench: Bench) -> None:
    number = bench.entered("three-in-one-standard", bench.county, COUNTY)
    person = "department_clerk 瑶海区住建局"
    office = browser(bench, Role.DEPARTMENT_CLERK, "瑶海区住建局", COUNTY)
    bench.judge(number, bench.county, who=person)
    page = office.get(f"/evaluations/{number}").text
    form = re.search(r'href="(/evaluations/scores/\d+/marks)"', page)[1]  # type: ignore[index]
    page = office.get(form).text
    assert "建立机制并登记" in page  # filled by records, named and not to be marked
    assert "没有新的评分" in office.post(form, {}).text
    refused = office.post(form, {"value-carrier_place": "1/2"})
    assert "要写明依据" in refused.text
    saved = office.post(form, {"value-carrier_place": "1/2", "note-carrier_place": "场所不固定"})
    assert saved.status_code == 302
    assert "已评1项" in office.get(f"/evaluations/{number}").text
    assert 'value="场所不固定"' in office.get(form).text
    assert office.get(form.removesuffix("/marks")).status_code == 404
    stranger = browser(bench, Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    assert stranger.get(form).status_code == 404
    assert stranger.get(f"/evaluations/{number}").status_code == 404
    grid = browser(bench, Role.GRID_WORKER, "东风社区居委会", DONGFENG)
    assert grid.get("/evaluations").status_code == 200
    assert grid.get("/evaluations/new").status_code == 403
    assert "还没有公布的评价" in grid.get(f"/evaluations/of/community/{bench.town.place(DONGFENG)}").text


def test_a_mark_stands_on_a_photo_or_document_that_only_who_sees_the_mark_may_open(bench: Bench) -> None:
    number = bench.entered("street-evaluation", title="街道评价")
    office = browser(bench, Role.DEPARTMENT_CLERK, "瑶海区住建局", COUNTY)
    bench.judge(number, who="department_clerk 瑶海区住建局")
    near = str(bench.entries(number)["明光路街道"].pk)
    form = f"/evaluations/scores/{near}/marks"

    def hand(content: bytes, name: str, **more: str) -> int:
        upload = SimpleUploadedFile(name, content)
        return office.post(form, {"value-budget_paid": "0", "file-budget_paid": upload, **more}).status_code

    assert hand(b"MZ a program", "凭证.pdf") == 422
    assert hand(b"MZ a program", "现场.jpg") == 422
    assert hand(picture().getvalue(), "现场.jpg") == 302  # evidence stands for the words
    assert 'href="/evaluations/marks/' in office.get(form).text
    assert office.post(form, {"value-budget_paid": "0", "note-budget_paid": "没有拨付"}).status_code == 302
    proof = re.search(r'href="(/evaluations/marks/\d+/evidence)"', office.get(form).text)[1]  # type: ignore[index]
    answer = office.get(proof)  # the later mark stands on the evidence of the one before
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    bureau = browser(bench, Role.CITY_BUREAU, "市房产局", CITY)
    street = browser(bench, Role.STREET_CLERK, "明光路街道办", STREET)
    other = browser(bench, Role.STREET_CLERK, "三里庵街道办", "340104001")
    assert [one.get(proof).status_code for one in (bureau, street, other)] == [200, 404, 404]
    bench.do(bench.city, services.settle_round, round_id=number, with_gaps=True)
    assert [one.get(proof).status_code for one in (bureau, street, other)] == [200, 200, 404]
    assert proof in street.get(f"/evaluations/scores/{near}").text


@pytest.mark.parametrize("view", ["published", "mine"])
def test_lists_cost_the_same_however_much_there_is(bench: Bench, view: str) -> None:
    bureau = browser(bench, Role.CITY_BUREAU, "市房产局", CITY)
    for year in (2023, 2024):
        number = bench.entered("street-evaluation", title=f"{year}年")
        bench.do(bench.city, services.settle_round, round_id=number, with_gaps=True)
    addresses = {"/evaluations": 5, f"/evaluations/{number}": 11}
    for address, most in addresses.items():
        bureau.get(address, {"view": view})
        with CaptureQueriesContext(connection) as spent:
            bureau.get(address, {"view": view})
        assert len([one for one in spent if "SAVEPOINT" not in one["sql"]]) <= most, address

"""The pages of elections: the community's and the street's, the district's, an owner's own."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.community.committees.models import Election
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import Judged, Tallied
from hemei.community.committees.tests.conftest import HOME, NOW, OWNERS, SAID, STREET, TODAY, Garden
from hemei.community.committees.tests.living import sit
from hemei.community.meetings.models import Meeting
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day

pytestmark = pytest.mark.at(NOW)
WORKS = ("roll", "meeting", "drafts", "voting_rule", "candidate_list", "election_method", "others")


@pytest.fixture
def clerk(garden: Garden) -> Client:
    return garden.browser(Role.COMMUNITY_CLERK, "东风社区居委会", HOME)


@pytest.fixture
def street(garden: Garden) -> Client:
    return garden.browser(Role.STREET_CLERK, "明光路街道办", STREET)


def form_group(street: Client, page: str) -> None:
    fields = {
        "owner": "\n".join(OWNERS[:4]),
        "street": "街道甲",
        "residents_committee": "居委乙",
        "developer": "建设丙",
    }
    answer = street.post(f"{page}/form_group", {**fields, "owner": "\n".join(OWNERS[:3])})
    assert answer.status_code == 422
    assert "筹备组应为单数" in answer.text
    assert "街道甲" in answer.text  # nothing typed is lost
    assert street.post(f"{page}/form_group", fields).status_code == 302


def test_from_the_application_to_the_posted_list(garden: Garden, clerk: Client, street: Client) -> None:
    assert "没有符合的选举" in clerk.get("/elections").text
    form = {"estate": "选举花园", "kind": "first", "rooms": "1幢1单元999"}
    answer = clerk.post("/elections/new", form)
    assert answer.status_code == 422
    assert "没有“1幢1单元999”这一户" in answer.text
    page = clerk.post("/elections/new", {**form, "rooms": "1幢1单元101\n1幢1单元102"}).url
    assert "等待成立筹备组" in clerk.get(page).text
    form_group(street, page)
    shown = clerk.get(page).text
    assert "还不能公示，以及为什么" in shown
    assert "召集业主大会选举" not in shown
    assert clerk.post(f"{page}/post_group", {"posted_on": TODAY.isoformat()}).status_code == 302
    for code in WORKS:
        fields = {"code": code, "posted_on": TODAY.isoformat()}
        if code == "drafts":
            fields["file"] = BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")  # type: ignore[assignment]
            fields["file"].name = "规约.pdf"  # type: ignore[attr-defined]
        assert clerk.post(f"{page}/work", fields).status_code in {302, 422}
    assert "委员应为" in clerk.post(f"{page}/plan", {"seats": "6", "reserves": "0", "years": "3"}).text
    assert clerk.post(f"{page}/plan", {"seats": "5", "reserves": "1", "years": "3"}).status_code == 302
    said = {f"gate_{code}": "yes" for code in SAID}
    assert "业委会委员由业主担任" in clerk.post(f"{page}/register", {"name": "外人", "source": "owners"}).text
    for name in OWNERS[1:7]:
        answer = clerk.post(f"{page}/register", {"name": name, "source": "owners", **said})
        assert answer.status_code == 302
    numbers = re.findall(r'href="(/elections/candidates/\d+)"', clerk.get(page).text)
    assert len(numbers) == 6
    wrong = clerk.get(numbers[0]).text
    assert "是本小区的业主" in wrong
    assert clerk.post(f"{page}/check_all").status_code == 302
    assert clerk.get(page).text.count("审查通过") == 6
    assert "审查全部候选人" not in clerk.get(page).text
    warned = clerk.post(numbers[0], {**said, "gate_relative_at_company": "no"})
    assert warned.status_code == 302
    shown = clerk.get(page).text
    assert "不符合，提醒业主" in shown
    assert "北京市物业管理条例" in shown
    assert clerk.post(f"{page}/post", {"posted_on": TODAY.isoformat()}).status_code == 302
    early = clerk.post(f"{page}/call", {"opens_on": TODAY.isoformat(), "last_on": TODAY.isoformat()})
    assert early.status_code == 422
    assert "要公示满15日" in early.text


def test_an_owner_asks_stands_reads_and_objects(garden: Garden, clerk: Client, street: Client) -> None:
    me = garden.resident()
    mine = me.get("/elections/mine").text
    assert "申请召开首次业主大会" in mine
    own = me.post("/elections/mine/ask", {"estate": garden.estate}).url
    number = int(own.rsplit("/", 1)[1])
    page = f"/elections/{number}"
    form_group(street, page)
    clerk.post(f"{page}/post_group", {"posted_on": TODAY.isoformat()})
    shown = me.get(own).text
    assert "街道甲" in shown
    assert "我要参选" in shown
    answer = me.post(f"{own}/stand", {"statement": "修好电梯", "party": "yes"})
    assert answer.status_code == 422
    assert "修好电梯" in answer.text
    said = {f"gate_{code}": "yes" for code in SAID}
    me.post(f"{own}/stand", {"statement": "修好电梯", **said, "gate_capacity": "no"})
    assert "待审查" in me.get(own).text
    (candidate,) = re.findall(r'href="(/elections/candidates/\d+)"', clerk.get(page).text)
    clerk.post(candidate, {**said, "gate_capacity": "no"})
    shown = me.get(own).text
    assert "审查不通过" in shown
    assert "第三十一条" in shown
    objection = {"about": candidate.rsplit("/", 1)[1], "text": "声明填错了"}
    assert me.post(f"{own}/object", objection).status_code == 302
    settle = re.search(r'name="id" value="(\d+)"', street.get(page).text)[1]  # type: ignore[index]
    answer = street.post(f"{page}/settle", {"id": settle, "upheld": "yes", "answer": ""})
    assert "请写明答复" in answer.text
    answer = {"id": settle, "upheld": "yes", "answer": "经核实成立"}
    assert "请选择依据的条件" in street.post(f"{page}/settle", answer).text
    assert street.post(f"{page}/settle", {**answer, "gate": "capacity", "clear": "yes"}).status_code == 302
    shown = me.get(own).text
    assert "审查通过" in shown
    assert "经核实成立" in shown
    assert me.get(page).status_code == 403
    far = garden.browser(Role.COMMUNITY_CLERK, "三里庵社区居委会", "340104001001")
    assert far.get(page).status_code == 404
    assert far.post(f"{page}/post", {"posted_on": TODAY.isoformat()}).status_code == 404


def decided(garden: Garden) -> int:
    """Return an election whose votes were judged yesterday."""
    election = garden.prepared()
    with records.acting(EVERYONE):
        Election.objects.filter(pk=election).update(state="called", assembly_id=5, begun_on=TODAY)
        rows = garden.candidates(election)
        tallied = [
            Tallied(row.person_id, row.number, passed=True, heads=20 - row.number, area_dm2=row.number)
            for row in rows.values()
        ]
        passed = {"management_covenant": True, "rules_of_procedure": True}
        judged = Judged(5, TODAY - timedelta(days=1), "seed", tallied, passed)
        services.decide(actor=SYSTEM, now=NOW, judged=judged)
    return election


def test_the_filing_goes_to_street_and_district_and_comes_back(
    garden: Garden, clerk: Client, street: Client
) -> None:
    election = decided(garden)
    page = f"/elections/{election}"
    shown = clerk.get(page).text
    assert shown.count("当选委员") == 5
    assert b"".join(clerk.get("/elections.xlsx").streaming_content)  # type: ignore[attr-defined]
    for name in ("filing", "result", "members", "rules"):
        assert clerk.get(f"{page}/documents/{name}.pdf").content[:4] == b"%PDF"
    assert clerk.get(f"{page}/documents/members.docx").content[:2] == b"PK"
    assert clerk.post(f"{page}/file").status_code == 302
    district = garden.browser(Role.DEPARTMENT_CLERK, "瑶海区住建局", "340102")
    assert "选举花园" in district.get("/elections").text
    receipt = re.search(r'name="id" value="(\d+)"', district.get(page).text)[1]  # type: ignore[index]
    other = re.search(r'name="id" value="(\d+)"', street.get(page).text)[1]  # type: ignore[index]
    assert receipt != other
    refused = district.post(f"{page}/receive", {"id": receipt, "accepted": "no", "reason": ""})
    assert "请写明退回的原因" in refused.text
    district.post(f"{page}/receive", {"id": receipt, "accepted": "yes"})
    street.post(f"{page}/receive", {"id": other, "accepted": "yes"})
    shown = clerk.get(page).text
    assert "业备〔" in shown
    assert 'name="chair"' not in shown  # whom the meeting chose is entered once it has chosen
    early = clerk.post(
        f"{page}/first_meeting", {"day": TODAY.isoformat(), "hour": "19:00", "location": "会议室"}
    )
    assert "要隔满1天" in early.text
    held = NOW + timedelta(days=3)
    form = {"day": shanghai_day(held).isoformat(), "hour": "00:00", "location": "会议室"}
    assert clerk.post(f"{page}/first_meeting", form).status_code == 302
    assert "选举花园首次业委会会议" in clerk.get(page).text
    meeting = garden.row(election).meeting_id or 0
    sit(garden.clerk, held, meeting, come=3)
    seats = re.findall(r'<option value="(\d+)"', clerk.get(page).text.split('name="chair"')[1])[:5]
    assert len(set(seats)) == 5
    officers = {"chair": seats[0], "vices": seats[1:2]}
    assert "日期应在选举产生以后" in clerk.post(f"{page}/constitute", officers).text  # it lies in the future
    with records.acting(EVERYONE):
        Meeting.objects.filter(pk=meeting).update(opened_at=NOW - timedelta(minutes=1), ended_at=NOW)
    assert clerk.post(f"{page}/constitute", officers).status_code == 302
    assert "已完成" in clerk.get(page).text


def test_a_list_costs_the_same_however_much_there_is(garden: Garden, clerk: Client) -> None:
    garden.apply()
    clerk.get("/elections")
    with CaptureQueriesContext(connection) as spent:
        clerk.get("/elections")
    assert len([query for query in spent if "SAVEPOINT" not in query["sql"]]) <= 5

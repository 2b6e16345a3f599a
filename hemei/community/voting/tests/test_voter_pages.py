"""The desk of a vote and a resident's own votes, page by page: what is shown, refused, and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.community.voting import services
from hemei.community.voting.models import Roll, RollUnit, Sheet, Vote, VoterBinding
from hemei.community.voting.pages import mine
from hemei.community.voting.queries.law import proof_on
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.test_assemblies import ENDS, cast, judged, noticed
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.people.models import Account
from hemei.ground.people.services import codes
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day

pytestmark = pytest.mark.django_db
PHONE = "13911112222"


@pytest.fixture
def roll(quarter: Quarter, settings) -> Roll:
    settings.DEMO = True
    roll = quarter.freeze(closes_at=utc_now() + timedelta(days=9))
    records.bind(EVERYONE)
    return roll


def unit_of(quarter: Quarter, roll: Roll, room: str) -> int:
    return RollUnit.objects.get(roll=roll, unit_id=quarter.units[room]).pk


def resident(quarter: Quarter, name: str) -> Client:
    client = Client()
    with records.acting(EVERYONE, accounts=True):
        account = quarter.town.account(name, HOME, username=name)
        Account.objects.filter(pk=account).update(sample=1)
        client.post(f"/demo/persons/{account}")
    return client


def marks(roll: Roll, choice: str = "for") -> dict[str, str]:
    return {f"choice_{vote}": choice for vote in Vote.objects.filter(roll=roll).values_list("pk", flat=True)}


def test_at_the_desk_voters_are_bound_and_sheets_cast(quarter: Quarter, roll: Roll) -> None:
    clerk = browser(quarter, "钱一")
    desk = f"/votes/{roll.pk}/desk"
    assert "1幢1单元104" in clerk.get(desk, {"q": "104"}).text
    assert "名册上没有这个房号" in clerk.get(desk, {"q": "999"}).text
    assert "没有填日期" in clerk.post(f"{desk}/register", {"extract": ""}).text
    today = shanghai_day(utc_now()).isoformat()
    assert clerk.post(f"{desk}/register", {"extract": today}).status_code == 302
    address = f"/votes/units/{unit_of(quarter, roll, '103')}"
    page = clerk.get(address).text
    assert "还没有登记表决人" in page
    owner = quarter.town.persons["甲"]
    form = {"act": "bind", "owner": owner, "capacity": "owner", "document": "identity_card"}
    assert "请由共有人推选一人" in clerk.post(address, form).text
    chosen = {**form, "capacity": "chosen", "evidence": "推选书，档案盒三"}
    assert clerk.post(address, chosen).status_code == 302
    assert clerk.post(address, {"act": "object", "text": "乙说没有推选过"}).status_code == 302
    binding = VoterBinding.objects.get(unit_id=quarter.units["103"])
    page = clerk.get(desk).text
    assert all(words in page for words in ("1幢1单元103", "乙说没有推选过"))  # what is settled is read first
    found = {"upheld": "yes", "text": "查实没有推选"}
    assert clerk.post(f"/votes/objections/{binding.pk}", found).status_code == 422  # he entered it himself
    second = browser(quarter, "钱二")
    assert second.post(f"/votes/objections/{binding.pk}", found).status_code == 302
    assert "还没有登记表决人" in clerk.get(address).text
    cast = {**chosen, "act": "cast", "key": "k1", **marks(roll)}
    missing = clerk.post(address, {**chosen, "act": "cast", "key": "k1"})
    assert (missing.status_code, "还有事项没有选择" in missing.text) == (422, True)
    done = clerk.post(address, cast, follow=True)
    assert "请把选票码抄给业主" in done.text
    assert Sheet.objects.get().basis == "desk"
    delegate = {**form, "capacity": "delegate", "owner": "", "phone": "13999990000", "evidence": "授权书"}
    assert (
        "没有登记过用这个手机号的人"
        in clerk.post(f"/votes/units/{unit_of(quarter, roll, '203')}", delegate).text
    )


def test_a_resident_votes_after_a_code_and_finds_his_receipt(
    quarter: Quarter, roll: Roll, monkeypatch
) -> None:
    with records.acting(SYSTEM):
        quarter.town.person("戊", HOME, PHONE)
    RollUnit.objects.filter(pk=unit_of(quarter, roll, "104")).update(owner_ids=[quarter.town.persons["戊"]])
    owner = resident(quarter, "戊")
    unit = unit_of(quarter, roll, "104")
    page = owner.get("/votes/mine").text
    assert "1幢1单元104" in page
    assert "占总面积" in page
    assert "还没有核实由您为这一专有部分投票" in owner.get(f"/votes/mine/{unit}").text
    binding = services.voters.BindingDraft(
        unit_id=quarter.units["104"], person_id=quarter.town.persons["戊"], owner_id=quarter.town.persons["戊"],
        kind=services.voters.BindingKind.DESK,
    )  # fmt: skip
    services.voters.write_binding(
        EVERYONE, utc_now(), binding, roll.scope, proof=proof_on(roll.estate_id, shanghai_day(utc_now()))
    )
    sheet = owner.get(f"/votes/mine/{unit}")
    confirm = sheet.headers["Location"]
    assert confirm == f"/account/confirm?next=/votes/mine/{unit}"
    assert owner.post(f"/votes/mine/{unit}", marks(roll)).headers["Location"] == confirm
    said: list[str] = []
    monkeypatch.setattr(codes, "_send", lambda _number, code, shown: said.append(code))
    assert "验证码已发出" in owner.post(confirm, {"step": "send"}).text
    assert "验证码不对" in owner.post(confirm, {"step": "check", "code": "abcdef"}).text
    assert (
        owner.post(confirm, {"step": "check", "code": said[0]}).headers["Location"] == f"/votes/mine/{unit}"
    )
    assert "提交选票" in owner.get(f"/votes/mine/{unit}").text
    key = {"key": "one"}
    assert owner.post(f"/votes/mine/{unit}", {**key, "choice_x": "for"}).status_code == 422
    for _ in range(2):  # sent twice, cast once
        assert owner.post(f"/votes/mine/{unit}", {**key, **marks(roll)}).status_code == 302
    assert Sheet.objects.count() == 1
    receipt = owner.get(f"/votes/mine/{unit}/receipt").text
    rows = owner.get(f"/votes/mine/{unit}/receipt.json").json()
    assert [row["choice"] for row in rows] == ["for", "for"]
    assert all(row["code"] in receipt and row["commitment"] in receipt for row in rows)
    stranger = resident(quarter, "丁")
    for address in ("", "/receipt", "/receipt.json"):
        assert stranger.get(f"/votes/mine/{unit}{address}").status_code == 404


def test_lists_ask_a_fixed_number_of_questions_and_others_do_not_come_in(
    quarter: Quarter, roll: Roll
) -> None:
    clerk = browser(quarter, "钱一")
    counts = []
    for text in ("", "104", ""):  # the first also reads what is kept of the city
        with CaptureQueriesContext(connection) as asked:
            clerk.get(f"/votes/{roll.pk}/desk", {"q": text})
        counts.append(len(asked))
    assert counts[1] == counts[2]
    owner = resident(quarter, "甲")
    with CaptureQueriesContext(connection) as asked:
        assert owner.get("/votes/mine").text.count("占总面积") == 4
    assert len(asked) <= 12
    grid = browser(quarter, "孙格", Role.GRID_WORKER)
    for address in (f"/votes/{roll.pk}/desk", f"/votes/units/{unit_of(quarter, roll, '104')}"):
        assert grid.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    for address in ("/votes/999999/desk", "/votes/units/999999"):
        assert clerk.get(address).status_code == 404
    assert Client().get("/votes/mine").status_code == 302
    assert "没有您可以参加的表决" in grid.get("/votes/mine").text


def test_after_publication_a_voter_finds_his_ballot_in_the_public_file(
    quarter, settings, monkeypatch
) -> None:
    settings.DEMO = True
    found = noticed(quarter)
    for room in ("101", "102", "103", "104", "203"):
        cast(quarter, found, room, "for", channel="desk" if room == "101" else "paper")
    roll = Roll.objects.get(assembly=found)
    unit = unit_of(quarter, roll, "101")
    records.bind(EVERYONE)
    owner = resident(quarter, "甲")
    address = f"/votes/mine/{unit}/find"
    assert "结果还没有公布" in owner.get(address).text
    with records.acting(quarter.clerk):
        judged(quarter, found)
        services.publish_result(actor=quarter.clerk, now=ENDS + timedelta(hours=2), assembly_id=found.pk)
    monkeypatch.setattr(mine, "utc_now", lambda: ENDS + timedelta(hours=3))
    page = owner.get(address).text
    assert "找到了，已计入" in page
    [row] = owner.get(f"/votes/mine/{unit}/receipt.json").json()
    assert row["commitment"] in page
    assert "核对我的选票" in owner.get(f"/votes/mine/{unit}/receipt").text
    assert resident(quarter, "丁").get(address).status_code == 404
    paper = unit_of(quarter, roll, "102")  # his alone: he reads what his paper was read as, and finds it
    shown = owner.get(f"/votes/mine/{paper}/receipt").text
    assert "从您家的纸质选票读入" in shown
    assert "您的选择</dt><dd><b>同意" in shown
    assert "找到了，已计入" in owner.get(f"/votes/mine/{paper}/find").text
    shared = unit_of(quarter, roll, "103")  # nobody knows which of two owners signed it
    shown = owner.get(f"/votes/mine/{shared}/receipt").text
    assert "不知道是哪一位共有人填的" in shown
    assert "您的选择" not in shown
    found = owner.get(f"/votes/mine/{shared}/find").text
    assert "找到了，已计入" in found
    code = found.split('选票码</dt><dd><b class="num">')[1].split("<")[0]
    assert code in shown
    assert owner.get(f"/votes/mine/{shared}/receipt.json").status_code == 404

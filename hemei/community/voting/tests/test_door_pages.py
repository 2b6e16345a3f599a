"""At the door, with a proxy, a letter, two ballots: pages of staff, and what an owner does about his unit."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from hemei.community.voting import services, work
from hemei.community.voting.models import Letter, LetterRun, Proxy, Roll, Sheet, VisitAsk
from hemei.community.voting.pages import assembly, counter, desk, mine, own, uncast, visit
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.test_assemblies import ENDS, judged, noticed
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.community.voting.tests.test_voter_pages import marks, resident, unit_of
from hemei.ground.people.models import Appointment
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as places
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now

pytestmark = pytest.mark.django_db
RUNNING = ENDS - timedelta(days=1)


@pytest.fixture
def roll(quarter: Quarter, settings, tmp_path, monkeypatch) -> Roll:
    """The roll of an assembly whose vote runs, a day before its end."""
    settings.DEMO, settings.MEDIA = True, tmp_path
    found = noticed(quarter)
    for module in (assembly, counter, desk, mine, own, uncast, visit, work):
        monkeypatch.setattr(module, "utc_now", lambda: RUNNING)
    records.bind(EVERYONE)
    return Roll.objects.get(assembly=found)


def test_two_at_a_door_take_a_ballot_that_its_owner_asked_for(
    quarter: Quarter, roll: Roll, monkeypatch
) -> None:
    owner = resident(quarter, "丙")
    unit, meeting = unit_of(quarter, roll, "104"), f"/assemblies/{roll.assembly.pk}"
    assert "请社区上门" in owner.get("/votes/mine").text
    assert "请选择什么时候方便" in owner.post(f"/votes/mine/{unit}/visit", {"when": "night"}).text
    assert owner.post(f"/votes/mine/{unit}/visit", {"when": "evening"}).status_code == 302
    assert owner.post(f"/votes/mine/{unit}/visit", {"when": "morning"}).status_code == 302
    assert "已请上门" in owner.get("/votes/mine").text
    assert resident(quarter, "丁").post(f"/votes/mine/{unit}/visit", {"when": "any"}).status_code == 404
    clerk = browser(quarter, "钱一")
    assert "1户请上门" in clerk.get(meeting).text
    listed = clerk.get(f"{meeting}/uncast", {"visits": "1"}).text
    assert re.findall(r"1幢1单元\d+", listed) == ["1幢1单元104"]
    assert "上午" in listed
    assert clerk.get(f"{meeting}/uncast.xlsx", {"visits": "1"}).getvalue().startswith(b"PK")
    door = f"/votes/units/{unit}/visit"
    assert "没有可以同行的人" in clerk.get(door).text
    second = browser(quarter, "孙格", Role.GRID_WORKER)
    page = clerk.get(door).text
    assert "业主请人上门：上午" in page
    grid = re.search(r'value="(\d+)">孙格（网格员）', page)[1]
    form = {"capacity": "owner", "owner": quarter.town.persons["丙"], "document": "identity_card", "key": "d"}
    alone = clerk.post(door, {**form, **marks(roll)})
    assert (alone.status_code, "须有2名不同的人同行" in alone.text) == (422, True)
    half = clerk.post(door, {**form, "visitor": grid})
    assert (half.status_code, "还有事项没有选择" in half.text) == (422, True)
    done = clerk.post(door, {**form, "visitor": grid, **marks(roll)})
    assert (done.status_code, "回执编号" in done.text) == (200, True)
    assert Sheet.objects.get().channel == "doorstep"
    assert "待同行的人确认" in done.text
    # It counts once the second person has said so himself, with his second factor.
    assert "1幢1单元104" in clerk.get(f"{meeting}/uncast", {"visits": "1"}).text
    assert "等孙格确认" in clerk.get("/votes/visits").text
    assert "1次上门收票等您确认" in second.get("/work").text
    listed = second.get("/votes/visits").text
    answer = re.search(r'action="(/votes/visits/\d+)"', listed)[1]
    assert "钱一录入" in listed
    asked = second.post(answer, {"there": "yes"})
    assert (asked.status_code, "next=/votes/visits" in asked.headers["Location"]) == (302, True)
    monkeypatch.setattr(visit, "confirmed_at", lambda _request: RUNNING)
    assert clerk.post(answer, {"there": "yes"}).status_code == 422  # not he who entered it
    assert second.post(answer, {"there": "yes"}).status_code == 302
    assert "已确认" in clerk.get("/votes/visits").text
    assert "没有请上门的业主" in clerk.get(f"{meeting}/uncast", {"visits": "1"}).text
    assert "这一户已经投过票" in clerk.get(door).text
    assert VisitAsk.objects.filter(taken_back_at=None).count() == 1
    assert owner.post(f"/votes/mine/{unit}/visit/cancel").status_code == 302
    assert not VisitAsk.objects.filter(taken_back_at=None).exists()


def test_a_grid_worker_takes_a_ballot_in_his_own_cell_and_sees_no_other(
    quarter: Quarter, settings, tmp_path, monkeypatch
) -> None:
    settings.DEMO, settings.MEDIA = True, tmp_path
    with records.acting(EVERYONE):
        estate = Estate.objects.get(pk=quarter.estate)
        cells = [(estate.community_id, name) for name in ("第一网格", "第二网格")]
        own, next_door = places.add_grid_cells(
            actor=SYSTEM, now=RUNNING, cells=cells, source="test", since=date(2020, 1, 1)
        )
        scope = f"{estate.scope}{own}."
        Estate.objects.filter(pk=estate.pk).update(grid_id=own, scope=scope)
    roll = Roll.objects.get(assembly=noticed(quarter))
    for module in (assembly, counter, uncast, visit):
        monkeypatch.setattr(module, "utc_now", lambda: RUNNING)
    records.bind(EVERYONE)
    assert roll.scope == scope
    browser(quarter, "钱一")
    grids = {}
    for name, cell in (("孙格", own), ("李格", next_door)):
        grids[name] = browser(quarter, name, Role.GRID_WORKER)
        with records.acting(EVERYONE):
            Appointment.objects.filter(person_id=quarter.town.persons[name]).update(
                place_id=cell, scope=f"{estate.scope}{cell}."
            )
    meeting, door = f"/assemblies/{roll.assembly.pk}", f"/votes/units/{unit_of(quarter, roll, '104')}/visit"
    for address in (meeting, f"{meeting}/uncast", door):
        assert grids["孙格"].get(address).status_code == 200, address
        assert grids["李格"].get(address).status_code == 404, address
    assert "上门收票" in grids["孙格"].get(meeting).text
    assert "表决窗口" not in grids["孙格"].get(meeting).text
    page = grids["孙格"].get(door).text
    form = {"capacity": "owner", "owner": quarter.town.persons["丙"], "document": "identity_card", "key": "d"}
    clerk = re.search(r'value="(\d+)">钱一', page)[1]
    assert grids["李格"].post(door, {**form, "visitor": clerk, **marks(roll)}).status_code == 404
    done = grids["孙格"].post(door, {**form, "visitor": clerk, **marks(roll)})
    assert (done.status_code, "回执编号" in done.text) == (200, True)
    assert Sheet.objects.get().channel == "doorstep"


def test_a_proxy_is_entered_by_phone_within_its_limit_and_withdrawn(quarter: Quarter, roll: Roll) -> None:
    with records.acting(EVERYONE, accounts=True):
        holder = quarter.town.person("代理人", "340100", "13900001111")
        quarter.town.account("代理人", "340100", username="holder")
    clerk = browser(quarter, "钱一")
    form = {"act": "proxy", "phone": "13900001111", "evidence": "档案盒三"}
    units = [unit_of(quarter, roll, room) for room in ("101", "102", "103", "104")]
    nobody = clerk.post(f"/votes/units/{units[0]}", {**form, "phone": "13900002222"})
    assert (nobody.status_code, "没有登记过用这个手机号的人" in nobody.text) == (422, True)
    assert "请用不超过" in clerk.post(f"/votes/units/{units[0]}", {**form, "evidence": ""}).text
    for unit in units[:3]:
        assert clerk.post(f"/votes/units/{unit}", form).status_code == 302
    many = clerk.post(f"/votes/units/{units[3]}", form)
    assert (many.status_code, "最多代理3个专有部分" in many.text) == (422, True)
    assert "物业管理条例" in many.text
    page = clerk.get(f"/votes/units/{units[0]}").text
    number = re.search(r'name="proxy" value="(\d+)"', page)[1]
    cast = {"act": "cast", "capacity": "owner", "owner": quarter.town.persons["甲"], "document": "passport"}
    done = clerk.post(f"/votes/units/{units[0]}", {**cast, "proxy": number, "key": "p", **marks(roll)})
    assert "请把选票码抄给业主" in done.text
    assert (Sheet.objects.get().basis, Sheet.objects.get().person_id) == ("proxy", holder)
    assert clerk.post(f"/votes/units/{units[0]}", {"act": "withdraw", "proxy": number}).status_code == 302
    assert Proxy.objects.filter(withdrawn_at=None).count() == 2


def test_letters_are_asked_for_taken_and_sent_again_and_a_resident_fills_in_the_code(
    quarter: Quarter, settings, tmp_path, monkeypatch
) -> None:
    settings.DEMO, settings.MEDIA = True, tmp_path
    roll = quarter.freeze(closes_at=utc_now() + timedelta(days=9))
    records.bind(EVERYONE)
    clerk = browser(quarter, "钱一")
    home = f"/letters/{roll.pk}"
    assert clerk.post(f"{home}/send", {"key": "l", "buildings": ["1幢"]}).status_code == 302
    assert "正在排版" in clerk.get(home).text
    run = LetterRun.objects.get()
    assert clerk.post(f"/letters/runs/{run.pk}.pdf").status_code == 404
    monkeypatch.setattr(services.letters.secrets, "randbelow", lambda _most: 7)
    Letter.objects.exclude(roll_unit=unit_of(quarter, roll, "104")).delete()
    services.set_waiting_letters(clock=utc_now)
    assert clerk.post(f"/letters/runs/{run.pk}.pdf").content.startswith(b"%PDF")
    assert "等待确认" in clerk.get(home, {"state": "stands", "q": "104"}).text
    assert "没有符合条件的信" in clerk.get(home, {"state": "used"}).text
    assert clerk.get(f"{home}.xlsx").getvalue().startswith(b"PK")
    assert clerk.post(f"{home}/printed", {"run": run.pk}).status_code == 302
    assert "文件已删除" in clerk.get(home).text
    code = services.letters.rules.code_from(7)
    owner = resident(quarter, "丙")
    unit = unit_of(quarter, roll, "104")
    assert "信上的代码" in owner.get(f"/votes/mine/{unit}").text
    # A code never stands in an address: letters of before led here with theirs, and it is dropped, before signing in.
    for visitor in (owner, Client()):
        bare = visitor.get("/votes/letter", {"code": code})
        assert (bare.status_code, bare.headers["Location"]) == (302, "/votes/letter")
    assert code not in owner.get("/votes/letter").text
    wrong = owner.post("/votes/letter", {"code": services.letters.rules.code_from(8), "name": "丙"})
    assert (wrong.status_code, "今天还可以再试4次" in wrong.text) == (422, True)
    assert "抄错了" in owner.post("/votes/letter", {"code": code[:-1] + "x", "name": "丙"}).text
    done = owner.post("/votes/letter", {"code": code, "name": "丙"})
    assert done.headers["Location"] == f"/votes/mine/{unit}"
    assert owner.get(done.headers["Location"]).headers["Location"].startswith("/account/confirm")
    assert "送到门上的确认函" in owner.get(f"/votes/mine/{unit}/voter").text
    assert "没有需要送信的房屋" not in clerk.post(f"{home}/send", {"key": "m"}).text
    grid = browser(quarter, "孙格", Role.GRID_WORKER)
    for address in (home, f"{home}.xlsx"):
        assert grid.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert grid.post(f"/letters/runs/{run.pk}.pdf").status_code == 403
    assert clerk.get("/letters/999999").status_code == 404


def test_a_used_letter_is_sent_anew_once_whom_it_proved_is_registered_no_more(
    quarter: Quarter, settings, tmp_path
) -> None:
    settings.DEMO, settings.MEDIA = True, tmp_path
    roll = quarter.freeze(closes_at=utc_now() + timedelta(days=9))
    act = {"actor": quarter.clerk, "now": utc_now()}
    run = services.start_letter_run(roll_id=roll.pk, key="l", site="https://x", **act)
    services.set_waiting_letters(clock=utc_now)
    letter = Letter.objects.get(run=run, roll_unit=unit_of(quarter, roll, "104"))
    Letter.objects.filter(pk=letter.pk).update(used_at=utc_now())
    records.bind(EVERYONE)
    clerk, home = browser(quarter, "钱一"), f"/letters/{roll.pk}"
    page = clerk.get(home, {"state": "used"}).text
    assert ("凭原来的信登记的表决人已经取消" in page, "原来的信立即作废" in page) == (True, False)
    again = {"letter": letter.pk, "reason": "代码被别人用了", "key": "a"}
    assert clerk.post(f"{home}/again", again).status_code == 302
    assert "不能再用" in clerk.get(home, {"state": "used"}).text
    assert "凭原来的信" not in clerk.get(home, {"state": "used"}).text
    refused = clerk.post(f"{home}/again", again | {"key": "b"})
    assert (refused.status_code, "不能补送" in refused.text) == (422, True)


def test_a_co_owner_objects_and_doubles_say_what_counts_and_why(quarter: Quarter, roll: Roll) -> None:
    with records.acting(quarter.clerk):
        services.bind_voter(
            actor=quarter.clerk, now=RUNNING,
            draft=services.BindingDraft(
                unit_id=quarter.units["103"], person_id=quarter.town.persons["乙"],
                owner_id=quarter.town.persons["乙"], kind=services.voters.BindingKind.DESK,
                capacity=services.voters.Capacity.CHOSEN, document="passport", evidence="推选书",
            ),
        )  # fmt: skip
        for at, choice in ((RUNNING, "for"), (RUNNING + timedelta(minutes=5), "against")):
            quarter.cast(roll, "103", choice, at=at, now=at)
    owner = resident(quarter, "甲")
    address = f"/votes/mine/{unit_of(quarter, roll, '103')}/voter"
    page = owner.get(address).text
    assert "共有人推选的一人" in page
    assert "我不同意由他投票" in page
    assert owner.post(address, {"text": " "}).status_code == 422
    assert owner.post(address, {"text": "没有推选过"}).status_code == 302
    assert "社区正在核实" in owner.get(address).text
    assert resident(quarter, "丙").get(address).status_code == 404
    clerk = browser(quarter, "钱一")
    shown = clerk.get(f"/assemblies/{roll.assembly.pk}/doubles").text
    assert shown.count("1幢1单元103") == 2
    assert "收到得最晚" in shown
    assert "后来又收到一张" in shown
    assert clerk.get(f"/assemblies/{roll.assembly.pk}/doubles.xlsx").getvalue().startswith(b"PK")
    assert owner.get(f"/assemblies/{roll.assembly.pk}/doubles").status_code == 403
    desk = clerk.get(f"/votes/{roll.pk}/desk", {"q": "103"}).text
    assert "有异议" in desk
    assert clerk.get(f"/votes/{roll.pk}/desk.xlsx").getvalue().startswith(b"PK")


def test_a_closed_vote_leads_to_its_result_and_to_ones_own_ballot(
    quarter: Quarter, roll: Roll, monkeypatch
) -> None:
    with records.acting(quarter.clerk):
        quarter.cast(roll, "104", "for", at=RUNNING, channel="desk")
        judged(quarter, roll.assembly)
    after = ENDS + timedelta(hours=3)
    monkeypatch.setattr(mine, "utc_now", lambda: after)
    owner = resident(quarter, "丙")
    assert "结果还没有公布" in owner.get("/votes/mine").text
    with records.acting(quarter.clerk):
        services.publish_result(
            actor=quarter.clerk, now=ENDS + timedelta(hours=2), assembly_id=roll.assembly.pk
        )
    page = owner.get("/votes/mine").text
    assert f"/assemblies/{roll.assembly.pk}" in page
    assert "看表决结果" in page
    assert "核对我的选票" in page

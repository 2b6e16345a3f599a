"""The same reported again: shown before a second case is made, followed by whoever says it is the same."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case, Supporter
from hemei.coordination.cases.rules.words import Channel, Outcome
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, SANLIAN, Quarter, count
from hemei.coordination.cases.tests.test_pages import browser_of, code_sent
from hemei.ground.people.models import Account
from hemei.ground.people.tests.factories import SINCE, SYSTEM
from hemei.ground.places import queries as places
from hemei.ground.places import services as place_services
from hemei.ground.places.rules.drafts import EstateDraft
from hemei.ground.places.rules.estates import EstateKind
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused

LANE, SAID = "消防通道被一辆白色面包车堵住了，在三栋楼下", "三栋楼下的消防通道又被白色面包车堵了"
PHONE = "15400345678"
NEAR, FAR, NOWHERE = "近处小区", "远处小区", "nowhere"
_MOST = 10
"""Statements a report may cost with its look at what was reported before (G1)."""


def likely(quarter: Quarter, actor: Actor | None = None, **changes: Any) -> list[queries.Likely]:
    actor = actor or quarter.stranger
    now = changes.pop("now", NOW)
    told = queries.Reported(**{"token": quarter.token, "kind": "blocked_fire_lane", "text": SAID, **changes})
    with records.as_public() if actor is PUBLIC else records.acting(actor):
        return queries.likely_cases(actor=actor, now=now, told=told)


def support(quarter: Quarter, number: str, actor: Actor | None = None, **changes: Any) -> str:
    actor = actor or quarter.stranger
    key, now = changes.pop("key", ""), changes.pop("now", NOW)
    form = {"number": number, "token": quarter.token, "channel": Channel.RESIDENT, **changes}
    with records.as_public() if actor is PUBLIC else records.acting(actor):
        return services.support_case(
            actor=actor, now=now, support=services.Support(**form), submission_key=key
        )


def code_of(quarter: Quarter, number: str, actor: Actor | None = None, **changes: Any) -> str:
    with pytest.raises(Refused) as refused:
        support(quarter, number, actor, **changes)
    return refused.value.decision.reasons[0].code


def supporters(number: str) -> int:
    with records.acting(SYSTEM):
        return Supporter.objects.filter(case__number=number, left_at=None).count()


# --- what is shown -------------------------------------------------------------------------------
def test_what_was_reported_before_is_found_by_kind_place_words_and_days(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane", text=LANE, photos=())
    quarter.report(kind="dogs", text=LANE)
    quarter.report(kind="blocked_fire_lane", text="二号门有人乱停电动自行车，出不去")
    (found,) = likely(quarter)
    assert (found.number, found.here, found.state, found.words) == (number, True, "reported", "")
    assert [one.number for one in likely(quarter, PUBLIC)] == [number]
    # Whoever reads the case anyway also sees its words; numbers are masked.
    assert likely(quarter, quarter.community)[0].words.startswith("消防通道被一辆白色面包车")
    assert likely(quarter, quarter.foreign_community)[0].words == ""
    # Its own form sent again is not held against itself, and 31 days later nobody is asked any more.
    assert likely(quarter, now=NOW + timedelta(days=30)) != []
    assert likely(quarter, now=NOW + timedelta(days=31)) == []
    assert likely(quarter, kind="dogs", text="有人遛狗不牵绳") == []
    for nothing in ("的了吗", "", "12345678"):
        assert likely(quarter, text=nothing) == []
    assert likely(quarter, token=NOWHERE) == likely(quarter, token=f"{NOWHERE}' or 1=1") == []
    # A report whose sender could not name the kind meets those it sounds like.
    assert [one.number for one in likely(quarter, kind="other", text=f"消防通道 占用 {SAID}")] == [number]


def test_a_closed_case_is_not_offered(quarter: Quarter) -> None:
    number = quarter.report(kind="littering", text="垃圾房门口垃圾堆成山没人清运")
    asked = {"kind": "littering", "text": "垃圾房门口垃圾没人清运堆成山"}
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    assert [one.number for one in likely(quarter, **asked)] == [number]
    quarter.act(quarter.community, number, acts.Close(outcome=Outcome.NOT_SOLVED, text="没有车辆清运"))
    assert likely(quarter, **asked) == []
    assert code_of(quarter, number) == "over"


def test_neighbouring_estates_and_a_communitys_own_ground(quarter: Quarter) -> None:
    """An estate 400 metres away is near, one 600 metres away is not; what lies in no estate meets only its like."""
    number = quarter.report(kind="blocked_fire_lane", text=LANE)
    drafts = [
        EstateDraft(
            name=name, kind=EstateKind.COMMODITY, community_id=quarter.town.place(DONGFENG), address="长江路2号",
            built_area_dm2=1_000_000, households=100, valid_from=SINCE,
        )
        for name in (NEAR, FAR)
    ]  # fmt: skip
    place_services.add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")
    with records.acting(SYSTEM), connection.cursor() as cursor:
        for name, lat in (("绿地小区", 31_860_000), (NEAR, 31_863_590), (FAR, 31_865_390)):
            cursor.execute(
                "update places_estate set lon = 117300000, lat = %s, position_source = 'CGCS2000' where name = %s"
                " returning token",
                [lat, name],
            )
    near, far = (places.search_estates(name)[0].token for name in (NEAR, FAR))
    (found,) = likely(quarter, token=near)
    assert (found.number, found.here) == (number, False)
    assert likely(quarter, token=far) == []
    assert likely(quarter, token=DONGFENG) == []
    beside = quarter.report(kind="blocked_fire_lane", text=LANE, token=DONGFENG)
    assert [one.number for one in likely(quarter, token=DONGFENG)] == [beside]
    assert beside not in {one.number for one in likely(quarter)}
    assert support(quarter, number, token=near) == number
    assert code_of(quarter, beside, token=near) == "far"
    assert code_of(quarter, number, quarter.resident, token=far) == "far"


def test_a_report_with_its_look_stays_within_its_statements(quarter: Quarter) -> None:
    number = quarter.report(quarter.stranger, kind="blocked_fire_lane", text=LANE)
    for who, text in (
        ("resident", "楼顶漏水好几天了没有人来修"),
        ("community", "健身器材的螺丝掉了"),
        ("public", "垃圾房门口堆成山"),
    ):
        _counts(quarter, who, text, number)


def _counts(quarter: Quarter, who: str, text: str, number: str) -> None:
    actor = getattr(quarter, who)
    form = services.Report(channel=Channel.RESIDENT, kind="other", text=text)
    same = services.Report(channel=Channel.RESIDENT, kind="other", text=f"消防通道占用：{SAID}")
    asked = {"actor": actor, "now": NOW, "token": quarter.token, "submission_key": f"count-{who}"}
    with records.as_public() if actor is PUBLIC else records.acting(actor):
        warm = services.Report(channel=Channel.RESIDENT, kind="other", text="儿童滑梯坏了")
        services.report(**{**asked, "submission_key": f"warm-{who}"}, report=warm)
        with CaptureQueriesContext(connection) as captured:
            services.report(**asked, report=form, apart=False)
        assert count(captured) <= _MOST, [one["sql"] for one in captured.captured_queries]
        with CaptureQueriesContext(connection) as captured, pytest.raises(services.LooksReported) as met:
            services.report(**asked, report=same, apart=False)
        assert count(captured) <= _MOST
    assert [one.number for one in met.value.found] == [number]


def test_nobody_tries_out_words_unseen(quarter: Quarter) -> None:
    """Each answer counts as a report of its source; a name alone finds nothing; a company is shown nothing."""
    number = quarter.report(quarter.stranger, kind="blocked_fire_lane", text=f"{LANE}，车主是张伟明")
    assert likely(quarter, quarter.resident, text="张伟明") == []
    assert [one.number for one in likely(quarter, text="张伟明")] == [number]  # his own, whatever he writes

    def asks(actor: Actor, key: str) -> str:
        form = services.Report(channel=Channel.RESIDENT, kind="blocked_fire_lane", text=SAID)
        with records.as_public() if actor is PUBLIC else records.acting(actor):
            try:
                return services.report(
                    actor=actor, now=NOW, token=quarter.token, report=form, submission_key=key,
                    address="192.0.2.9", apart=False,
                )  # fmt: skip
            except services.LooksReported:
                return "asked"

    assert [asks(PUBLIC, str(time)) for time in range(20)] == ["asked"] * 20
    with pytest.raises(Refused) as refused:
        asks(PUBLIC, "21")
    assert refused.value.decision.reasons[0].code == "wait"
    assert asks(quarter.company, "company") not in {"asked", number}


# --- joining -------------------------------------------------------------------------------------
def test_a_person_follows_a_case_once_and_no_longer_where_he_says_so(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane", text=LANE)
    assert support(quarter, number, key="form-1") == number
    assert support(quarter, number, key="form-1") == number  # the answer got lost: the same form again
    assert supporters(number) == 1
    assert code_of(quarter, number, key="form-2") == "following"
    assert code_of(quarter, number, quarter.resident) == "own"
    case = quarter.row(number)
    with pytest.raises(IntegrityError), transaction.atomic(), records.acting(SYSTEM):
        Supporter.objects.create(
            case=case,
            stream=case.stream,
            scope=case.scope,
            person_id=quarter.stranger.person_id,
            joined_at=NOW,
        )
    assert case.version == 1  # who follows moves nothing
    quarter.sound(number)
    page = quarter.page(quarter.community, number)
    assert page
    assert (page.supporters, page.events[-1].type) == (1, "cases.supporter_joined")
    with records.acting(SYSTEM):
        assert queries.followers(case.stream) == sorted(
            [quarter.resident.person_id or 0, quarter.stranger.person_id or 0]
        )
    with records.acting(quarter.stranger):
        services.stop_support(actor=quarter.stranger, now=NOW, number=number)
        assert queries.followed_cases() == []
        with pytest.raises(services.NoSuchCase):
            services.stop_support(actor=quarter.stranger, now=NOW, number=number)
    assert supporters(number) == 0
    assert support(quarter, number, key="form-3") == number
    assert supporters(number) == 1
    with records.acting(SYSTEM):
        assert Supporter.objects.count() == 1


def test_what_is_not_there_and_by_whom_nothing_is_followed(quarter: Quarter) -> None:
    for missing in ("260101000001", "abc", "", "9" * 40):
        with pytest.raises(services.NoSuchCase):
            support(quarter, missing)
    number = quarter.report(kind="blocked_fire_lane", text=LANE)
    auditor = Actor(Role.AUDITOR, person_id=quarter.stranger.person_id)
    assert code_of(quarter, number, auditor) == "not_yours"


def test_a_supporter_reads_the_course_and_nothing_else(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane", text=LANE, phone=PHONE, spot="三栋二单元")
    support(quarter, number)
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane", text="已联系张女士"))
    quarter.act(quarter.community, number, acts.Comment(text="张女士说明天在家"))
    assert quarter.page(quarter.stranger, number) is None
    with records.acting(quarter.stranger):
        with CaptureQueriesContext(connection) as captured:
            found = queries.followed_case(number)
        assert len(captured) == 1
        (row,) = queries.followed_cases()
        assert queries.case_list(actor=quarter.stranger) == []
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from records_sealed where stream = %s", [quarter.row(number).stream]
            )
            # Rows of his own binding only: the texts of the case stay behind the wall.
    assert found
    assert row.number == number
    assert [step.act.value for step in found.steps] == ["accept", "report"]
    assert "张" not in repr(found)
    assert PHONE not in repr(found)
    with records.acting(quarter.resident):
        assert queries.followed_case(number) is None
    for act in (acts.AcceptResult(), acts.Withdraw(text="不用了"), acts.Comment(text="我也是")):
        with pytest.raises(services.NoSuchCase):
            quarter.act(quarter.stranger, number, act)


def test_a_phone_follows_quietly_and_becomes_a_person_at_sign_in(quarter: Quarter) -> None:
    """Nobody learns whose phone a number is: the reporter's, a supporter's and a new one are answered alike."""
    own, other = "15400345671", "15400345672"
    number = quarter.report(PUBLIC, kind="blocked_fire_lane", text=LANE, phone=own)
    for phone in (own, other, other):
        assert support(quarter, number, PUBLIC, phone=phone) == number
    assert supporters(number) == 1
    assert code_of(quarter, number, PUBLIC) == "phone"
    assert code_of(quarter, number, PUBLIC, phone="123") == "phone"
    # A caller's phone by the hotline: the clerk himself follows nothing.
    support(quarter, number, quarter.hotline, phone="15400345673", channel=Channel.HOTLINE)
    with records.acting(SYSTEM):
        assert Supporter.objects.filter(case__number=number, person_id=None).count() == 2
        assert queries.followers(quarter.row(number).stream) == []


def test_the_phone_of_a_supporter_is_claimed_as_a_supporters(quarter: Quarter) -> None:
    phone = "15400345674"
    quarter.town.person("赵六", DONGFENG, phone=phone)
    neighbour = quarter.town.actor(Role.RESIDENT, DONGFENG, person="赵六", account=1)
    number = quarter.report(kind="blocked_fire_lane", text=LANE)
    support(quarter, number, PUBLIC, phone=phone)
    with records.acting(neighbour):
        assert services.claim_cases(actor=neighbour) == 1
        assert services.claim_cases(actor=neighbour) == 0
        assert [row.number for row in queries.followed_cases()] == [number]
        assert queries.case_list(actor=neighbour) == []
    assert quarter.page(neighbour, number) is None
    assert code_of(quarter, number, neighbour) == "following"


# --- pages ---------------------------------------------------------------------------------------
def sent(quarter: Quarter, client: Client, **changes: str):
    form = {"text": SAID, "kind": "blocked_fire_lane", "submission_key": "page", **changes}
    return client.post(f"/report/{quarter.token}", form, REMOTE_ADDR="192.0.2.77")


def neighbour_of(quarter: Quarter) -> Client:
    """A browser in which a resident has signed in."""
    quarter.town.person("孙七", SANLIAN)
    account = quarter.town.account("孙七", SANLIAN, username="sunqi")
    Account.objects.filter(pk=account).update(sample=1)
    client = Client()
    client.post(f"/demo/persons/{account}")
    return client


def test_the_page_asks_first_and_takes_either_answer(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane", text=LANE, now=utc_now())
    client = Client()
    page = sent(quarter, client)
    assert page.status_code == 200
    assert "可能已经有人报过了" in page.text
    assert "面包车堵住了" not in page.text.replace(SAID, "")
    assert number not in re.sub(r'value="[^"]*"', "", page.text)
    assert len(page.content) < 150_000
    offer = re.search(r'name="join" value="([^"]+)"', page.text)[1]
    assert page.text.index("visually-hidden") < page.text.index('name="join"')  # Enter must not join
    refused = sent(quarter, client, join=offer)
    assert refused.status_code == 422
    assert "没有手机号" in refused.text
    assert offer in refused.text  # what he chose is still there to be chosen
    assert sent(quarter, client, join=f"{number}:x", phone=PHONE).status_code == 422
    done = sent(quarter, client, join=offer, phone=PHONE)
    assert done.status_code == 302
    assert "已经登记跟着办" in client.get(done.headers["Location"]).text
    assert client.get(f"/report/joined/{number}:x").status_code == 404
    with records.acting(SYSTEM):
        assert Case.objects.count() == 1
    # Another report all the same, and the same form again is that one.
    for _ in range(2):
        apart = sent(quarter, client, apart="1")
        assert apart.status_code == 302
    assert sent(quarter, client).headers["Location"] == apart.headers["Location"]
    # What waited in a phone without a network is taken: nobody stands there to be asked.
    assert sent(quarter, client, submission_key="later", queued="1").status_code == 302
    with records.acting(SYSTEM):
        assert (Case.objects.count(), Supporter.objects.count()) == (3, 1)


def test_a_resident_finds_what_he_follows_among_his_reports(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane", text=LANE, now=utc_now())
    client = neighbour_of(quarter)
    offer = re.search(r'name="join" value="([^"]+)"', sent(quarter, client).text)[1]
    done = sent(quarter, client, join=offer)
    assert done.headers["Location"] == f"/followed/{number}"
    page = client.get(f"/followed/{number}").text
    assert "已上报" in page
    again = sent(quarter, client, join=offer, submission_key="second")
    assert again.headers["Location"] == f"/followed/{number}"
    assert "您已经在跟着办这件事" in client.get(f"/followed/{number}").text
    assert "面包车" not in page
    with CaptureQueriesContext(connection) as captured:
        assert f"/followed/{number}" in client.get("/work").text
    assert len([one for one in captured if "cases_followed" in one["sql"]]) == 1
    assert client.get(f"/cases/{number}").headers["Location"] == f"/followed/{number}"
    assert client.get("/cases/260101000001").status_code == 404
    assert client.get("/followed/260101000001").status_code == 404
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    shown = clerk.get(f"/cases/{number}").text
    assert "跟着办的" in shown
    assert "有人跟着办" in shown
    assert "面包车堵住了" in sent(quarter, clerk, channel="patrol").text
    assert client.post(f"/followed/{number}").status_code == 302
    assert client.get(f"/followed/{number}").status_code == 404


def test_who_follows_by_a_phone_alone_stops_that_by_a_code_to_it(
    quarter: Quarter, caplog: pytest.LogCaptureFixture
) -> None:
    number, client = quarter.report(kind="blocked_fire_lane"), Client()
    support(quarter, number, PUBLIC, phone=PHONE, texts=True)
    caplog.set_level(logging.INFO, "hemei.people")
    assert f"/follow/{number}/stop" in client.get(f"/follow/{number}").text
    other = client.post(f"/follow/{number}/stop", {"phone": "15400000000", "step": "send"}).text
    sent = client.post(f"/follow/{number}/stop", {"phone": PHONE, "step": "send"}).text
    assert "如果是用这个手机号跟着办的" in other
    assert sent.replace(PHONE, "").count("验证码") == other.count("验证码")
    wrong = client.post(f"/follow/{number}/stop", {"phone": PHONE, "step": "show", "code": "000000"})
    assert (wrong.status_code, supporters(number)) == (422, 1)
    form = {"phone": PHONE, "step": "show", "code": code_sent(caplog)}
    assert client.post(f"/follow/{number}/stop", form).headers["Location"] == "/follow"
    assert "不再给这个手机号发短信" in client.get("/follow").text
    assert supporters(number) == 0
    with records.acting(SYSTEM):
        assert queries.texted_supporters(quarter.row(number).stream) == []
    quarter.sound(number)
    # The telephone that reported is no follower's, and opens nothing here.
    mine = quarter.report(kind="blocked_fire_lane", phone=PHONE)
    assert client.post(f"/follow/{mine}/stop", form).status_code == 422

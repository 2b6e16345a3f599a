"""Calling the reporter: who may, with a reason, and the reporter can see who did."""

from __future__ import annotations

import pytest

from hemei.coordination.cases import services
from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Channel, Ending, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, NOW, SANLIAN, SYSTEM, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@standing
def number(quarter: Quarter) -> str:
    return quarter.report(PUBLIC, kind="blocked_fire_lane", phone=PHONE)


def test_the_clerk_calls_with_a_reason_and_it_is_recorded(quarter: Quarter, number: str) -> None:
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    page = clerk.get(f"/cases/{number}").content.decode()
    assert PHONE not in page
    assert f"/cases/{number}/phone" in page
    assert PHONE not in clerk.get(f"/cases/{number}/phone").content.decode()
    short = clerk.post(f"/cases/{number}/phone", {"reason": "x"})
    assert short.status_code == 422
    assert PHONE not in short.content.decode()
    shown = clerk.post(f"/cases/{number}/phone", {"reason": "核实具体楼层"}).content.decode()
    assert f"tel:{PHONE}" in shown
    with records.acting(SYSTEM):
        last = record.history(stream=Case.objects.get(number=number).stream)[-1]
    assert (last.type, last.data["field"]) == ("people.unmasked", "phone")
    assert "核实具体楼层" in clerk.get(f"/cases/{number}").content.decode()


def test_nobody_leaves_his_own_number_as_the_callers(quarter: Quarter) -> None:
    """By it he would accept the result of his own work, which nobody may."""
    own, callers = "15400345693", "15400345694"
    quarter.town.person("周一", SANLIAN, phone=own)
    clerk = quarter.town.actor(Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会", "周一", account=1)
    with pytest.raises(Refused) as refused:
        quarter.report(clerk, kind="dogs", channel=Channel.CALLER, phone=own)
    assert refused.value.decision.reasons[0].code == "own_phone"
    assert quarter.row(quarter.report(clerk, kind="dogs", channel=Channel.CALLER, phone=callers)).contact_id
    resident = quarter.town.actor(Role.RESIDENT, SANLIAN, person="周一", account=1)
    assert quarter.row(quarter.report(resident, kind="dogs", phone=own)).reporter_id == resident.person_id


def test_whoever_finds_it_himself_leaves_no_number(quarter: Quarter) -> None:
    """Neither his own nor another's: by it he would accept his result from a browser nobody is signed in to."""
    manager = quarter.company
    for actor, channel in ((quarter.grid, Channel.PATROL), (manager, Channel.COMPANY)):
        with pytest.raises(Refused) as refused:
            quarter.report(actor, kind="dogs", channel=channel, phone=PHONE)
        (reason,) = refused.value.decision.reasons
        assert (reason.code, reason.field) == ("no_caller", "phone")
        assert quarter.row(quarter.report(actor, kind="dogs", channel=channel)).contact_id is None


def test_the_form_says_so_and_keeps_what_was_written(quarter: Quarter) -> None:
    grid = browser_of(quarter, Role.GRID_WORKER, "东风社区居委会")
    said = {
        "channel": "patrol",
        "text": "北门有狗不拴绳",
        "kind": "dogs",
        "phone": PHONE,
        "submission_key": "k1",
    }
    page = grid.post(f"/report/{quarter.token}", said)
    assert page.status_code == 422
    assert "自己巡查、上报的，没有来电人的手机号" in page.content.decode()
    assert "北门有狗不拴绳" in page.content.decode()
    sent = grid.post(f"/report/{quarter.token}", said | {"phone": "", "submission_key": "k2"})
    assert sent.status_code == 302


def test_who_closes_what_was_left_with_his_own_number_has_no_word_on_it(quarter: Quarter) -> None:
    own = "15400345693"
    quarter.town.person("周一", SANLIAN, phone=own)
    clerk = quarter.town.actor(Role.COMMUNITY_CLERK, DONGFENG, "东风社区居委会", "周一", account=1)
    close = acts.Close(outcome=Outcome.NOT_SOLVED, text="找不到养狗的人，没有办法")
    taken = quarter.report(quarter.hotline, kind="dogs", channel=Channel.HOTLINE, phone=own)
    quarter.act(quarter.community, taken, acts.Accept(kind="dogs"))
    quarter.act(clerk, taken, close)
    assert quarter.row(taken).ended == Ending.OWN
    shown = Viewer(PUBLIC, proven=True)
    with pytest.raises(Refused) as refused:
        services.act(
            viewer=shown, now=NOW, number=taken, act=acts.AcceptResult(), seen=quarter.row(taken).version
        )
    assert refused.value.decision.reasons[0].code == "state"
    # What another closes is for whoever rang up to judge.
    other = quarter.report(
        quarter.hotline, kind="dogs", channel=Channel.HOTLINE, phone=own, text="又有一条狗"
    )
    quarter.act(quarter.community, other, acts.Accept(kind="dogs"))
    quarter.act(quarter.community, other, close)
    assert quarter.row(other).state == State.AWAITING
    quarter.sound(taken)


def test_a_case_without_a_number_offers_no_call(quarter: Quarter) -> None:
    bare = quarter.report(PUBLIC, kind="blocked_fire_lane")
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert f"/cases/{bare}/phone" not in clerk.get(f"/cases/{bare}").content.decode()
    assert clerk.get(f"/cases/{bare}/phone").status_code == 404


@pytest.mark.parametrize(
    ("role", "body", "place"),
    [(Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN), (Role.COMPANY_MANAGER, "大地物业公司", "340100")],
)
def test_others_find_nothing(quarter: Quarter, number: str, role: Role, body: str, place: str) -> None:
    del place
    stranger = browser_of(quarter, role, body)
    assert stranger.get(f"/cases/{number}/phone").status_code == 404
    assert stranger.post(f"/cases/{number}/phone", {"reason": "想看看号码"}).status_code == 404

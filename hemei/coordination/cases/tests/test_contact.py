"""Calling the reporter: who may, with a reason, and the reporter can see who did."""

from __future__ import annotations

import pytest

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules.words import Channel
from hemei.coordination.cases.tests.conftest import DONGFENG, SANLIAN, SYSTEM, Quarter
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

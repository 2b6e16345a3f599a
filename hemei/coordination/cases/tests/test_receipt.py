"""What the receipt of a report says to who sent it: where it is seen again, and by whom."""

from __future__ import annotations

import pytest
from django.test import Client

from hemei.coordination.cases.tests.conftest import Quarter
from hemei.coordination.cases.tests.test_pages import DONGFENG, PHONE, browser_of, number_in, send
from hemei.ground.people.models import Account
from hemei.kernel.actor import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(quarter: Quarter) -> Client:
    return browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")


def test_the_receipt_says_where_who_reported_sees_it_again(quarter: Quarter, clerk: Client) -> None:
    person = quarter.town.account("张三", DONGFENG, username="zhangsan")
    Account.objects.filter(pk=person).update(sample=1)
    resident = Client()
    resident.post(f"/demo/persons/{person}")
    sent = [
        send(quarter, who, submission_key=f"r{count}", **more).headers["Location"]
        for count, (who, more) in enumerate(
            [(resident, {}), (clerk, {"channel": "caller", "phone": PHONE}), (clerk, {"channel": "caller"})]
        )
    ]
    own, caller, nameless = (
        who.get(address).text for who, address in zip((resident, clerk, clerk), sent, strict=True)
    )
    assert f'href="/cases/{number_in(sent[0])}"' in own
    assert "我的报事" in own
    assert "您没有留手机号" not in own + nameless
    assert "收验证码" in caller
    assert "没有留来电人的手机号" in nameless
    assert "您没有留手机号" in Client().get(sent[0]).text, (
        "who is not signed in learns nothing of the account"
    )

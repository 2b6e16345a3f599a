"""What a person typed is never lost: sent again, overtaken by a colleague, or after the session ended."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.tests.conftest import SYSTEM, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Role

pytestmark = pytest.mark.django_db


def reports() -> int:
    with records.acting(SYSTEM):
        return Case.objects.count()


def test_the_same_form_counts_once_and_a_form_written_anew_is_another_report(
    quarter: Quarter, client: Client
) -> None:
    form = {"kind": "other", "text": "楼道灯坏了", "submission_key": "from-one-page"}
    for _ in range(2):
        assert client.post(f"/report/{quarter.token}", form).status_code == 302
    assert reports() == 1
    client.post(f"/report/{quarter.token}", {**form, "text": "地下车库灯全灭了"})
    assert reports() == 2


def test_text_for_an_act_that_is_gone_stays_on_the_page(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane")
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    answer = clerk.post(f"/cases/{number}/refuse", {"seen": 1, "ground": "court", "text": "写了很久的说明"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "写了很久的说明" in page
    assert "现在不能“不予受理”了" in page


def test_text_sent_after_the_session_ended_comes_back_with_the_way_in(
    quarter: Quarter, client: Client
) -> None:
    number = quarter.report(kind="blocked_fire_lane")
    answer = client.post(f"/cases/{number}/comment", {"seen": 1, "text": "写了很久的补充"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "写了很久的补充" in page
    assert f"/sign-in?next=%2Fcases%2F{number}" in page
    missing = client.post("/cases/999999999999/comment", {"seen": 1, "text": "x"})
    assert missing.status_code == 401  # whether there is such a case is told to nobody


def test_a_refused_or_withdrawn_case_never_looks_handled(quarter: Quarter) -> None:
    refused, withdrawn = (quarter.report(kind="blocked_fire_lane", text=text) for text in ("甲事", "乙事"))
    quarter.act(quarter.community, refused, acts.Refuse(ground="court", text="请向法院起诉"))
    quarter.act(quarter.resident, withdrawn, acts.Withdraw())
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    for number, last in ((refused, "不予受理"), (withdrawn, "已撤销")):
        page = clerk.get(f"/cases/{number}").content.decode()
        steps = re.search(r'<ol class="steps".*?</ol>', page, re.DOTALL)
        assert steps is not None
        assert last in steps[0]
        assert "办理" not in steps[0].replace("办理进度", "")


def test_what_came_back_stands_first_on_the_page(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Refuse(ground="court", text="请向法院起诉"))
    quarter.act(quarter.resident, number, acts.SendBack(text="不是纠纷，是消防通道"))
    street = browser_of(quarter, Role.STREET_CLERK, "明光路街道办")
    page = street.get(f"/cases/{number}").content.decode()
    assert "报事人不满意，已退回" in page
    assert page.index("不是纠纷，是消防通道") < page.index("办理过程")


def test_closing_tells_whose_calls_it_ends(quarter: Quarter) -> None:
    number = quarter.report(kind="blocked_fire_lane")
    quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"))
    fire, police = quarter.fire.body_id, quarter.police.body_id or 0
    quarter.act(quarter.community, number, acts.Whistle(lead=fire, joints=(police,)))
    quarter.act(quarter.fire, number, acts.Arrive())
    quarter.act(quarter.fire, number, acts.GiveResult(outcome=acts.Outcome.NOT_SOLVED, text="需要拖车"))
    clerk = browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")
    assert "瑶海公安还没有反馈结果" in clerk.get(f"/cases/{number}").content.decode()

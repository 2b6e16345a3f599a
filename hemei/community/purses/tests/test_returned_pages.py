"""On the page of an order: the company reports a payment as returned, a member of the committee confirms it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemei.community.purses import queries
from hemei.community.purses.queries import OrderState
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_returned import LATER, WHY, came_back, paid, report
from hemei.ground.records import services as records


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("order", "returning", "lists", "shared"):
        where = f"hemei.community.purses.pages.{page}.utc_now"
        monkeypatch.setattr(where, lambda: LATER, raising=False)


def test_the_company_reports_it_and_a_member_confirms_it(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = paid(joint)
    line = came_back(joint)
    company, member = show(joint.company), show(joint.members[1])
    page = company.get(f"/purses/orders/{order}").text
    assert "付款退回或者勾对错" in page
    assert "2026-11-04 · B1" in page
    empty = company.post(f"/purses/orders/{order}/wrong", {"kind": "returned", "reason": ""})
    assert empty.status_code == 422
    assert all(words in empty.text for words in ("没有银行的证明。", "没有写明更正的原因。"))
    assert "没有选哪里错了。" in company.post(f"/purses/orders/{order}/wrong", {}).text
    sent = company.post(
        f"/purses/orders/{order}/wrong", {"kind": "returned", "line": str(line), "reason": WHY}, follow=True
    )
    assert "等另一名审批人确认" in sent.text
    assert "请您确认更正" not in sent.text
    assert "更正待确认" in member.get("/purses/mine").text
    assert "请您确认更正" in member.get(f"/purses/orders/{order}").text
    asked = member.post(f"/purses/orders/{order}/settle", {"word": "yes"})
    assert asked.headers["Location"].startswith("/account/confirm?next=/purses/orders/")
    monkeypatch.setattr(
        "hemei.community.purses.pages.returning.people_services.confirmed_at",
        lambda _session: LATER - timedelta(minutes=1),
    )
    no = member.post(f"/purses/orders/{order}/settle", {"word": "no"})
    assert "没有写明不同意的理由" in no.text
    done = member.post(f"/purses/orders/{order}/settle", {"word": "yes"}, follow=True)
    assert all(
        words in done.text for words in ("付款已冲销", "银行已退回，待重新付款", "更正已确认，付款冲销")
    )
    assert joint.row(order).state == OrderState.APPROVED
    assert "付款退回或者勾对错" not in company.get(f"/purses/orders/{order}").text


def test_a_paper_is_kept_with_the_order_and_the_street_only_reads(joint: Joint) -> None:
    order = paid(joint)
    assert "付款退回或者勾对错" not in show(joint.street).get(f"/purses/orders/{order}").text
    assert show(joint.street).post(f"/purses/orders/{order}/wrong", {"kind": "returned"}).status_code in {
        403,
        422,
    }
    paper = SimpleUploadedFile("退汇.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    sent = show(joint.members[0]).post(
        f"/purses/orders/{order}/wrong", {"kind": "returned", "reason": WHY, "proof": paper}, follow=True
    )
    assert "银行退回的凭证" in sent.text


def test_reports_wait_for_the_others(joint: Joint) -> None:
    order = paid(joint)
    report(joint, order, joint.members[0], back_line=came_back(joint))
    for actor, waits in (
        (joint.members[0], 0),
        (joint.members[1], 1),
        (joint.company, 0),
        (joint.community, 0),
    ):
        with records.acting(actor):
            assert len(queries.returns_to_confirm(actor=actor, on=LATER.date())) == waits

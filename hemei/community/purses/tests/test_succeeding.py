"""A payment order does not leave with the company that prepared it: who serves the estate carries it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.community.purses import queries, services
from hemei.community.purses.models import BankFile
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import NOW, Joint
from hemei.community.purses.tests.test_never_paid import never_paid
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_returned import came_back, judge, paid, report
from hemei.community.purses.tests.test_two_offices import employed
from hemei.community.purses.tests.test_with_the_owners import voted
from hemei.ground.companies import services as companies
from hemei.ground.companies.models import Project
from hemei.ground.companies.queries import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("lists", "account", "bank", "order", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: NOW)


def leaves(joint: Joint) -> Actor:
    """The company's contract ends today; returns the company, which never sees the place as such."""
    with records.acting(SYSTEM):
        project = Project.objects.get(estate_id=joint.purse.estate)
        companies.end_project(actor=SYSTEM, now=NOW, project_id=project.pk, day=TODAY)
    told()
    return replace(joint.company, places=())


def comes(joint: Joint, days: int = 0) -> Actor:
    """Another company begins, today or so many days later."""
    town, name = joint.purse.quarter.town, "青山物业公司"
    body = town.found(name, BodyKind.COMPANY, "340100", Level.ESTATE)
    town.person("新经办人", "340100")
    office = town.appoint("新经办人", name, Role.COMPANY_MANAGER)
    drafts = [CompanyDraft("青山物业有限公司", "91340100MA2MRC3K8Q", body, date(2024, 1, 1))]
    with records.acting(SYSTEM):
        (new,) = companies.add_companies(actor=SYSTEM, now=NOW, drafts=drafts)
        draft = ProjectDraft(new, joint.purse.estate, Contract.OWNERS, TODAY + timedelta(days=days))
        companies.begin_projects(actor=SYSTEM, now=NOW + timedelta(days=days), drafts=[draft])
    told()
    return Actor(Role.COMPANY_MANAGER, 90, town.persons["新经办人"], body, office)


def told() -> None:
    with records.acting(SYSTEM):
        while records.deliver_pending(now=NOW):
            pass


def waits(actor: Actor) -> tuple[int, int]:
    with records.acting(actor):
        return next(iter(queries.to_send(actor=actor, now=NOW)), (0, 0))


def follows(joint: Joint, days: int) -> None:
    at = NOW + timedelta(days=days)
    with records.acting(SYSTEM):
        services.follow_estate(actor=SYSTEM, now=at, estate_id=joint.purse.estate)


def sent(joint: Joint, actor: Actor, *orders: int) -> int:
    return services.make_bank_file(
        actor=actor, now=NOW, account_id=joint.account, order_ids=orders, profile=services.FileProfile.CSV
    )


def test_the_company_of_the_day_sends_reports_and_takes_back(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    half = joint.prepare(invoice_number="87654321")
    over = joint.prepare(invoice_number="11112222")
    services.withdraw_order(actor=joint.company, now=NOW, order_id=over)
    former = leaves(joint)
    new = comes(joint)
    assert (waits(former), waits(new)) == ((0, 0), (1, 0))
    with records.acting(new):
        assert {row.id for row in queries.orders(actor=new)} == {order, half}, "and none that is over"
    for act in (sent, services.withdraw_order):
        with pytest.raises(Refused):
            sent(joint, former, order) if act is sent else act(actor=former, now=NOW, order_id=order)
    sent(joint, new, order)
    assert joint.row(order).state == OrderState.FILED
    assert never_paid(joint, order, new) is OrderState.APPROVED
    for number in (order, half):
        services.withdraw_order(actor=new, now=NOW, order_id=number)
        assert joint.row(number).state == OrderState.WITHDRAWN


def test_who_works_for_the_company_that_carries_it_on_approves_nothing_of_it(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare()
    leaves(joint)
    new = comes(joint)
    employed(replace(joint, company=new), joint.members[0])
    assert "您今天也在填写付款单的公司任职" in refused(joint.judge, order, joint.members[0])


def test_where_no_company_serves_the_committee_does_but_not_who_agreed(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    other = replace(joint.members[1], places=())
    assert "由物业公司办理" in refused(sent, joint, other, order)
    assert waits(other) == (0, 0)
    former = leaves(joint)
    assert (waits(former), waits(other), waits(joint.community)) == ((0, 0), (1, 0), (0, 0))
    assert "您或者您的代审人同意过付款单2026-0001" in refused(sent, joint, joint.members[0], order)
    assert "社区只查看" in refused(sent, joint, joint.community, order)
    with records.acting(SYSTEM):
        assert not BankFile.objects.exists()
    made = sent(joint, other, order)
    with records.acting(other):
        assert queries.bank_file(made, actor=other, now=NOW) is not None
        assert queries.bank_file(made, actor=joint.community, now=NOW) is None
    assert "不能由您确认" in refused(never_paid, joint, order, other, joint.members[1])
    never_paid(joint, order, other, joint.members[2])
    services.withdraw_order(actor=joint.members[0], now=NOW, order_id=order)
    assert joint.row(order).state == OrderState.WITHDRAWN


def test_the_community_sends_only_what_the_owners_let_it_approve(joint: Joint) -> None:
    assembly, _votes = voted(joint, community_approves=True)
    joint.adopt(assembly)
    order = joint.approved()
    leaves(joint)
    assert joint.row(order).community_needed == 0, "a small one; the community did not have to agree"
    assert waits(joint.community) == (1, 0)
    sent(joint, joint.community, order)
    assert joint.row(order).state == OrderState.FILED


def test_money_that_came_back_after_the_company_left_is_sent_anew_by_the_next(joint: Joint) -> None:
    order = paid(joint)
    leaves(joint)
    new = comes(joint)
    line = came_back(replace(joint, company=new))
    report(joint, order, actor=joint.members[2], back_line=line)
    assert judge(joint, order) is OrderState.APPROVED
    assert waits(new) == (1, 0)
    sent(joint, new, order)
    assert joint.row(order).state == OrderState.FILED


def test_the_page_says_who_carries_it_on_and_offers_it_to_him(joint: Joint) -> None:
    joint.agree()
    order = joint.approved()
    here, send = f"/purses/orders/{order}", f"/purses/{joint.account}/send"
    assert "已经不为小区服务" not in show(joint.members[1]).get(here).text
    assert "由物业公司办理" in show(joint.members[1]).get(send).text
    leaves(joint)
    page = show(joint.members[1]).get(here).text
    for words in ("大地物业公司已经不为小区服务", "由业委会接办", "撤回付款单"):
        assert words in page, words
    assert "已通过的付款单</legend>" in show(joint.members[1]).get(send).text
    assert "已通过的付款单</legend>" not in show(joint.community).get(send).text
    comes(joint)
    assert "由青山物业公司接办" in show(joint.members[1]).get(here).text


def test_the_next_company_reads_what_was_paid_before_it_came_and_says_nothing_of_it(joint: Joint) -> None:
    order = paid(joint)
    over = joint.prepare(invoice_number="11112222")
    services.withdraw_order(actor=joint.company, now=NOW, order_id=over)
    leaves(joint)
    new = comes(joint, 1)
    follows(joint, 1)
    with records.acting(new):
        assert [row.id for row in queries.orders(actor=new)] == [order]
    assert waits(new) == (0, 0)
    here = f"/purses/orders/{order}"
    page = show(new).get(here).text
    assert ("只能查看" in page, "登记更正" in page) == (True, False)
    assert "只能查看" in refused(report, joint, order, actor=new)
    with records.acting(SYSTEM):
        project = Project.objects.get(estate_id=joint.purse.estate, valid_until=None)
        later = NOW + timedelta(days=2)
        companies.end_project(actor=SYSTEM, now=later, day=later.date(), project_id=project.pk)
    follows(joint, 2)
    with records.acting(new):
        assert not queries.orders(actor=new), "with the contract its sight ends"

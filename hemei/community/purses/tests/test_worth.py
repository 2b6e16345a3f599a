"""A resolution carries a payment only of its own matter, and in all no more than it allows; words carry little."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import queries, services
from hemei.community.purses.models import Budget, BudgetLine, JointAccount
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.voting.services import AgendaItem
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

PAINT = AgendaItem(matter="other_major", title="用公共收益粉刷外墙", spends_fen=30_000_000)
FENCE = AgendaItem(matter="other_major", title="用公共收益修围墙", spends_fen=300_000)
BARE = AgendaItem(matter="other_major", title="同意用公共收益办好事")
RULES = AgendaItem(matter="management_covenant", title="修改管理规约")

LATE = datetime(2099, 12, 30, 2, 0, tzinfo=UTC)
"""After whatever day it is where these tests run: the database takes the day of a change from its own clock."""


@pytest.fixture
def votes(joint: Joint) -> tuple[tuple[int, int], tuple[int, int]]:
    """Let the owners decide to paint, and to amend the covenant; return both, each as assembly and vote."""
    assembly, (paint, covenant) = owners_voted(joint.purse, (PAINT, RULES))
    joint.agree()
    return (assembly, paint), (assembly, covenant)


def test_a_vote_of_another_matter_carries_no_payment_and_no_budget(
    joint: Joint, votes: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    _paint, covenant = votes
    told = "决议“修改管理规约”不是关于公共收益的事项"
    assert told in refused(joint.prepare, 30_000_000, resolution=covenant, budget="")
    draft = services.BudgetDraft(year=2026, lines={"repair": 1_000}, resolution=covenant)
    act = {"actor": joint.members[0], "now": NOW, "account_id": joint.account, "draft": draft}
    assert told in refused(services.make_budget, **act)
    with records.acting(SYSTEM):
        scope = JointAccount.objects.get(pk=joint.account).scope
        offered = queries.resolutions(joint.purse.estate, scope, on=NOW.date())
    assert [words.partition("（")[0] for *_ids, words in offered] == [
        "用公共收益粉刷外墙，支出不超过300,000.00元"
    ]


def test_a_vote_that_says_no_sum_carries_no_payment_and_no_budget(joint: Joint) -> None:
    assembly, (bare,) = owners_voted(joint.purse, (BARE,))
    joint.agree()
    told = "决议“同意用公共收益办好事”没有写明支出多少"
    assert told in refused(joint.prepare, 1, resolution=(assembly, bare), budget="")
    draft = services.BudgetDraft(year=2026, lines={"repair": 1}, resolution=(assembly, bare))
    act = {"actor": joint.members[0], "now": NOW, "account_id": joint.account, "draft": draft}
    assert told in refused(services.make_budget, **act)
    with records.acting(SYSTEM):
        scope = JointAccount.objects.get(pk=joint.account).scope
        assert queries.resolutions(joint.purse.estate, scope, on=NOW.date()) == []


def test_payments_on_one_resolution_come_to_no_more_than_it_allows(
    joint: Joint, votes: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    paint, _covenant = votes
    more = {"resolution": paint, "budget": ""}
    assert "超出" in refused(joint.prepare, 30_000_001, **more)
    first = joint.prepare(20_000_000, **more)
    second = joint.prepare(10_000_000, invoice_number="20000002", **more)
    told = "总额是300,000.00元，已用300,000.00元，这一笔0.01元超出"
    assert told in refused(joint.prepare, 1, invoice_number="20000003", **more)
    services.withdraw_order(actor=joint.company, now=NOW, order_id=first)
    assert joint.row(second).basis_fen == 30_000_000, "the total stands with the second as well"
    assert joint.prepare(20_000_000, invoice_number="20000004", **more)
    assert "决议定的总额：300,000.00元" in show(joint.members[0]).get(f"/purses/orders/{second}").text


def test_what_a_budget_plans_on_a_resolution_is_not_paid_beside_it(
    joint: Joint, votes: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    paint, _covenant = votes
    draft = services.BudgetDraft(year=2026, lines={"repair": 20_000_000}, resolution=paint)
    services.make_budget(actor=joint.members[0], now=NOW, account_id=joint.account, draft=draft)
    more = {"resolution": paint, "budget": ""}
    assert "超出" in refused(joint.prepare, 10_000_001, **more)
    assert joint.prepare(10_000_000, **more)


def test_a_budget_plans_no_more_than_payments_left_of_its_resolution(
    joint: Joint, votes: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    paint, _covenant = votes
    joint.prepare(20_000_000, resolution=paint, budget="")
    act = {"actor": joint.members[0], "now": NOW, "account_id": joint.account}

    def draft(fen: int, year: int = 2026, reason: str = "") -> services.BudgetDraft:
        return services.BudgetDraft(year=year, lines={"repair": fen}, resolution=paint, reason=reason)

    told = "总额是300,000.00元，付款单和别的预算已用200,000.00元，这份预算100,000.01元超出"
    assert told in refused(services.make_budget, draft=draft(10_000_001), **act)
    services.make_budget(draft=draft(6_000_000), **act)
    services.make_budget(draft=draft(7_000_000, reason="外墙提前修"), **act)  # in place of the first
    assert "已用270,000.00元" in refused(services.make_budget, draft=draft(3_000_001, 2027), **act)
    assert services.make_budget(draft=draft(3_000_000, 2027), **act)


def test_words_alone_carry_only_the_lowest_tier(joint: Joint) -> None:
    joint.agree()
    words = {"resolution": None, "budget": "日常"}
    assert "“中额”付款不能只写事由" in refused(joint.prepare, 500_001, **words)
    assert joint.prepare(500_000, **words)
    form = show(joint.company).get(f"/purses/{joint.account}/orders/new?kind=repair&amount=5000.01").text
    assert "请业委会先登记年度预算" in form
    assert 'name="budget"' not in form


def test_what_a_year_that_is_over_planned_and_did_not_order_is_free_again(
    joint: Joint, votes: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    paint, _covenant = votes
    draft = services.BudgetDraft(year=2026, lines={"repair": 30_000_000}, resolution=paint)
    act = {"actor": joint.members[0], "account_id": joint.account}
    services.make_budget(draft=draft, now=NOW, **act)
    with records.acting(SYSTEM):
        line = BudgetLine.objects.get(budget__basis_vote_id=paint[1]).pk
    joint.prepare(300_000, budget_line=line)
    more = {"resolution": paint, "budget": "", "invoice_number": "20000002"}
    new_year_eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    assert "已用300,000.00元" in refused(joint.prepare, 1, new_year_eve, **more)
    new_year = new_year_eve + timedelta(minutes=1)
    assert "已用3,000.00元" in refused(joint.prepare, 29_700_001, new_year, **more)
    order = joint.prepare(14_700_000, new_year, **more)
    after = services.BudgetDraft(year=2027, lines={"repair": 15_000_001}, resolution=paint)
    assert "已用150,000.00元" in refused(services.make_budget, draft=after, now=new_year, **act)
    services.make_budget(draft=replace(after, lines={"repair": 15_000_000}), now=new_year, **act)
    row = joint.row(order)
    row.pk, row.number, row.stream, row.amount_fen = None, "2027-0009", "purses.order:1000003", 1
    row.invoice_number = "20000003"
    barred = pytest.raises(IntegrityError, match="would rest on it")
    with records.acting(SYSTEM), barred, transaction.atomic():
        row.save(force_insert=True)


def test_an_order_that_rests_anew_leaves_the_budget_of_the_year_that_runs_its_money(joint: Joint) -> None:
    assembly, (paint, fence) = owners_voted(joint.purse, (PAINT, FENCE))
    joint.agree()
    order = joint.prepare(300_000, resolution=(assembly, fence), budget="")
    services.hold_orders(actor=SYSTEM, now=NOW, votes=[fence], day=NOW.date())
    row = joint.row(order)
    with records.acting(SYSTEM):
        budget = Budget.objects.create(
            stream="purses.budget:1000003", scope=row.scope, account_id=joint.account, year=LATE.year, number=1,
            total_fen=30_000_000, basis_assembly_id=assembly, basis_vote_id=paint, made_at=NOW,
        )  # fmt: skip
        BudgetLine.objects.create(
            stream=budget.stream, scope=row.scope, budget=budget, code="repair", amount_fen=30_000_000
        )
    row.state, row.round, row.basis_annulled_on, row.basis_vote_id = "approving", row.round + 1, None, paint
    row.expires_at = LATE + timedelta(days=7)  # the year that runs is over before its time for approval is
    barred = pytest.raises(IntegrityError, match="would rest on it")
    with records.acting(SYSTEM), barred, transaction.atomic():
        row.save(update_fields=["state", "round", "basis_annulled_on", "basis_vote", "expires_at"])

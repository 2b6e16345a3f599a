"""A year's budget: by lines, on a resolution or a committee's item, never edited, never overdrawn, whoever writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.meetings.queries import Choice
from hemei.community.purses import queries, services
from hemei.community.purses.models import Budget, BudgetLine, PaymentOrder
from hemei.community.purses.rules.resting import Resolution
from hemei.community.purses.services import BudgetDraft, budgeting
from hemei.community.purses.tests.budgeted import item_decided
from hemei.community.purses.tests.conftest import NOW, PAYEE, BytesIO, Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_with_the_owners import PAINT
from hemei.community.voting import services as voting
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

LINES = {"repair": 1_000_000, "audit_cost": 200_000}

YEAR = voting.AgendaItem(matter="other_major", title="2026年公共收益预算", spends_fen=90_000_000)


def decided(joint: Joint, *, choice: Choice = Choice.FOR, key: str = "m1") -> int:
    """Let the committee decide an item at a meeting that is over; return the item."""
    return item_decided(joint.members[0], joint.street, joint.purse.estate, NOW, choice=choice, key=key)


def budget(joint: Joint, *, now: datetime = NOW, **more: Any) -> int:
    values: dict[str, Any] = {"year": 2026, "lines": LINES, **more}
    draft = BudgetDraft(**values)
    return services.make_budget(actor=joint.members[0], now=now, account_id=joint.account, draft=draft)


def line_of(joint: Joint, code: str = "repair") -> int:
    with records.acting(SYSTEM):
        return BudgetLine.objects.get(budget__ended_at=None, code=code).pk


def left(joint: Joint) -> dict[str, tuple[int, int, int]]:
    with records.acting(joint.members[0]):
        rows = queries.budget_lines(actor=joint.members[0], year=2026, account_id=joint.account)
    return {one.code: (one.paid_fen, one.open_fen, one.left_fen) for one in rows}


def test_payments_take_from_a_line_to_the_fen_and_not_one_beyond(joint: Joint) -> None:
    joint.agree()
    free = joint.prepare(100_000)
    item = decided(joint)
    budget(joint, item=item)
    line = line_of(joint)
    assert "没有选预算项；今年的预算已经登记" in refused(joint.prepare, 100_000, invoice_number="20000001")
    assert joint.row(free).budget_line_id is None, "what was prepared before the budget stays as it was"
    first = joint.approved(600_000, invoice_number="20000002", budget="", budget_line=line)
    told = "预算项“共有部分维修”2026年有10,000.00元，已用6,000.00元，还剩4,000.00元，不够付4,000.01元"
    more = {"budget": "", "budget_line": line}
    assert told in refused(joint.prepare, 400_001, invoice_number="20000003", **more)
    second = joint.prepare(400_000, invoice_number="20000003", **more)
    assert left(joint) == {"repair": (0, 1_000_000, 0), "audit_cost": (0, 0, 200_000)}
    assert "还剩0.00元" in refused(joint.prepare, 1, invoice_number="20000004", **more)
    services.withdraw_order(actor=joint.company, now=NOW, order_id=second)
    assert left(joint)["repair"] == (0, 600_000, 400_000), "what is withdrawn is there again"
    joint.filed(first)
    joint.take(
        ("2026-11-02", "A1", "6000.00", "", "", "合肥安居", f"{joint.row(first).number} 单元门", PAYEE)
    )
    services.match_certain(actor=joint.company, now=NOW, account_id=joint.account)
    assert left(joint)["repair"] == (600_000, 0, 400_000)
    assert "不管这一种付款" in refused(
        joint.prepare, 1_000, kind="activities", invoice_number="20000005", **more
    )
    late = NOW + timedelta(days=70)
    assert "是2026年的，付款在2027年" in refused(
        joint.prepare, 1_000, now=late, invoice_number="20000006", **more
    )


def test_a_budget_is_adjusted_by_another_version_and_never_below_what_was_taken(joint: Joint) -> None:
    joint.agree()
    item = decided(joint)
    budget(joint, item=item)
    old = line_of(joint)
    joint.prepare(600_000, budget="", budget_line=old)
    lines = {"repair": 599_999}
    why = "外墙提前修"
    assert "没有写明为什么调整预算" in refused(budget, joint, item=item)
    for less in (lines, {"audit_cost": 1}):
        told = f"已经用了6,000.00元，新的预算只有{'5,999.99' if less is lines else '0.00'}元"
        assert told in refused(budget, joint, item=item, lines=less, reason=why)
    budget(joint, item=item, lines={"repair": 600_000}, reason=why)
    assert "已经被替换或者撤销" in refused(
        joint.prepare, 1, invoice_number="20000003", budget="", budget_line=old
    )
    assert left(joint) == {"repair": (0, 600_000, 0)}
    with records.acting(joint.members[0]):
        made = queries.budgets_of(joint.account, actor=joint.members[0])
        asked = queries.OrderFilter(line=line_of(joint))
        assert len(queries.orders(actor=joint.members[0], asked=asked)) == 1, "of either version"
    assert [(one.number, one.ended_at is None) for one in made] == [(2, True), (1, False)]


def test_what_a_budget_may_say_and_rest_on(joint: Joint) -> None:
    item = decided(joint)
    for values, told in (
        ({"item": None}, "没有选预算的依据"),
        ({"item": 999_999}, "没有这条记录"),
        ({"item": decided(joint, choice=Choice.AGAINST, key="m2")}, "“2026年预算”没有通过"),
        ({"lines": {}}, "一项也没有"),
        ({"lines": {"repair": 0}}, "“共有部分维修”的金额0.00元不对"),
        ({"lines": {"repair": -1}}, "-0.01元不对"),
        ({"lines": {"parking": 100}}, "“公共车位收入”不能列入"),
        ({"lines": {"committee_cost": 100}}, "“业主大会和业委会经费”须由业主大会决议"),
        ({"year": 2025}, "2025年的预算不能登记"),
        ({"year": 2028}, "2028年的预算不能登记"),
    ):
        assert told in refused(budget, joint, **{"item": item, **values}), told
    budget(joint, item=item, year=2027)
    draft = BudgetDraft(year=2026, lines=LINES, item=item)
    for who in (joint.company, joint.street):
        assert "这个身份不能登记年度预算" in refused(
            services.make_budget, actor=who, now=NOW, account_id=joint.account, draft=draft
        )


def test_what_the_owners_resolved_carries_the_committees_cost_until_it_is_annulled(joint: Joint) -> None:
    joint.agree()
    assembly, (adopted, _paint) = owners_voted(joint.purse, (YEAR, PAINT))
    budget(joint, resolution=(assembly, adopted), lines={"committee_cost": 100_000, "repair": 100_000})
    line = line_of(joint)
    order = joint.prepare(50_000, budget="", budget_line=line)
    decision = voting.AnnulmentDraft(
        by="authority", document="街办撤决〔2026〕1号", decided_on=NOW.date(), reason="没有公告", vote_ids=[]
    )
    with records.acting(joint.street):
        voting.annul_result(actor=joint.street, now=NOW, assembly_id=assembly, draft=decision)
    told = "已于2026-11-02被撤销，不能付款"
    assert told in refused(joint.judge, order, joint.members[0]), "at once, before anything reacted"
    more = {"invoice_number": "20000003", "budget": "", "budget_line": line}
    assert "已经被替换或者撤销" in refused(joint.prepare, 1_000, **more)
    records.deliver_pending(now=NOW, batch=1_000)
    assert "已经被替换或者撤销" in refused(
        joint.prepare, 1_000, invoice_number="20000003", budget="", budget_line=line
    )
    assert joint.prepare(1_000, invoice_number="20000003"), "no budget runs: its words are asked for again"


def test_a_budget_whose_resolution_fails_when_counted_anew_carries_no_further_payment(
    joint: Joint, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint.agree()
    assembly, (adopted, _paint) = owners_voted(joint.purse, (YEAR, PAINT))
    budget(joint, resolution=(assembly, adopted), lines={"repair": 100_000})
    more = {"budget": "", "budget_line": line_of(joint)}
    joint.prepare(1_000, **more)
    first = budgeting.resolution

    def counted_anew(assembly_id: int, vote_id: int, *, actor: Actor) -> Resolution | None:
        found = first(assembly_id, vote_id, actor=actor)
        return found and replace(found, passed=False)

    monkeypatch.setattr(budgeting, "resolution", counted_anew)
    assert "没有通过" in refused(joint.prepare, 1_000, invoice_number="20000003", **more)


def test_orders_on_a_budget_whose_resolution_falls_are_held_and_what_was_paid_stands_on_the_list(
    joint: Joint,
) -> None:
    joint.agree()
    assembly, (adopted, paint) = owners_voted(joint.purse, (YEAR, PAINT))
    budget(joint, resolution=(assembly, adopted))
    more = {"budget": "", "budget_line": line_of(joint)}
    paid = joint.approved(100_000, **more)
    joint.filed(paid)
    joint.take(("2026-11-02", "A1", "1000.00", "", "", "合肥安居", f"{joint.row(paid).number} 单元门", PAYEE))
    services.match_certain(actor=joint.company, now=NOW, account_id=joint.account)
    waits = joint.prepare(200_000, invoice_number="20000002", **more)
    given = joint.approved(300_000, invoice_number="20000003", **more)
    gone = joint.prepare(50_000, invoice_number="20000004", **more)
    services.withdraw_order(actor=joint.company, now=NOW, order_id=gone)
    own = joint.prepare(400_000, invoice_number="20000005", budget="", resolution=(assembly, paint))
    decision = voting.AnnulmentDraft(
        by="authority", document="街办撤决〔2026〕1号", decided_on=NOW.date(), reason="没有公告", vote_ids=[adopted]
    )  # fmt: skip
    with records.acting(joint.street):
        voting.annul_result(actor=joint.street, now=NOW, assembly_id=assembly, draft=decision)
    for _again in range(2):
        records.deliver_pending(now=NOW, batch=1_000)
    stand = {
        order: (joint.row(order).state, joint.row(order).basis_annulled_on) for order in (paid, waits, given)
    }
    assert stand == {paid: ("paid", NOW.date()), waits: ("held", NOW.date()), given: ("held", NOW.date())}
    assert [joint.row(order).state for order in (gone, own)] == ["withdrawn", "approving"]
    with records.acting(joint.street):
        asked = queries.OrderFilter(annulled=True)
        assert {one.id for one in queries.orders(actor=joint.street, asked=asked)} == {paid, waits, given}
    assert "不再成立的是年度预算所依据的决议" in show(joint.street).get(f"/purses/orders/{waits}").text
    services.rest_order_anew(actor=joint.company, now=NOW, order_id=waits, resolution_ids=(assembly, paint))
    assert joint.row(waits).state == "approving", "another resolution carries it, and everybody is asked anew"


WALLS = (
    ("update purses_budgetline set amount_fen = 9000000", "append-only"),
    ("delete from purses_budget", "permission denied"),
    ("update purses_budget set total_fen = 1", "stays"),
    ("update purses_paymentorder set budget_line_id = null", "stays"),
    (
        """insert into purses_budgetline (stream, scope, budget_id, code, amount_fen)
           select stream, scope, id, 'activities', 5 from purses_budget""",
        "has lines of",
    ),
    (
        """update purses_budget set ended_at = made_at;
           insert into purses_budget
             (stream, scope, account_id, year, number, total_fen, basis_item_id, reason_id, made_at)
             select stream, scope, account_id, year, 2, 5, basis_item_id, 1, made_at from purses_budget;
           insert into purses_budgetline (stream, scope, budget_id, code, amount_fen)
             select stream, scope, id, 'repair', 5 from purses_budget where number = 2""",
        "holds less than was taken: repair",
    ),
)


def written(sql: str) -> None:
    with transaction.atomic(), records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("set constraints all immediate")


def test_the_database_refuses_what_no_act_would_write(joint: Joint) -> None:
    joint.agree()
    budget(joint, item=decided(joint))
    joint.prepare(600_000, budget="", budget_line=line_of(joint))
    for sql, wall in WALLS:
        with pytest.raises(DatabaseError, match=wall):
            written(sql)


@pytest.mark.parametrize(("fen", "fits"), [(400_000, True), (400_001, False)])
def test_an_order_written_by_hand_stays_within_the_line(joint: Joint, fen: int, *, fits: bool) -> None:
    joint.agree()
    budget(joint, item=decided(joint))
    order = joint.row(joint.prepare(600_000, budget="", budget_line=line_of(joint)))
    order.pk, order.stream, order.number, order.invoice_number = (
        None,
        "purses.order:by-hand",
        "2026-0099",
        "9",
    )
    order.amount_fen, order._state.adding = fen, True
    with records.acting(SYSTEM):
        if fits:
            order.save(force_insert=True)
            assert PaymentOrder.objects.count() == 2
        else:
            with pytest.raises(IntegrityError, match="not enough for 400001"), transaction.atomic():
                order.save(force_insert=True)


def test_the_budget_by_hand_on_its_pages(joint: Joint, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("budget", "preparing", "lists", "account", "order", "shared"):
        monkeypatch.setattr(f"hemei.community.purses.pages.{module}.utc_now", lambda: NOW)
    joint.agree()
    item = decided(joint)
    member, here = show(joint.members[0]), f"/purses/{joint.account}/budget"
    assert "还没有2026年的预算" in member.get(here).text
    form = member.get(f"{here}/new?year=2026").text
    assert "业主委员会会议：2026年预算（2026-10-2" in form
    wrong = member.post(f"{here}/new?year=2026", {"basis": "", "repair": "0.001"})
    assert (wrong.status_code, "0.001" in wrong.text) == (422, True)
    sent = member.post(
        f"{here}/new?year=2026", {"basis": f"item-{item}", "repair": "10000", "audit_cost": ""}
    )
    assert sent.headers["Location"] == f"{here}?year=2026"
    company, line = show(joint.company), line_of(joint)
    asked = company.get(f"/purses/{joint.account}/orders/new?kind=repair&amount=5000.01").text
    assert "2026年 共有部分维修，还剩10,000.00元" in asked
    order = joint.prepare(600_000, budget="", budget_line=line)
    page = member.get(here).text
    for words in ("10,000.00", "6,000.00", "4,000.00", "用了60%", f"line={line}", "调整预算", "第1版"):
        assert words in page, words
    assert "2026年预算：共有部分维修" in member.get(f"/purses/orders/{order}").text
    assert "三幢单元门维修" in member.get(f"/purses/orders?account={joint.account}&line={line}").text
    assert "已用6,000.00元，不能更少" in member.get(f"{here}/new?year=2026").text
    street = show(joint.street)
    assert "共有部分维修" in street.get("/purses/budgets").text
    assert street.get(f"{here}/new").status_code == company.get(f"{here}/new").status_code == 403
    raw = b"".join(street.get("/purses/budgets.xlsx?year=2026").streaming_content)
    rows = list(load_workbook(BytesIO(raw), read_only=True).worksheets[0].values)
    assert rows[-1][3:] == ("共有部分维修", "10,000.00", "0.00", "6,000.00", "4,000.00")
    assert "没有2025年的预算" in street.get("/purses/budgets?year=2025").text


def test_the_list_takes_the_same_statements_for_one_line_as_for_many(joint: Joint) -> None:
    item, counts = decided(joint), []
    street = show(joint.street)
    for lines in ({"repair": 5}, {"repair": 5, "audit_cost": 5, "activities": 5, "operating_cost": 5}):
        budget(joint, item=item, lines=lines, reason="再加几项")
        street.get("/purses/budgets?year=2026")
        with CaptureQueriesContext(connection) as asked:
            assert street.get("/purses/budgets?year=2026").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    with records.acting(SYSTEM):
        assert Budget.objects.count() == 2

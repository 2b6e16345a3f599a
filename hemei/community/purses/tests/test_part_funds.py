"""What some buildings' owners may spend: received under their contracts, less spent, less what is the fund's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.models import Ledger, RevenueContract, RevenueDue
from hemei.community.ledgers.services import Line
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.ended import end
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import queries, services
from hemei.community.purses.models import JointAccount
from hemei.community.purses.rules.resting import Bearers
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_of_part import part_of
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_worth import PAINT
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

QUARTER, DAY = date(2026, 7, 1), date(2026, 8, 4)
PAYER = "电梯广告公司"


@pytest.fixture
def asked(joint: Joint) -> dict[str, Any]:
    """Let the owners of one building decide to paint, with much of all owners' money beside; return how to ask."""
    assembly, (paint,) = owners_voted(joint.purse, (PAINT,), buildings=("1幢",))
    joint.agree()
    joint.purse.post(Line("revenue_bank", 40_000_000), Line("advertising", -40_000_000), on=DAY)
    return {"resolution": (assembly, paint), "budget": "", "part_id": part_of(joint)}


def contract(
    joint: Joint,
    part: int,
    fen: int,
    *,
    received: int,
    resolution: str = "业主大会2026年1号",
    shown: bool = True,
) -> int:
    """Let a contract of the part be due in the quarter, and so much of it come; return the amount due.

    `shown` is whether the bank's statement shows it, which is matched with it.
    """
    with records.acting(SYSTEM):
        ledger = Ledger.objects.get(pk=joint.purse.ledger)
        of = {"stream": ledger.stream, "scope": ledger.scope, "ledger": ledger}
        party = records.seal(stream=ledger.stream, scope=ledger.scope, field="contract_party", text=PAYER)
        row = RevenueContract.objects.create(
            **of, kind="lift_walls", account_code="advertising", number="", place="1幢电梯", party_id=party.vault_id,
            valid_from=QUARTER, valid_until=date(2026, 10, 1), every_months=0, amount_fen=fen, due_days=10,
            resolution=resolution, registered_at=NOW, part_id=part,
        )  # fmt: skip
        due = RevenueDue.objects.create(
            **of,
            contract=row,
            period_from=row.valid_from,
            period_until=row.valid_until,
            due_on=DAY,
            amount_fen=fen,
        )
        ledgers.book_dues(actor=SYSTEM, now=NOW, ledger_id=ledger.pk)
        if received:
            money = {"actor": SYSTEM, "now": NOW, "received_on": DAY, "key": "a"}
            ledgers.receive_due(due_id=due.pk, amount_fen=received, **money)
    if received and shown:
        on_a_line(joint, received)
    return due.pk


def funds(joint: Joint) -> Bearers:
    """Return what the owners of the only part have, as who prepares an order is told."""
    with records.acting(joint.company):
        row = queries.account(joint.account, actor=joint.company)
        assert row is not None
        [(_part, found)] = queries.bearers_of_parts(row.ledger_id, row.scope, actor=joint.company)
    return found


def on_a_line(joint: Joint, fen: int) -> None:
    """Read a line of the bank of so much that came, and match it with what the books have."""
    joint.take((str(DAY), f"B{fen}", "", f"{fen / 100:.2f}", "", PAYER, "电梯广告"))
    services.match_certain(actor=joint.company, now=NOW, account_id=joint.account)
    assert joint.line(f"B{fen}").entry_id


def test_owners_of_one_building_decide_no_money_of_the_others(joint: Joint, asked: dict[str, Any]) -> None:
    part = asked["part_id"]
    contract(joint, part, 20_000_000, received=20_000_000)
    told = "按合同收到200,000.00元，已用和待付0.00元，归维修资金100,000.00元，还能用100,000.00元；"
    assert told in refused(joint.prepare, 10_000_001, **asked)
    first = joint.prepare(6_000_000, invoice_number="11112222", **asked)
    told = "已用和待付60,000.00元，归维修资金100,000.00元，还能用40,000.00元"
    assert told in refused(joint.prepare, 4_000_001, **asked), "what is open is taken already"
    joint.prepare(4_000_000, invoice_number="11113333", **asked)
    joint.purse.post(Line("repair", 5_000_000, part), Line("revenue_bank", -5_000_000), on=date(2026, 8, 5))
    told = refused(joint.judge, first, joint.members[0])
    assert "还能用10,000.00元" in told


def test_the_share_of_a_quarter_is_the_fund_s_before_and_after_it_is_moved(
    joint: Joint, asked: dict[str, Any]
) -> None:
    part = asked["part_id"]
    contract(joint, part, 10_000_000, received=10_000_000)
    before = funds(joint)
    with records.acting(SYSTEM):
        owed = books.quarter_facts(joint.purse.ledger, QUARTER).owed_fen
        ledgers.owe_to_fund(
            actor=SYSTEM, now=NOW, ledger_id=joint.purse.ledger, quarter=QUARTER, amount_fen=owed,
            source_stream="purses.order:1000003",
        )  # fmt: skip
    assert funds(joint) == before == Bearers(("1幢",), 10_000_000, 0, 5_000_000)
    assert "还能用50,000.00元" in refused(joint.prepare, 5_000_001, **asked)


@pytest.mark.parametrize(
    ("received", "resolution", "told"),
    [
        (0, "业主大会2026年1号", "按合同收到0.00元"),  # due and not paid
        (12_000_000, "业主大会2026年1号", "已用和待付0.00元，归维修资金100,000.00元，还能用20,000.00元"),
        (20_000_000, "", "按合同收到0.00元"),  # a contract nobody decided on
    ],
)  # fmt: skip
def test_what_is_only_due_or_undecided_is_nothing_to_spend(
    joint: Joint, asked: dict[str, Any], received: int, resolution: str, told: str
) -> None:
    contract(joint, asked["part_id"], 20_000_000, received=received, resolution=resolution)
    assert told in refused(joint.prepare, 2_000_001, **asked)


def test_what_one_hand_enters_as_received_is_nothing_to_spend_until_a_line_of_the_bank_shows_it(
    joint: Joint, asked: dict[str, Any]
) -> None:
    due = contract(joint, asked["part_id"], 20_000_000, received=12_000_000, shown=False)
    assert funds(joint) == Bearers(("1幢",), 0, 0, 10_000_000, 12_000_000)
    told = "登记到账、没有和银行流水勾对的120,000.00元不算"
    assert told in refused(joint.prepare, 1, **asked)
    company = show(joint.company)
    assert "和银行流水勾对以前，只记账" in company.get(f"/books/dues/{due}/receive").text
    first, form = f"/purses/{joint.account}", f"/purses/{joint.account}/orders/new?kind=repair&amount=100"
    for page in (first, form):
        shown = company.get(page).text
        for words in ("没有和流水勾对、不算的（元）", "120,000.00", "待勾对"):
            assert words in shown, (page, words)
    with records.acting(SYSTEM):
        ledgers.receive_due(actor=SYSTEM, now=NOW, due_id=due, amount_fen=8_000_000, received_on=DAY, key="b")
    on_a_line(joint, 12_000_000)
    assert funds(joint) == Bearers(("1幢",), 12_000_000, 0, 10_000_000, 8_000_000)
    assert "还能用20,000.00元" in refused(joint.prepare, 2_000_001, **asked)
    on_a_line(joint, 8_000_000)
    joint.prepare(10_000_000, **asked)
    assert "待勾对" not in company.get(first).text


@pytest.mark.parametrize("payer", ["停车场公司", ""])
def test_a_line_of_another_payer_proves_nothing_until_a_second_person_says_why(
    joint: Joint, asked: dict[str, Any], payer: str
) -> None:
    due = contract(joint, asked["part_id"], 20_000_000, received=0)
    money = {"amount_fen": 12_000_000, "received_on": DAY, "key": "a"}
    entry = ledgers.receive_due(actor=joint.company, now=NOW, due_id=due, **money)
    joint.take((str(DAY), "B1", "", "120000.00", "", payer, "全小区停车费三季度"))
    line, here = joint.line("B1").pk, f"/purses/{joint.account}"
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == 0
    act = {"now": NOW, "line_id": line, "entry_id": entry}
    told = refused(services.match_entry, **act, actor=joint.company, reason="经办人说就是这一笔")
    assert "到账又是你登记的" in told
    assert "没有写明是合同的对方付的款" in refused(services.match_entry, **act, actor=joint.members[0])
    member = show(joint.members[0])
    shown = member.get(f"{here}/bank").text
    assert (f'id="field-reason-{line}"' in shown, "付款人" in shown) == (True, True)
    match = {"line": line, "what": f"entry-{entry}"}
    assert member.post(f"{here}/match", match).status_code == 422
    assert funds(joint).came_fen == 0
    assert member.post(f"{here}/match", {**match, "reason": "广告公司委托停车场公司代付"}).status_code == 302
    assert funds(joint).came_fen == 12_000_000


def test_what_one_hand_received_from_a_line_of_another_payer_is_his_word(
    joint: Joint, asked: dict[str, Any]
) -> None:
    due = contract(joint, asked["part_id"], 12_000_000, received=0)
    joint.take((str(DAY), "B1", "", "120000.00", "", "停车场公司", "停车费"))
    act = {"actor": joint.company, "now": NOW, "line_id": joint.line("B1").pk, "due_id": due}
    assert "停车场公司 ≠ 电梯广告公司" in refused(services.match_due, **act)
    services.match_due(**act, reason="经办人说是广告公司代付")
    assert (funds(joint).came_fen, funds(joint).unproven_fen) == (0, 12_000_000)


def test_the_receipt_is_held_against_the_bank_at_each_step(joint: Joint, asked: dict[str, Any]) -> None:
    contract(joint, asked["part_id"], 20_000_000, received=20_000_000)
    order, line = joint.prepare(10_000_000, **asked), joint.line("B20000000")
    with records.acting(SYSTEM):
        ledgers.reverse_entry(
            actor=SYSTEM,
            now=NOW,
            entry_id=agreed_to(line.entry_id or 0),
            booked_on=NOW.date(),
            reason="记到别的合同了",
        )
        services.free_line(actor=SYSTEM, now=NOW, entry_id=line.entry_id or 0)
    assert "按合同收到0.00元" in refused(joint.judge, order, joint.members[0])


def test_what_goes_back_to_the_other_side_is_taken_off_what_the_bank_proves(
    joint: Joint, asked: dict[str, Any]
) -> None:
    due = contract(joint, asked["part_id"], 9_200_000, received=4_000_000)
    with records.acting(SYSTEM):
        ledgers.receive_due(actor=SYSTEM, now=NOW, due_id=due, amount_fen=5_200_000, received_on=DAY, key="b")
        end(RevenueDue.objects.get(pk=due).contract_id, date(2026, 8, 16))  # half of the quarter's 92 days
    told = funds(joint)
    assert (told.came_fen, told.unproven_fen) == (0, 4_600_000), (
        "half is to go back, and no more than half is proven"
    )
    on_a_line(joint, 5_200_000)
    assert (funds(joint).came_fen, funds(joint).unproven_fen) == (4_600_000, 0)


def test_what_one_hand_enters_as_a_part_s_is_nothing_to_spend(joint: Joint, asked: dict[str, Any]) -> None:
    values = {"account": "advertising", "amount_fen": 20_000_000, "day": DAY, "note": "", "key": "k"}
    ledgers.record_income(
        actor=joint.company, now=NOW, ledger_id=joint.purse.ledger, part_id=asked["part_id"], **values
    )
    assert "按合同收到0.00元" in refused(joint.prepare, 1, **asked)


def test_what_some_buildings_bear_alone_rests_on_a_vote_of_just_their_owners(
    joint: Joint, asked: dict[str, Any]
) -> None:
    contract(joint, asked["part_id"], 60_000_000, received=60_000_000)
    assert "只由部分楼栋的业主表决" in refused(joint.prepare, 30_000_000, **{**asked, "part_id": None})
    order = joint.prepare(30_000_000, **asked)
    joint.judge(order, joint.members[0])
    with records.acting(SYSTEM):
        scope = JointAccount.objects.get(pk=joint.account).scope
        assert queries.resolutions(joint.purse.estate, scope, on=NOW.date()) == []
        [(*_ids, words)] = queries.resolutions(joint.purse.estate, scope, on=NOW.date(), of_parts=True)
    assert "（1幢 " in words

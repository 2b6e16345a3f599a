"""A quarter's share goes to the maintenance fund by an order, to the fund's own account, and matching looks there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.ledgers.rules.words import EntryKind
from hemei.community.ledgers.services import EntryDraft, Line
from hemei.community.purses import services
from hemei.community.purses.models import PaymentOrder
from hemei.community.purses.tests.conftest import NOW, PAYEE, Joint
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

FUND, HOLDER = "6222021001119999001", "合肥市住宅专项维修资金管理中心"
QUARTER, EARNED = date(2026, 7, 1), 10_000_000
HALF = EARNED // 2
TODAY = shanghai_day(NOW)


@pytest.fixture
def earning(joint: Joint) -> Joint:
    """A quarter in which the estate earned, and an agreement in force."""
    joint.agree()
    joint.purse.earn(EARNED, on=date(2026, 8, 3))
    return joint


def codes(act: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as caught:
        act()
    return {reason.code for reason in caught.value.decision.reasons}


def entered(joint: Joint, by: Actor | None = None) -> int:
    return services.enter_fund_account(
        actor=by or SYSTEM, now=NOW, estate_id=joint.purse.estate, bank="徽商银行营业部", holder=HOLDER,
        number=FUND, opened_on=date(2026, 1, 1),
    )  # fmt: skip


def ordered(joint: Joint) -> int:
    return services.order_transfer(
        actor=joint.company, now=NOW, ledger_id=joint.purse.ledger, quarter=QUARTER
    )


def approved(joint: Joint) -> int:
    order = ordered(joint)
    for member in joint.members[: joint.row(order).committee_needed]:
        joint.judge(order, member)
    return order


def paid(joint: Joint, to: str, fen: int = HALF) -> int:
    joint.take((str(TODAY), "F1", f"{fen / 100:.2f}", "", "0.00", "", "转账", to))
    return joint.line("F1").pk


@pytest.mark.parametrize("who", ["company", "committee"])
def test_nobody_moves_the_share_by_hand_while_orders_pay(earning: Joint, who: str) -> None:
    actor = earning.company if who == "company" else earning.members[0]
    act = {"actor": actor, "now": NOW, "ledger_id": earning.purse.ledger, "quarter": QUARTER, "day": TODAY}
    assert codes(lambda: ledgers.transfer_to_fund(**act)) == {"by_order"}
    assert codes(lambda: ledgers.transfer_to_fund(**act | {"day": date(2025, 12, 31)})) == {"by_order"}
    assert "fund_bank" not in earning.balances()


def test_the_order_goes_to_the_account_of_the_fund_which_has_it_when_the_bank_paid(earning: Joint) -> None:
    assert codes(lambda: ordered(earning)) == {"no_fund_account"}
    entered(earning)
    order = approved(earning)
    row = earning.row(order)
    assert (row.amount_fen, row.code, row.basis, row.quarter) == (HALF, "into_fund", "rule", QUARTER)
    balances = earning.balances()
    assert (balances["revenue_bank"], balances["into_fund"], balances["revenue_owed"]) == (
        EARNED,
        HALF,
        -HALF,
    )
    assert codes(lambda: ordered(earning)) == {"nothing"}
    earning.filed(order)
    services.match_order(actor=earning.company, now=NOW, line_id=paid(earning, FUND), order_id=order)
    balances = earning.balances()
    assert (balances["fund_bank"], balances["fund_common"]) == (HALF, -HALF)
    assert balances["revenue_bank"] == EARNED - HALF
    assert "revenue_owed" not in balances


def test_a_share_that_went_to_the_company_is_not_matched_without_a_reason(earning: Joint) -> None:
    entered(earning)
    order = approved(earning)
    earning.filed(order)
    line = paid(earning, PAYEE)
    assert services.match_certain(actor=earning.company, now=NOW, account_id=earning.account) == 0
    act = {"actor": earning.company, "now": NOW, "line_id": line, "order_id": order}
    assert codes(lambda: services.match_order(**act)) == {"other_payee"}


def test_an_entry_of_the_books_alone_explains_no_money_that_left(earning: Joint) -> None:
    entered(earning)
    lines = (
        Line("into_fund", HALF),
        Line("revenue_bank", -HALF),
        *ledgers.into_common({ledgers.WHOLE: HALF}),
    )
    draft = EntryDraft(
        kind=EntryKind.TRANSFER, booked_on=TODAY, lines=lines, source_key="split:2026-07-01:0:0"
    )
    with records.acting(SYSTEM):
        entry = ledgers.post_entry(actor=SYSTEM, now=NOW, ledger_id=earning.purse.ledger, draft=draft)
    line = paid(earning, PAYEE)
    assert services.match_certain(actor=earning.company, now=NOW, account_id=earning.account) == 0
    act = {"actor": earning.company, "now": NOW, "line_id": line, "entry_id": entry}
    assert codes(lambda: services.match_entry(**act)) == {"no_order"}
    taken = {
        "actor": earning.company, "now": NOW, "entry_id": entry, "booked_on": TODAY, "reason": "划转记错了账户",
    }  # fmt: skip
    assert codes(lambda: ledgers.reverse_entry(**taken)) == {"follows"}


@pytest.mark.parametrize("to", [FUND, ""])
def test_a_share_moved_before_orders_paid_joins_only_what_the_bank_paid_the_fund(
    earning: Joint, to: str
) -> None:
    entered(earning)
    lines = (
        Line("into_fund", HALF),
        Line("revenue_bank", -HALF),
        *ledgers.into_common({ledgers.WHOLE: HALF}),
    )
    draft = EntryDraft(
        kind=EntryKind.TRANSFER, booked_on=TODAY, lines=lines, source_key="split:2026-07-01:0:0"
    )
    with records.acting(SYSTEM):
        entry = ledgers.post_entry(actor=SYSTEM, now=NOW, ledger_id=earning.purse.ledger, draft=draft)
    act = {"actor": earning.company, "now": NOW, "line_id": paid(earning, to), "entry_id": entry}
    if to:
        services.match_entry(**act)
    else:
        assert codes(lambda: services.match_entry(**act)) == {"no_order"}


@pytest.mark.parametrize(("to", "certain"), [(FUND, 1), (PAYEE, 0), ("", 0)])
def test_before_an_agreement_a_transfer_is_certain_only_at_the_account_of_the_fund(
    joint: Joint, to: str, certain: int
) -> None:
    joint.purse.earn(EARNED, on=date(2026, 8, 3))
    entered(joint)
    entry = ledgers.transfer_to_fund(
        actor=joint.company, now=NOW, ledger_id=joint.purse.ledger, quarter=QUARTER, day=TODAY
    )
    line = paid(joint, to)
    if to == PAYEE:
        act = {"actor": joint.company, "now": NOW, "line_id": line, "entry_id": entry}
        assert codes(lambda: services.match_entry(**act)) == {"other_payee"}
    assert services.match_certain(actor=joint.company, now=NOW, account_id=joint.account) == certain


def test_one_order_at_a_time_and_the_share_is_owed_anew_when_it_is_taken_back(earning: Joint) -> None:
    entered(earning)
    first = ordered(earning)
    assert codes(lambda: ordered(earning)) == {"on_the_way"}
    services.withdraw_order(actor=earning.company, now=NOW, order_id=first)
    second = approved(earning)
    services.withdraw_order(actor=earning.company, now=NOW, order_id=second)
    with records.acting(SYSTEM):
        assert books.quarter_facts(earning.purse.ledger, QUARTER).moved_fen == 0
    assert earning.row(approved(earning)).state == "approved"


def test_no_single_hand_enters_the_account_of_the_fund_and_nobody_types_its_payee(earning: Joint) -> None:
    assert codes(lambda: entered(earning, by=earning.company)) == {"role"}
    assert codes(lambda: entered(earning, by=earning.community)) == {"role"}
    assert codes(lambda: entered(earning, by=earning.members[0])) == {"role"}
    entered(earning)
    assert codes(lambda: earning.prepare(HALF, kind="into_fund")) == {"no_fund_account"}
    with records.acting(SYSTEM):
        assert not PaymentOrder.objects.exists()

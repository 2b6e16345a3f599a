"""Revenue contracts: what is due when, what came, what is overdue, and what follows from a reversal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.models import RevenueDue
from hemei.community.ledgers.services import ContractDraft, Terms
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.ground.people.tests.factories import SYSTEM
from hemei.kernel.decision import Refused

TERMS = Terms(date(2026, 1, 1), date(2027, 1, 1), 3, 300_000, 10)
DRAFT = ContractDraft(kind="lift_walls", party="示范传媒公司", place="1至6幢电梯轿厢", terms=TERMS)


def registered(purse: Purse, draft: ContractDraft = DRAFT) -> int:
    return services.register_contract(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, draft=draft)


def dues(contract: int) -> list[queries.DueRow]:
    return queries.dues_of(contract, actor=SYSTEM)


def balances(purse: Purse) -> dict[str, int]:
    return {
        row.code: row.balance_fen
        for row in queries.accounts_of(purse.ledger, actor=SYSTEM)
        if row.balance_fen
    }


def receive(due: int, fen: int, key: str = "a", on: date = date(2026, 10, 20)) -> int:
    return services.receive_due(actor=SYSTEM, now=NOW, due_id=due, amount_fen=fen, received_on=on, key=key)


def test_what_is_due_is_booked_on_its_day_and_once(purse: Purse) -> None:
    contract = registered(purse)
    assert [(row.due_on, row.amount_fen) for row in dues(contract)] == [
        (date(2026, month, 11), 300_000) for month in (1, 4, 7, 10)
    ]
    purse.close(date(2026, 4, 1))
    assert [services.book_dues(actor=SYSTEM, now=NOW) for _ in range(2)] == [4, 0]
    assert balances(purse) == {"revenue_due": 1_200_000, "advertising": -1_200_000}
    days = [row.booked_on for row in queries.entries_of(purse.ledger, actor=SYSTEM)]
    assert days == [date(2026, 10, 11), date(2026, 7, 11), date(2026, 4, 11), date(2026, 4, 1)]
    late = queries.overdue(actor=SYSTEM, on=date(2026, 10, 11))
    assert [row.due_on.month for row in late] == [1, 4, 7]
    assert queries.overdue_fen([purse.ledger], on=date(2026, 10, 11), actor=SYSTEM) == {purse.ledger: 900_000}


def test_money_for_an_amount_due_is_posted_once_and_no_more_than_is_open(purse: Purse) -> None:
    contract = registered(purse)
    first = dues(contract)[0].id
    entry = receive(first, 100_000)
    assert receive(first, 100_000) == entry  # the same form sent twice
    assert dues(contract)[0].open_fen == 200_000
    with pytest.raises(Refused, match=r"收到2,000\.01元，这一期只差2,000\.00元"):
        receive(first, 200_001, "b")
    for fen, told in ((0, "0.00元不对"), (-1, "-0.01元不对")):
        with pytest.raises(Refused, match=told):
            receive(first, fen, "c")
    with pytest.raises(Refused, match="还没有到"):
        receive(first, 1, "d", on=date(2026, 11, 3))
    receive(first, 200_000, "e")
    assert balances(purse) == {"revenue_bank": 300_000, "advertising": -300_000}
    assert queries.slips(using="default") == []


def test_a_reversal_owes_the_money_again_and_an_amount_due_goes_after_its_money(purse: Purse) -> None:
    contract = registered(purse)
    first = dues(contract)[0].id
    money = receive(first, 300_000)
    booked = dues(contract)[0].entry_id
    assert booked is not None

    def reverse(entry: int) -> None:
        services.reverse_entry(
            actor=SYSTEM,
            now=NOW,
            entry_id=agreed_to(entry),
            booked_on=date(2026, 10, 21),
            reason="记到了别的合同",
        )

    with pytest.raises(Refused, match="已经收过款"):
        reverse(booked)
    reverse(money)
    assert dues(contract)[0].open_fen == 300_000
    reverse(booked)
    assert (dues(contract)[0].dropped, balances(purse)) == (True, {})
    with pytest.raises(Refused, match="已经不收了"):
        receive(first, 1, "b")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "lottery"}, "没有选收入来源"),
        ({"party": "  "}, "没有写对方"),
        ({"place": ""}, "用的是哪里"),
        ({"terms": replace(TERMS, amount_fen=0)}, "0.00元不对"),
        ({"terms": replace(TERMS, amount_fen=-5)}, "-0.05元不对"),
        ({"terms": replace(TERMS, every_months=2)}, "多久付一次"),
        ({"terms": replace(TERMS, valid_until=date(2025, 1, 1))}, "开始以前就结束"),
        ({"terms": replace(TERMS, valid_until=date(2200, 1, 1), every_months=1)}, "超过600期"),
        ({"terms": replace(TERMS, due_days=400)}, "400天不对"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(purse: Purse, changes: dict[str, object], told: str) -> None:
    with pytest.raises(Refused, match=told):
        registered(purse, replace(DRAFT, **changes))  # type: ignore[arg-type]
    assert not RevenueDue.objects.exists()


def test_a_quarters_share_goes_to_the_fund_once_and_only_what_came_later_after_it(purse: Purse) -> None:
    quarter, day = date(2026, 7, 1), date(2026, 10, 9)

    def move() -> int:
        return services.transfer_to_fund(
            actor=SYSTEM, now=NOW, ledger_id=purse.ledger, quarter=quarter, day=day
        )

    with pytest.raises(Refused, match="没有要划转的"):
        move()
    purse.earn(100_001, on=date(2026, 8, 8))
    first = move()
    assert balances(purse)["fund_bank"] == 50_001
    with pytest.raises(Refused, match="没有要划转的"):
        move()
    purse.earn(2, on=date(2026, 9, 30))
    move()
    assert balances(purse)["fund_bank"] == 50_002
    services.reverse_entry(
        actor=SYSTEM, now=NOW, entry_id=agreed_to(first), booked_on=day, reason="划到了别的账户"
    )
    move()
    assert balances(purse)["fund_bank"] == 50_002
    with pytest.raises(Refused, match="还没有结束"):
        services.transfer_to_fund(
            actor=SYSTEM, now=NOW, ledger_id=purse.ledger, quarter=date(2026, 10, 1), day=day
        )


def test_a_quarters_share_that_was_taken_back_is_moved_again(purse: Purse) -> None:
    day = date(2026, 10, 9)
    purse.earn(100_000, on=date(2026, 8, 8))
    moves = []
    for _ in range(3):
        moves.append(
            services.transfer_to_fund(
                actor=SYSTEM, now=NOW, ledger_id=purse.ledger, quarter=date(2026, 7, 1), day=day
            )
        )
        assert balances(purse)["fund_bank"] == 50_000
        services.reverse_entry(
            actor=SYSTEM, now=NOW, entry_id=agreed_to(moves[-1]), booked_on=day, reason="划到了别的账户"
        )
    assert len(set(moves)) == 3


def test_a_form_sent_again_after_its_entry_was_reversed_is_not_taken_for_entered(purse: Purse) -> None:
    day, income = date(2026, 9, 9), {"account": "parking", "amount_fen": 5, "note": "", "key": "k"}

    def earn() -> int:
        return services.record_income(actor=SYSTEM, now=NOW, ledger_id=purse.ledger, day=day, **income)  # type: ignore[arg-type]

    entry = earn()
    assert earn() == entry
    services.reverse_entry(
        actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=day, reason="不是这个小区的"
    )
    with pytest.raises(Refused, match="后来已经冲销"):
        earn()
    contract = registered(purse)
    money = receive(dues(contract)[0].id, 300_000)
    services.reverse_entry(
        actor=SYSTEM,
        now=NOW,
        entry_id=agreed_to(money),
        booked_on=date(2026, 10, 21),
        reason="记到了别的合同",
    )
    with pytest.raises(Refused, match="后来已经冲销"):
        receive(dues(contract)[0].id, 300_000)


def test_income_and_cost_are_posted_in_plain_words_and_only_for_allowed_uses(purse: Purse) -> None:
    def cost(account: str, fen: int, key: str) -> int:
        return services.record_cost(
            actor=SYSTEM, now=NOW, ledger_id=purse.ledger, account=account, amount_fen=fen, day=date(2026, 9, 9),
            note="换楼道灯", key=key,
        )  # fmt: skip

    services.record_income(
        actor=SYSTEM, now=NOW, ledger_id=purse.ledger, account="parking", amount_fen=9_000, day=date(2026, 8, 9),
        note="", key="1",
    )  # fmt: skip
    assert cost("repair", 4_000, "2") == cost("repair", 4_000, "2")
    for account, told in (("into_fund", "不作一般支出"), ("parking", "科目不对"), ("loan", "科目不对")):
        with pytest.raises(Refused, match=told):
            cost(account, 1, "3")
    found = queries.summary(purse.estate, since=date(2026, 7, 1), until=date(2026, 10, 1), actor=SYSTEM)
    assert found is not None
    assert (found.income, found.cost) == ((("parking", 9_000),), (("repair", 4_000),))
    assert (found.opening_fen, found.closing_fen) == (0, 5_000)
    assert found.months == ((date(2026, 8, 1), 9_000, 0), (date(2026, 9, 1), 0, 4_000))
    assert found.per_m2_fen(found.income_fen) == 30  # 300 m2

"""A contract that ends early: its running period by the days, nothing later, and what came for later goes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.models import RevenueDue
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.ledgers.tests.ended import YEAR, end
from hemei.community.ledgers.tests.test_contracts import DRAFT, TERMS, balances, dues, receive, registered
from hemei.community.ledgers.tests.test_pages import company
from hemei.ground.people.tests.factories import SYSTEM
from hemei.kernel.decision import Refused


def give_back(due: int, fen: int, key: str = "k", on: date = date(2026, 11, 1)) -> int:
    return services.give_back(actor=SYSTEM, now=NOW, due_id=due, amount_fen=fen, day=on, key=key)


def reverse(entry: int) -> None:
    services.reverse_entry(
        actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=date(2026, 11, 2), reason="登记错了"
    )


def test_a_running_period_is_asked_for_by_its_days_and_nothing_later(purse: Purse) -> None:
    contract = registered(purse)
    services.book_dues(actor=SYSTEM, now=NOW)
    end(contract, date(2026, 8, 1))
    rows = [
        (str(row.period_from), str(row.period_until), row.open_fen, row.dropped) for row in dues(contract)
    ]
    assert rows == [
        ("2026-01-01", "2026-04-01", 300_000, False),
        ("2026-04-01", "2026-07-01", 300_000, False),
        ("2026-07-01", "2026-08-01", 101_087, False),  # 31 of 92 days
        ("2026-07-01", "2026-10-01", 0, True),
        ("2026-10-01", "2027-01-01", 0, True),
    ]
    assert balances(purse) == {"revenue_due": 701_087, "advertising": -701_087}
    with pytest.raises(Refused, match="已经提前终止"):
        end(contract, date(2026, 9, 1))


def test_what_is_not_booked_yet_is_asked_for_by_its_days_too(purse: Purse) -> None:
    contract = registered(purse, replace(DRAFT, terms=replace(TERMS, valid_until=date(2028, 1, 1))))
    end(contract, date(2027, 5, 1))
    kept = [row for row in dues(contract) if not row.dropped]
    assert (len(kept), kept[-1].amount_fen, kept[-1].entry_id) == (6, 98_901, None)  # 30 of 91 days
    assert balances(purse) == {}


def test_a_term_paid_at_once_keeps_what_its_days_earned(purse: Purse) -> None:
    contract = registered(purse, replace(DRAFT, terms=YEAR))
    services.book_dues(actor=SYSTEM, now=NOW)
    end(contract, date(2026, 2, 1))
    assert balances(purse) == {"revenue_due": 1_019_178, "advertising": -1_019_178}  # 31 of 365 days
    assert queries.overdue_fen([purse.ledger], on=NOW.date(), actor=SYSTEM) == {purse.ledger: 1_019_178}
    assert queries.slips(using="default") == []


def test_money_that_came_for_later_goes_back_once_and_no_more_of_it(purse: Purse) -> None:
    contract = registered(purse, replace(DRAFT, terms=YEAR))
    money = receive(dues(contract)[0].id, 12_000_000)
    end(contract, date(2026, 2, 1))
    kept, gone = dues(contract)
    assert (kept.open_fen, kept.received_fen, gone.back_fen) == (0, 1_019_178, 10_980_822)
    for due, fen, on, told in (
        (kept.id, 1, NOW.date(), "没有要退还的钱"), (gone.id, 10_980_823, NOW.date(), "要退还109,808.22元"),
        (gone.id, 0, NOW.date(), "退还0.00元不对"), (gone.id, 1, date(2026, 11, 3), "还没有到"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=told):
            give_back(due, fen, on=on)
    entry = give_back(gone.id, 10_980_822)
    assert give_back(gone.id, 10_980_822) == entry  # the same form sent twice
    assert balances(purse) == {"revenue_bank": 1_019_178, "advertising": -1_019_178}
    with pytest.raises(Refused, match="已经退还给对方"):
        reverse(money)
    reverse(entry)
    assert dues(contract)[1].back_fen == 10_980_822
    reverse(money)
    assert [(row.open_fen, row.back_fen) for row in dues(contract)] == [(1_019_178, 0), (0, 0)]
    assert balances(purse) == {"revenue_due": 1_019_178, "advertising": -1_019_178}
    assert queries.slips(using="default") == []


def test_the_page_of_a_contract_tells_what_goes_back_and_leads_there(purse: Purse) -> None:
    contract = registered(purse, replace(DRAFT, terms=YEAR))
    receive(dues(contract)[0].id, 12_000_000)
    client, here = company(purse), f"/books/contracts/{contract}"
    end(contract, date(2026, 2, 1))
    assert "应退还109,808.22元" in client.get(here).text
    address = f"/books/dues/{RevenueDue.objects.get(dropped=True).pk}/give-back"
    assert f'href="{address}"' in client.get(here).text
    assert "109,808.22" in client.get(address).text
    money = {"amount": "109808.22", "day": "2026-11-01", "key": "k"}
    assert client.post(address, {**money, "amount": "109808.23"}).status_code == 422
    assert client.post(address, money).url == here
    assert "应退还" not in client.get(here).text

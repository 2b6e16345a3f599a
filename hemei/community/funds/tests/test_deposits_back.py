"""A deposit, or what was taken over of a household, is taken back by two persons with the bank's paper, or stays."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from hemei.community.funds import queries, services
from hemei.community.funds.models import Correction, Household
from hemei.community.funds.rules.words import CorrectionKind
from hemei.community.funds.tests.conftest import SINCE, Chest
from hemei.community.funds.tests.test_corrections import clerk, judge, negated, report
from hemei.community.funds.tests.test_pages import browser
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role


def deposited(chest: Chest, room: str) -> int:
    return Household.objects.get(pk=chest.rooms[room]).deposited_fen


def test_a_deposit_entered_in_error_is_taken_back_by_two_and_entered_anew(chest: Chest) -> None:
    first = chest.deposit({"101": 500_000, "102": 7})
    assert code_of(lambda: report(chest, CorrectionKind.DEPOSIT, first, "丙", proofs=())) == "proof"
    assert code_of(lambda: report(chest, CorrectionKind.DEPOSIT, 999_999, "丙")) == "not_done"
    number = report(chest, CorrectionKind.DEPOSIT, first, "丙")
    assert code_of(lambda: judge(chest, number, "丙")) == "own"
    assert code_of(lambda: judge(chest, number, "乙", confirmed_at=None)) == "step_up"
    assert (chest.held()["101"], deposited(chest, "101")) == (500_000, 500_000), "nothing moved by one hand"
    reversal = judge(chest, number, "乙")
    assert reversal is not None
    assert negated(first, reversal)
    assert (chest.balances(), deposited(chest, "101"), deposited(chest, "102")) == ({}, 0, 0)
    second = chest.deposit({"101": 500_050})
    assert second not in {first, reversal}
    assert (chest.deposit({"101": 500_050}), chest.held()["101"]) == (second, 500_050)
    assert books.slips(using="default") == []


def test_who_entered_a_deposit_and_who_owns_the_unit_have_no_part_in_taking_it_back(chest: Chest) -> None:
    chest.county = clerk(chest, "乙")
    entry = chest.deposit({"101": 500_000})
    assert code_of(lambda: report(chest, CorrectionKind.DEPOSIT, entry, "甲")) == "own_unit"
    number = report(chest, CorrectionKind.DEPOSIT, entry, "丙")
    assert code_of(lambda: judge(chest, number, "甲")) == "own_unit"
    assert code_of(lambda: judge(chest, number, "乙")) == "own"


def test_what_was_spent_or_earned_interest_is_put_right_first(chest: Chest) -> None:
    entry = chest.deposit({"101": 300_000})
    services.credit_interest(now=NOW, fund_id=chest.fund.pk, year=SINCE.year)
    assert code_of(lambda: report(chest, CorrectionKind.DEPOSIT, entry, "丙")) == "later"


def test_a_deposit_that_was_spent_is_not_taken_back(chest: Chest) -> None:
    entry = chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    other = chest.quarter.town.person("资金经办人", "340102")
    chest.quarter.town.persons["资金经办人"] = other
    assert code_of(lambda: report(chest, CorrectionKind.DEPOSIT, entry, "资金经办人")) == "spent"


def test_a_household_taken_over_wrongly_is_taken_over_anew(chest: Chest) -> None:
    room = chest.rooms["104"]
    act = {"actor": chest.county, "now": NOW, "fund_id": chest.fund.pk, "on": SINCE}
    first = services.take_over(held={room: (400_000, 300_000)}, **act)
    chest.deposit({"104": 50}, on=TODAY)
    with records.acting(SYSTEM):
        number = report(chest, CorrectionKind.OPENING, room, "甲")
        assert judge(chest, number, "乙") is not None
    assert (chest.held()["104"], deposited(chest, "104")) == (50, 50), "what was deposited since stays"
    assert code_of(lambda: services.take_over(held={room: (40, 30)}, **act)) == "not_new"
    other = chest.rooms["103"]
    services.take_over(held={other: (400_000, 300_000)}, **act)
    judge(chest, report(chest, CorrectionKind.OPENING, other, "丙"), "丁")
    assert services.take_over(held={other: (500_000, 300_000)}, **act) not in {None, first}
    assert (chest.held()["103"], deposited(chest, "103")) == (300_000, 500_000)
    assert books.slips(using="default") == []


def test_the_database_keeps_what_came_in(chest: Chest) -> None:
    entry = chest.deposit({"101": 500_000})
    with pytest.raises(IntegrityError, match="lowered only"), transaction.atomic():
        Household.objects.filter(pk=chest.rooms["101"]).update(deposited_fen=1)
    with transaction.atomic(), connection.cursor() as cursor:
        ledgers.reverse_entry(actor=SYSTEM, now=NOW, entry_id=entry, booked_on=TODAY, reason="记错了小区")
        with pytest.raises(IntegrityError, match="goes back only"), transaction.atomic():
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)


def test_on_the_page_a_deposit_is_named_by_its_receipt(chest: Chest, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    chest.deposit({"101": 500_000}, receipt="票 7")
    code = Estate.objects.get(pk=chest.quarter.estate).code
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    shown = county.get(f"/funds/estates/{code}").text
    assert ("冲销交存" in shown, f"/funds/estates/{code}/corrections?kind=deposit" in shown) == (False, True)
    assert county.post(f"/funds/estates/{code}", {"act": "take_back", "receipt": "票7"}).status_code == 404
    here, typed = (
        f"/funds/estates/{code}/corrections",
        {"act": "report", "kind": "deposit", "reason": "户号写错了"},
    )
    assert "没有这个凭据的交存" in county.post(here, {**typed, "receipt": "票8"}).text
    assert "没有银行的证明" in county.post(here, {**typed, "receipt": "票7"}).text
    paper = SimpleUploadedFile("回单.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    assert county.post(here, {**typed, "receipt": "票 7", "proof": paper}).status_code == 302
    listed = county.get(here).text
    assert all(words in listed for words in ("交存登记错了", "待另一人确认"))
    assert queries.deposit_at(chest.fund.pk, "票7", actor=SYSTEM) == Correction.objects.get().entry_id

"""What was recorded wrongly as paid or credited is taken back to the fen by two persons, and may be done anew."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Correction, Household, Interest, Share, Use
from hemei.community.funds.rules.words import CorrectionKind
from hemei.community.funds.services import CorrectionDraft, Proof
from hemei.community.funds.tests.conftest import Chest, made_chest
from hemei.community.funds.tests.test_closing import LATER, closed, of_year
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import queries as books
from hemei.community.ledgers.models import Entry, Posting
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

WHY = "施工单位账号有误，银行退回"


def clerk(chest: Chest, name: str) -> Actor:
    """Return somebody of the authority by name."""
    return replace(chest.county, person_id=chest.quarter.town.persons[name])


def report(chest: Chest, kind: CorrectionKind, of_id: int, who: str = "甲", **more: Any) -> int:
    paper = Proof("paper", "回单.pdf", BytesIO(b"%PDF-1.4\n%%EOF\n"))
    draft = CorrectionDraft(**{"kind": kind, "of_id": of_id, "reason": WHY, "proofs": (paper,), **more})
    return services.report_correction(actor=clerk(chest, who), now=LATER, fund_id=chest.fund.pk, draft=draft)


def judge(chest: Chest, number: int, who: str = "乙", **more: Any) -> int | None:
    values = {"agrees": True, "confirmed_at": LATER, **more}
    return services.judge_correction(actor=clerk(chest, who), now=LATER, correction_id=number, **values)


def corrected(chest: Chest, kind: CorrectionKind, of_id: int) -> int:
    entry = judge(chest, report(chest, kind, of_id))
    assert entry is not None
    assert books.slips(using="default") == []
    return entry


def paid(chest: Chest, bill: int = 100_000, **fen: int) -> int:
    chest.deposit({**FIRST, **fen})
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use, bill)
    return use


def negated(first: int, second: int) -> bool:
    lines = [
        {one.account_id: one.amount_fen * sign for one in Posting.objects.filter(entry=entry)}
        for entry, sign in ((first, 1), (second, -1))
    ]  # fmt: skip
    return lines[0] == lines[1]


def test_a_payment_that_came_back_is_credited_to_each_household_as_it_was_debited(chest: Chest) -> None:
    use = paid(chest)
    first, shares = Use.objects.get(pk=use).entry_id, chest.shares(use)
    reversal = corrected(chest, CorrectionKind.USE, use)
    assert negated(first or 0, reversal)
    row = Use.objects.get(pk=use)
    assert (row.state, row.paid_on, row.entry_id) == ("approved", None, None)
    assert chest.held() == FIRST
    told = Event.objects.get(payload__type="funds.entry_taken_back").payload["data"]
    assert (told["entry"], told["reversal"]) == (first, reversal)
    chest.pay_approved(use, chest.cashier, LATER, TODAY)
    again = Use.objects.get(pk=use)
    assert (again.state, again.entry_id != first, chest.shares(use)) == ("paid", True, shares)
    assert chest.held() == {room: FIRST[room] - shares[room][1] for room in FIRST}
    corrected(chest, CorrectionKind.USE, use)
    assert chest.held() == FIRST, "a third time is no different"


def test_what_came_back_is_booked_on_the_day_the_bank_gave_it_back(chest: Chest) -> None:
    use = paid(chest)
    early, ahead = TODAY - timedelta(days=1), LATER.date() + timedelta(days=1)
    assert code_of(lambda: report(chest, CorrectionKind.USE, use, came_on=early)) == "order"
    assert code_of(lambda: report(chest, CorrectionKind.USE, use, came_on=ahead)) == "future"
    entry = judge(chest, report(chest, CorrectionKind.USE, use, came_on=TODAY + timedelta(days=4)))
    row = Entry.objects.get(pk=entry or 0)
    assert (row.booked_on, row.source_key) == (TODAY + timedelta(days=4), f"returned:{row.reverses_id}")


def test_a_gap_entered_wrongly_is_owed_again_and_goes_before_the_payment(chest: Chest) -> None:
    use = paid(chest, **{"104": 10_000})
    share = Share.objects.get(use_id=use, household_id=chest.rooms["104"])
    before = chest.balances()
    assert code_of(lambda: report(chest, CorrectionKind.GAP, share.pk)) == "not_done"
    pay = {"actor": chest.county, "now": NOW, "use_id": use, "share_id": share.pk, "day": TODAY}
    pay["receipt"] = "g1"
    services.pay_gap(**pay)
    assert code_of(lambda: report(chest, CorrectionKind.USE, use)) == "gaps"
    corrected(chest, CorrectionKind.GAP, share.pk)
    share.refresh_from_db()
    assert (share.gap_paid_on, share.gap_entry_id, chest.balances()) == (None, None, before)
    services.pay_gap(**pay)
    corrected(chest, CorrectionKind.GAP, share.pk)
    corrected(chest, CorrectionKind.USE, use)
    assert chest.held()["104"] == 10_000


def test_no_single_hand_takes_anything_back(chest: Chest) -> None:
    use = paid(chest)
    assert code_of(lambda: report(chest, CorrectionKind.USE, use, proofs=())) == "proof"
    assert code_of(lambda: report(chest, CorrectionKind.USE, use, reason="。")) == "reason"
    assert code_of(lambda: report(chest, CorrectionKind.USE, 999_999)) == "not_found"
    number = report(chest, CorrectionKind.USE, use)
    assert code_of(lambda: report(chest, CorrectionKind.USE, use, "乙")) == "waiting"
    assert code_of(lambda: judge(chest, number, "甲")) == "own"
    assert code_of(lambda: judge(chest, number, "区出纳")) == "own", "he recorded the payment"
    for given in (None, LATER - timedelta(minutes=11), LATER + timedelta(minutes=1)):
        assert code_of(lambda at=given: judge(chest, number, confirmed_at=at)) == "step_up"  # type: ignore[misc]
    assert code_of(lambda: judge(chest, number, agrees=False)) == "reason"
    assert judge(chest, number, agrees=False, reason="银行查明已经付出") is None
    assert chest.state(use) == "paid"
    assert code_of(lambda: judge(chest, number)) == "not_found"
    far = replace(clerk(chest, "乙"), places=())
    second = report(chest, CorrectionKind.USE, use)
    act = {"now": LATER, "correction_id": second, "agrees": True, "confirmed_at": LATER}
    assert code_of(lambda: services.judge_correction(actor=far, **act)) == "not_found"
    assert code_of(lambda: services.judge_correction(actor=chest.company, **act)) == "role"
    assert judge(chest, second)


def test_a_refund_the_bank_gave_back_is_held_for_its_owner_and_refunded_again(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "102": 300_000})
    fen = closed(chest, "102")
    corrected(chest, CorrectionKind.REFUND, chest.rooms["102"])
    assert Household.objects.get(pk=chest.rooms["102"]).closed_on == TODAY
    assert chest.held()["102"] == fen
    assert closed(chest, "102") == fen
    assert chest.held()["102"] == 0
    assert code_of(lambda: closed(chest, "102")) == "closed"


def test_an_account_closed_in_error_is_open_again_and_has_its_interest_with_the_others(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "102": 300_000})
    of_year(chest, 2025)
    closed(chest, "102")
    corrected(chest, CorrectionKind.CLOSING, chest.rooms["102"])
    assert Household.objects.get(pk=chest.rooms["102"]).closed_on is None
    assert chest.held() == {"101": 303_300, "102": 303_300}
    found, common = of_year(chest, 2026)
    assert found == {"101": 3_336, "102": 3_336}
    assert common <= 1
    assert code_of(lambda: report(chest, CorrectionKind.CLOSING, chest.rooms["102"])) == "not_done"


def test_a_year_credited_wrongly_is_taken_back_and_run_again_once(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "102": 300_000})
    first = of_year(chest, 2025)
    after = chest.held()
    of_year(chest, 2026)
    assert code_of(lambda: report(chest, CorrectionKind.INTEREST, 2025, proofs=())) == "later"
    corrected(chest, CorrectionKind.INTEREST, 2026)
    corrected(chest, CorrectionKind.INTEREST, 2025)
    assert chest.held() == {"101": 300_000, "102": 300_000}
    assert code_of(lambda: report(chest, CorrectionKind.INTEREST, 2025)) == "not_found"
    assert of_year(chest, 2025) == first
    assert services.credit_interest(now=LATER, fund_id=chest.fund.pk, year=2025) is None
    assert chest.held() == after
    assert Interest.objects.filter(year=2025).count() == 2, "what was credited first stays written"


def test_a_year_is_not_taken_back_from_who_was_refunded_since(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "102": 300_000})
    of_year(chest, 2025)
    closed(chest, "102")
    assert code_of(lambda: report(chest, CorrectionKind.INTEREST, 2025)) == "closed"


def test_a_wrong_year_of_a_closed_month_goes_back_in_the_open_one(chest: Chest) -> None:
    from hemei.community.ledgers import services as ledgers

    chest.deposit({"101": 300_000})
    of_year(chest, 2025)
    ledgers.close_books(actor=SYSTEM, now=NOW, ledger_id=chest.fund.ledger_id, until=date(2026, 10, 1))
    entry = corrected(chest, CorrectionKind.INTEREST, 2025)
    assert Entry.objects.get(pk=entry).booked_on == date(2026, 10, 1)


def test_the_database_takes_nothing_back_by_itself(chest: Chest) -> None:
    use = paid(chest, **{"104": 10_000})
    share = Share.objects.get(use_id=use, household_id=chest.rooms["104"])
    services.pay_gap(actor=chest.county, now=NOW, use_id=use, share_id=share.pk, day=TODAY, receipt="g1")
    of_year(chest, 2025)
    closed(chest, "103")
    of_wrong = Interest.objects.get()
    report(chest, CorrectionKind.REFUND, chest.rooms["103"])
    persons = chest.quarter.town.persons
    wrong: list[Any] = [
        lambda: Use.objects.filter(pk=use).update(state="approved", paid_on=None, entry=None),
        lambda: Share.objects.filter(pk=share.pk).update(gap_paid_on=None, gap_entry=None),
        lambda: Interest.objects.update(taken_back_at=NOW),
        lambda: Household.objects.filter(pk=chest.rooms["103"]).update(closed_on=None),
        lambda: Correction.objects.update(
            state="confirmed", judged_by_id=persons["乙"], judged_at=NOW, reversal=of_wrong.entry_id
        ),
        lambda: Correction.objects.update(
            state="refused", judged_by_id=persons["甲"], judged_at=NOW, answer_id=1
        ),
        lambda: Correction.objects.update(reason_id=1),
        lambda: Correction.objects.all().delete(),
    ]
    for act in wrong:
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            act()


@pytest.mark.usefixtures("own_database")
def test_two_who_confirm_at_one_instant_take_it_back_once() -> None:
    with transaction.atomic():
        chest = made_chest()
        chest.deposit({"101": 300_000, "102": 300_000})
        closed(chest, "102")
        number = report(chest, CorrectionKind.REFUND, chest.rooms["102"])
    said: list[str] = []
    together = threading.Barrier(2)

    def confirm(name: str) -> None:
        together.wait()
        try:
            judge(chest, number, name)
            said.append("yes")
        except Refused as no:
            said.append(no.decision.reasons[0].code)
        finally:
            connection.close()

    hands = [threading.Thread(target=confirm, args=(name,)) for name in ("乙", "丙")]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(said) == ["not_found", "yes"]
    with records.acting(SYSTEM):
        assert Entry.objects.filter(kind="reversal").count() == 1

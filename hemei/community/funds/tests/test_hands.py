"""Who enters what came in: the committee after the fund was handed over, nobody for a unit of his own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.funds import queries, services
from hemei.community.funds.models import Fund, Share, Use
from hemei.community.funds.services import DepositDraft
from hemei.community.funds.tests.conftest import SINCE, Chest
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.funds.tests.test_standing_in import committee
from hemei.community.ledgers import queries as books
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.kernel.actor import Actor, Role


def member(chest: Chest, name: str) -> Actor:
    """Return a member of the committee who is one of the owners, or somebody else."""
    town = chest.quarter.town
    person = town.persons.get(name) or town.person(name, "340102001001")
    return replace(committee_of(chest), person_id=person)


def committee_of(chest: Chest) -> Actor:
    if "member" not in vars(chest):
        vars(chest)["member"] = committee(chest)
    found: Actor = vars(chest)["member"]
    return found


def handed_over(chest: Chest) -> None:
    Fund.objects.filter(pk=chest.fund.pk).update(asked_on=SINCE, handed_over_on=SINCE, bank="徽商银行")


def deposited(chest: Chest, actor: Actor, room: str, receipt: str = "r1", fen: int = 100) -> str:
    """Deposit for a room and return why it was refused, nothing where it was not."""
    draft = DepositDraft(
        fund_id=chest.fund.pk, fen={chest.rooms[room]: fen}, paid_on=SINCE, receipt=receipt
    )  # fmt: skip
    return refusal(lambda: services.deposit(actor=actor, now=NOW, draft=draft))


def refusal(act: object) -> str:
    try:
        return code_of(act)
    except pytest.fail.Exception:
        return ""


def owing(chest: Chest) -> tuple[int, dict[str, int]]:
    """Pay a use for which all four units still owe; return it and the shares by room."""
    chest.deposit(dict.fromkeys(FIRST, 10_000), receipt="first")
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    return use, dict(Share.objects.filter(use_id=use).values_list("household__unit__room", "pk"))


def test_the_committee_enters_no_money_before_the_fund_is_handed_over(chest: Chest) -> None:
    use, shares = owing(chest)
    paid = {"now": NOW, "use_id": use, "share_id": shares["104"], "day": TODAY, "receipt": "g1"}
    other = member(chest, "戊")
    assert deposited(chest, other, "104") == "authority"
    assert refusal(lambda: services.pay_gap(actor=other, **paid)) == "authority"
    handed_over(chest)
    assert deposited(chest, other, "104") == ""
    services.pay_gap(actor=other, **paid)
    assert (chest.held()["104"], books.slips(using="default")) == (100, [])


def test_nobody_enters_money_for_a_unit_of_his_own(chest: Chest) -> None:
    use, shares = owing(chest)
    handed_over(chest)
    owner = member(chest, "甲")
    official = replace(chest.county, person_id=chest.quarter.town.persons["甲"])
    for actor in (owner, official):
        assert deposited(chest, actor, "101") == "own_unit"
        paid = {"actor": actor, "now": NOW, "use_id": use, "day": TODAY, "receipt": "g1"}
        assert refusal(lambda: services.pay_gap(share_id=shares["103"], **paid)) == "own_unit"  # noqa: B023
        assert deposited(chest, actor, "104", receipt=actor.role.value) == ""
    assert Share.objects.exclude(gap_paid_on=None).count() == 0


def test_a_gap_is_paid_by_a_receipt_that_counts_once_in_a_fund(chest: Chest) -> None:
    use, shares = owing(chest)
    paid = {"actor": chest.county, "now": NOW, "use_id": use, "day": TODAY}
    for receipt, told in ((" ", "receipt"), ("first", "receipt_used")):
        assert refusal(lambda: services.pay_gap(share_id=shares["101"], receipt=receipt, **paid)) == told  # noqa: B023
    services.pay_gap(share_id=shares["101"], receipt="G 7", **paid)
    assert refusal(lambda: services.pay_gap(share_id=shares["102"], receipt="G7", **paid)) == "receipt_used"
    assert deposited(chest, chest.county, "104", receipt="G7") == "receipt_used"
    row = Share.objects.get(pk=shares["101"])
    assert row.gap_receipt == "G7"
    for more in ({"gap_receipt": "G8"}, {"gap_receipt": "G7"}):
        with pytest.raises(IntegrityError, match="funds_share"), transaction.atomic():
            Share.objects.filter(pk=shares["102"]).update(
                gap_paid_on=TODAY + timedelta(1), gap_entry_id=row.gap_entry_id, **more
            )
    assert books.slips(using="default") == []


@pytest.mark.parametrize("proposes", ["company", "clerk"])
def test_who_works_for_the_company_that_proposed_or_billed_a_use_does_not_approve_it(
    chest: Chest, proposes: str
) -> None:
    town = chest.quarter.town
    chest.deposit(FIRST)
    use = chest.plan(actor=getattr(chest, proposes))
    chest.to_accepted(use)
    biller = town.person("庚", "340102001001")
    town.appoint("庚", "大地物业公司", Role.COMPANY_MANAGER)
    bills = replace(chest.company, person_id=biller)
    services.bill_use(actor=bills, now=NOW, use_id=use, bill_fen=100_000, audit="")
    handed_over(chest)
    both, other = member(chest, "戊"), member(chest, "己")
    town.appoint("戊", "大地物业公司", Role.COMPANY_MANAGER)
    act = {"now": NOW, "use_id": use}
    assert refusal(lambda: chest.approve(use, both)) == "payer"
    if proposes == "company":
        assert use not in [one.id for one in queries.to_check(actor=both, now=NOW)]
    with pytest.raises(IntegrityError, match="holds an office"), transaction.atomic():
        Use.objects.filter(pk=use).update(state="approved", checked_at=NOW, checked_by_id=both.person_id)
    assert use in [one.id for one in queries.to_check(actor=other, now=NOW)]
    chest.approve(use, other)
    services.file_use(actor=other, **act)
    chest.pay_approved(use, member(chest, "辛"))
    assert chest.state(use) == "paid"


def test_who_entered_a_bill_does_not_find_it_among_what_waits_for_his_check(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    handed_over(chest)
    biller, other = member(chest, "戊"), member(chest, "己")
    services.bill_use(actor=biller, now=NOW, use_id=use, bill_fen=100_000, audit="")
    waits = [[one.id for one in queries.to_check(actor=who, now=NOW)] for who in (biller, other)]
    assert waits == [[], [use]]


def test_one_person_approves_and_another_pays_each_with_a_second_factor(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    for given in (None, NOW - timedelta(minutes=11), NOW + timedelta(minutes=1)):
        act = {"now": NOW, "use_id": use, "confirmed_at": given}
        assert refusal(lambda: services.approve_use(actor=chest.county, **act)) == "step_up"  # noqa: B023
    assert refusal(lambda: chest.approve(use, replace(chest.county, person_id=None))) == "nobody"
    chest.approve(use)
    assert refusal(lambda: chest.pay_approved(use, chest.county)) == "approved"
    late = {"now": NOW, "use_id": use, "day": TODAY, "confirmed_at": NOW - timedelta(minutes=11)}
    assert refusal(lambda: services.pay_use(actor=chest.cashier, **late)) == "step_up"
    chest.pay_approved(use)
    row = Use.objects.get(pk=use)
    assert (row.checked_by_id, row.paid_by_id) == (chest.county.person_id, chest.cashier.person_id)
    with pytest.raises(IntegrityError, match="funds_use"), transaction.atomic():
        Use.objects.filter(pk=use).update(paid_by_id=chest.county.person_id)


def test_the_database_takes_no_approval_and_no_payment_without_a_second_factor(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    approved = {"state": "approved", "checked_at": NOW, "checked_by_id": chest.county.person_id}
    for given in (None, NOW - timedelta(hours=2), NOW + timedelta(minutes=1)):
        with pytest.raises(IntegrityError, match="second factor"), transaction.atomic():
            Use.objects.filter(pk=use).update(checked_factor_at=given, **approved)

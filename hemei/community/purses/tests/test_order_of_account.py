"""What SQL may not make of an order: another estate's, or one that asks less than the agreement of its account."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.community.ledgers.models import Entry
from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import services
from hemei.community.purses.models import Agreement, BankFile, JointAccount, PaymentOrder
from hemei.community.purses.services import AgreementDraft
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_counts import another
from hemei.community.purses.tests.test_with_the_owners import BOUND, voted
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

_numbers = count(1)


def copied(order: int, **more: Any) -> None:
    """Write an order as another, but for what is said: what a slip of a hand in SQL would write."""
    row = PaymentOrder.objects.get(pk=order)
    number = f"D{next(_numbers)}"
    values = {"pk": None, "number": number, "stream": f"purses.order:{number}", "invoice_number": "", **more}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def kept_out(words: str, order: int, **more: Any) -> None:
    with records.acting(SYSTEM), pytest.raises(IntegrityError, match=words), transaction.atomic():
        copied(order, **more)


def far_account(joint: Joint) -> JointAccount:
    """Return the account of another estate, with an agreement of its own."""
    another(joint, 2)
    with records.acting(SYSTEM):
        far = JointAccount.objects.latest("id")
        draft = AgreementDraft(valid_from=NOW.date())
        services.make_agreement(actor=SYSTEM, now=NOW, account_id=far.pk, draft=draft)
    return far


def test_an_order_is_of_the_estate_of_its_account_in_all_it_names(joint: Joint) -> None:
    joint.agree()
    order, paid = joint.prepare(), joint.approved(invoice_number="87654321")
    joint.filed(paid)
    far = far_account(joint)
    assembly, (paint,) = _painting(joint)
    with records.acting(SYSTEM):
        theirs = {
            "account_id": far.pk, "agreement_id": Agreement.objects.latest("id").pk, "scope": far.scope,
            "budget_line_id": None,
        }  # fmt: skip
        copied(order, **theirs)
        file, entry = BankFile.objects.get().pk, Entry.objects.get(pk=joint.row(paid).entry_id).pk
    kept_out("names the place of another", order, scope=f"{far.scope}9.")
    kept_out("under an agreement of its own account", order, agreement_id=theirs["agreement_id"])
    voted_on = {"basis": "resolution", "basis_assembly_id": assembly, "basis_vote_id": paint}
    kept_out("names the resolution of another", order, **theirs, **voted_on)
    kept_out("names the bank file of another", order, **theirs, bank_file_id=file)
    kept_out("names the entry of another", order, **theirs, entry_id=entry)


def _painting(joint: Joint) -> tuple[int, list[int]]:
    assembly, votes = voted(joint)
    return assembly, votes[1:]


def test_what_an_order_rests_on_is_not_moved_to_another_meeting_either(joint: Joint) -> None:
    joint.agree()
    assembly, (paint,) = _painting(joint)
    order = joint.prepare(300_000, resolution=(assembly, paint))
    other, _votes = owners_voted(joint.purse, (), called=joint.put(**BOUND))
    with records.acting(SYSTEM):
        rows = PaymentOrder.objects.filter(pk=order)
        with pytest.raises(IntegrityError, match="names the resolution of another"), transaction.atomic():
            rows.update(basis_assembly_id=other)


def test_its_agreement_is_in_force_on_its_day_and_what_that_asks_is_asked(joint: Joint) -> None:
    joint.agree()
    order = joint.prepare(800_000)
    former = joint.row(order).agreement_id
    joint.agree(valid_from=NOW.date() + timedelta(days=1))
    with records.acting(SYSTEM):
        later = Agreement.objects.latest("number").pk
    kept_out("is not in force on 2026-11-02", order, agreement_id=later)
    kept_out("is not in force on 2026-11-03", order, prepared_at=NOW + timedelta(days=1), budget_line_id=None)
    kept_out("does not ask what tier 中额", order, committee_needed=1, agreement_id=former)
    kept_out("does not ask what tier 中额", order, community_needed=1)
    kept_out("does not ask what tier 大额", order, amount_fen=9_000_000, budget_line_id=None)


def test_while_the_owners_resolution_stands_the_order_has_just_its_tier(joint: Joint) -> None:
    assembly, _votes = voted(joint, **BOUND)
    joint.adopt(assembly)
    order = joint.prepare(800_000)
    assert joint.row(order).community_needed == 1
    kept_out("does not ask what tier 中额", order, community_needed=0)
    kept_out("does not ask what tier 中额", order, committee_needed=3)
    kept_out("does not ask what tier 中额", order, tier="小额")

"""What a budget paid on a resolution stays paid when another takes its place, whatever that one rests on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import services
from hemei.community.purses.models import Budget, BudgetLine, PaymentOrder
from hemei.community.purses.tests.budgeted import item_decided
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_worth import PAINT
from hemei.community.voting.services import AgendaItem
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

LAMPS = AgendaItem(matter="other_major", title="用公共收益换楼道灯", spends_fen=60_000_000)
Vote = tuple[int, int]
TAKEN = "总额是300,000.00元，已用200,000.00元"


@pytest.fixture
def votes(joint: Joint) -> tuple[Vote, Vote]:
    """Let the owners decide to paint, and to change the lamps; return both, each as assembly and vote."""
    assembly, (paint, lamps) = owners_voted(joint.purse, (PAINT, LAMPS))
    joint.agree()
    return (assembly, paint), (assembly, lamps)


def budget(joint: Joint, fen: int, year: int = 2026, **basis: Any) -> int:
    draft = services.BudgetDraft(year=year, lines={"repair": fen}, **basis)
    return services.make_budget(actor=joint.members[0], now=NOW, account_id=joint.account, draft=draft)


def drawn(joint: Joint, fen: int, invoice: str) -> int:
    with records.acting(SYSTEM):
        line = BudgetLine.objects.get(budget__ended_at=None, code="repair").pk
    return joint.prepare(fen, invoice_number=invoice, budget="", budget_line=line)


def replaced(joint: Joint, votes: tuple[Vote, Vote], by: str) -> None:
    """Plan and draw on the vote to paint, then put another budget in its place."""
    budget(joint, 30_000_000, resolution=votes[0])
    for number in range(4):
        drawn(joint, 5_000_000, f"3000000{number}")
    basis: dict[str, Any] = {"resolution": votes[1]}
    if by == "committee":
        basis = {"item": item_decided(joint.members[0], joint.street, joint.purse.estate, NOW, key="m9")}
    budget(joint, 30_000_000, reason="改由别的决定作为依据", **basis)


@pytest.mark.parametrize("by", ["committee", "owners"])
def test_what_a_replaced_budget_paid_is_not_paid_again(
    joint: Joint, votes: tuple[Vote, Vote], by: str
) -> None:
    replaced(joint, votes, by)
    more: dict[str, Any] = {"resolution": votes[0], "budget": ""}
    assert TAKEN in refused(joint.prepare, 10_000_001, invoice_number="40000001", **more)
    told = "付款单和别的预算已用200,000.00元，这份预算100,000.01元超出"
    assert told in refused(budget, joint, 10_000_001, 2027, resolution=votes[0])
    order = drawn(joint, 5_000_000, "40000002")  # the new budget's own rest, of its own ground
    services.withdraw_order(actor=joint.company, now=NOW, order_id=order)
    assert joint.prepare(10_000_000, invoice_number="40000003", **more), "what was not drawn is free again"


def test_a_budget_in_its_own_place_covers_what_was_drawn_and_counts_once(
    joint: Joint, votes: tuple[Vote, Vote]
) -> None:
    replaced(joint, votes, "owners")
    told = "付款单和别的预算已用0.00元，这份预算300,000.01元超出"
    assert told in refused(budget, joint, 30_000_001, resolution=votes[0], reason="改回粉刷")
    assert budget(joint, 30_000_000, resolution=votes[0], reason="改回粉刷")


def test_the_database_takes_no_order_and_no_budget_beyond_a_resolution(
    joint: Joint, votes: tuple[Vote, Vote]
) -> None:
    replaced(joint, votes, "committee")
    assembly, paint = votes[0]
    order = joint.prepare(10_000_000, invoice_number="40000001", resolution=votes[0], budget="")
    with records.acting(SYSTEM):
        last = Budget.objects.get(ended_at=None)
        values = {"basis_assembly_id": assembly, "basis_vote_id": paint, "number": 1, "reason_id": None}
        one = PaymentOrder.objects.get(pk=order)
        more = {"invoice_number": "", "number": "2026-0099", "amount_fen": 1, "stream": "purses.order:0"}
        copies = (
            (last, {**values, "year": 2027, "basis_item_id": None}),
            (one, {**more, "id": one.pk + 10**6}),
        )
        for row, changed in copies:
            held = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            if row is last:
                del held["id"]
            with pytest.raises(DatabaseError, match="would rest on it"), transaction.atomic():
                type(row).objects.create(**{**held, **changed})

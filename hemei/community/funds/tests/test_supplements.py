"""What was allowed beyond a budget falls with its vote: the bill that needed it is shared anew and pays nothing."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Use
from hemei.community.funds.services import Item
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_annulled import annul
from hemei.community.funds.tests.test_later import told
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import queries as books
from hemei.community.voting.models import Outcome
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records.models import Event
from hemei.kernel.decision import Refused
from tests.grounds import standing

Pair = tuple[int, int]


@standing
def pair(chest: Chest) -> Pair:
    """A use of 1,000 yuan that is accepted, and what was voted on for 50 yuan more: 1,150 may be billed."""
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    more = chest.plan(title="1幢屋面防水增项", items=(Item("增项", 5_000),), supplement_of=use)
    chest.carry(more)
    told()
    return use, more


def bill(chest: Chest, use: int, fen: int = 115_000) -> None:
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=fen, audit="")


def approve(chest: Chest, use: int) -> None:
    chest.approve(use)


def pay(chest: Chest, use: int) -> None:
    chest.pay_approved(use)


def states(chest: Chest, pair: Pair) -> tuple[str, str]:
    return chest.state(pair[0]), chest.state(pair[1])


def test_nothing_is_billed_checked_or_paid_on_a_supplement_annulled_a_moment_ago(
    chest: Chest, pair: Pair
) -> None:
    use, more = pair
    for before, act in (((), bill), ((bill,), approve), ((bill, approve), pay)):
        with transaction.atomic():
            for step in before:
                step(chest, use)
            annul(chest, more)
            with pytest.raises(Refused) as caught:
                act(chest, use)
            assert [one.code for one in caught.value.decision.reasons] == ["supplement"]
            assert chest.state(more) == "merged", "the outbox lags"
            transaction.set_rollback(True)


def test_a_supplement_that_fell_is_not_billed_and_the_budget_still_is(chest: Chest, pair: Pair) -> None:
    use, more = pair
    annul(chest, more)
    told()
    assert states(chest, pair) == ("accepted", "failed")
    assert code_of(lambda: bill(chest, use, 110_001)) == "excess"
    bill(chest, use, 110_000)
    approve(chest, use)
    pay(chest, use)
    assert chest.state(use) == "paid"


@pytest.mark.parametrize(
    ("fen", "before", "left"),
    [
        (110_001, "billed", "accepted"),
        (110_001, "approved", "accepted"),
        (110_000, "billed", "billed"),
        (110_000, "approved", "approved"),
    ],
)
def test_a_bill_that_needed_it_goes_back_and_one_that_did_not_goes_on(
    chest: Chest, pair: Pair, fen: int, before: str, left: str
) -> None:
    use, more = pair
    bill(chest, use, fen)
    if before == "approved":
        approve(chest, use)
    annul(chest, more)
    told()
    assert states(chest, pair) == (left, "failed")
    assert Event.objects.filter(payload__type="funds.bill_undone").count() == (left == "accepted")
    if left == "accepted":
        assert Use.objects.get(pk=use).check_by is None
        bill(chest, use, 110_000)
    if left != "approved":
        approve(chest, use)
    pay(chest, use)
    assert sum(one[0] for one in chest.shares(use).values()) == 110_000
    assert books.slips(using="default") == []


def test_nobody_has_approved_a_bill_any_more_that_fell_with_its_supplement(chest: Chest, pair: Pair) -> None:
    use, more = pair
    bill(chest, use)
    approve(chest, use)
    before = Use.objects.get(pk=use)
    assert None not in (before.checked_at, before.checked_by_id, before.checked_factor_at)
    annul(chest, more)
    told()
    row = Use.objects.get(pk=use)
    assert (row.checked_at, row.checked_by_id, row.checked_factor_at) == (None, None, None)
    bill(chest, use, 110_000)
    assert Use.objects.get(pk=use).checked_by_id is None, "the new bill waits for somebody's word of its own"
    assert code_of(lambda: pay(chest, use)) == "state"


def test_a_supplement_that_fails_when_counted_anew_falls_likewise(chest: Chest, pair: Pair) -> None:
    use, more = pair
    bill(chest, use)
    counted = Outcome.objects.get(assembly=Use.objects.get(pk=more).assembly_id)
    counted.pk, counted.round, counted.passed = None, 2, False
    counted.save(force_insert=True)
    assert code_of(lambda: approve(chest, use)) == "supplement"
    services.take_result(actor=SYSTEM, now=NOW, assembly_id=counted.assembly_id)
    services.take_result(actor=SYSTEM, now=NOW, assembly_id=counted.assembly_id)
    assert states(chest, pair) == ("accepted", "failed")


def test_what_was_paid_with_a_supplement_stays_paid(chest: Chest, pair: Pair) -> None:
    use, more = pair
    bill(chest, use)
    approve(chest, use)
    pay(chest, use)
    annul(chest, more)
    told()
    assert states(chest, pair) == ("paid", "merged")


def test_the_database_pays_nothing_on_a_supplement_that_was_annulled_either(chest: Chest, pair: Pair) -> None:
    use, more = pair
    bill(chest, use)
    approve(chest, use)
    annul(chest, more)
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update funds_use set state = 'paid', paid_on = current_date, entry_id = 1 where id = %s", [use]
        )
    assert caught.value.__cause__.diag.constraint_name == "funds_use_supplement"  # type: ignore[union-attr]

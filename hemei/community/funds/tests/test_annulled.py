"""A vote that was annulled, counted anew or called off carries no payment, told of it already or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Use
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import told
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import queries as books
from hemei.community.voting import services as voting
from hemei.community.voting.models import Outcome
from hemei.community.voting.services import AnnulmentDraft
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.kernel.actor import Role
from tests.grounds import standing


@standing
def use(chest: Chest) -> int:
    """A use that was voted on, built, billed and approved."""
    chest.deposit(FIRST)
    made = chest.plan()
    chest.to_accepted(made)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=made, bill_fen=100_000, audit="")
    chest.approve(made)
    told()
    return made


def annul(chest: Chest, use: int) -> None:
    street = chest.quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办事处")
    draft = AnnulmentDraft(
        by="authority", document="明光街撤〔2026〕1号", decided_on=TODAY, reason="表决票不实"
    )
    assembly = Use.objects.get(pk=use).assembly_id
    assert assembly is not None
    voting.annul_result(actor=street, now=NOW, assembly_id=assembly, draft=draft)


def test_what_was_annulled_a_moment_ago_pays_nothing_though_nobody_was_told_yet(
    chest: Chest, use: int
) -> None:
    before = chest.balances()
    annul(chest, use)
    assert chest.state(use) == "approved"  # the outbox lags
    assert code_of(lambda: chest.pay_approved(use)) == "annulled"
    assert (chest.state(use), chest.balances()) == ("approved", before)
    assert books.slips(using="default") == []


def test_what_was_annulled_ends_when_it_is_told(chest: Chest, use: int) -> None:
    before = chest.balances()
    annul(chest, use)
    told()
    assert chest.state(use) == "failed"
    assert code_of(lambda: chest.pay_approved(use)) == "state"
    assert chest.balances() == before


def test_no_bill_is_shared_or_approved_on_a_vote_that_does_not_stand(chest: Chest) -> None:
    chest.deposit(FIRST)
    made = chest.plan()
    chest.to_accepted(made)
    bill = {"actor": chest.clerk, "now": NOW, "use_id": made, "bill_fen": 100_000, "audit": ""}
    with transaction.atomic():
        annul(chest, made)
        assert code_of(lambda: services.bill_use(**bill)) == "annulled"
        transaction.set_rollback(True)
    services.bill_use(**bill)
    annul(chest, made)
    assert code_of(lambda: chest.approve(made)) == "annulled"


def test_a_vote_that_fails_when_counted_anew_pays_nothing_and_ends_the_use(chest: Chest, use: int) -> None:
    counted = Outcome.objects.get(assembly=Use.objects.get(pk=use).assembly_id)
    counted.pk, counted.round, counted.passed = None, 2, False
    counted.save(force_insert=True)
    assert code_of(lambda: chest.pay_approved(use)) == "not_passed"
    assert chest.state(use) == "approved"
    services.take_result(actor=SYSTEM, now=NOW, assembly_id=counted.assembly_id)
    assert chest.state(use) == "failed"
    services.take_result(actor=SYSTEM, now=NOW, assembly_id=counted.assembly_id)


def test_the_database_pays_nothing_on_an_annulled_vote_either(chest: Chest, use: int) -> None:
    annul(chest, use)
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update funds_use set state = 'paid', paid_on = current_date, entry_id = 1 where id = %s", [use]
        )
    assert caught.value.__cause__.diag.constraint_name == "funds_use_vote"  # type: ignore[union-attr]


def test_a_meeting_called_off_leaves_the_plan_which_is_voted_on_in_another(chest: Chest) -> None:
    made = chest.plan()
    first = services.call_vote(actor=chest.clerk, now=NOW, use_id=made)
    voting.call_off_assembly(actor=chest.clerk, now=NOW, assembly_id=first, reason="公告有误，重新召集")
    told()
    assert chest.state(made) == "planned"
    second = services.call_vote(actor=chest.clerk, now=NOW + timedelta(minutes=1), use_id=made)
    assert second != first
    assert chest.state(made) == "voting"

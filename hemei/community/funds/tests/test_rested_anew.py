"""Works were done and their vote was annulled: those who share the cost decide anew, and no day has to be made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Fund, Use
from hemei.community.funds.rules.resting import may_rest, passed_by
from hemei.community.funds.rules.steps import Step
from hemei.community.funds.rules.words import State
from hemei.community.funds.tests.conftest import SINCE, Chest
from hemei.community.funds.tests.test_annulled import annul, use  # noqa: F401 - the ground
from hemei.community.funds.tests.test_filing import approved
from hemei.community.funds.tests.test_later import told
from hemei.community.funds.tests.test_repeated import held
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.voting import services as voting
from hemei.community.voting.services import Cited
from hemei.community.voting.tests.adopting import SHOWN
from hemei.ground.people.tests.factories import NOW, TODAY

DAY = date(2026, 11, 2)
AFTER = NOW + timedelta(days=28)


def test_only_what_was_cleared_and_fell_is_put_anew_and_goes_on_where_it_stood() -> None:
    assert may_rest(State.FAILED, cleared_on=DAY).allowed
    assert not may_rest(State.FAILED, cleared_on=None).allowed, "the owners said no"
    assert not may_rest(State.WORKING, cleared_on=DAY).allowed
    assert may_rest(State.FAILED, cleared_on=DAY, main=State.ACCEPTED).allowed
    assert not may_rest(State.FAILED, cleared_on=DAY, main=State.PAID).allowed
    assert passed_by(begun_on=None, accepted_on=None) is Step.PASS
    assert passed_by(begun_on=DAY, accepted_on=None) is Step.RESUME
    assert passed_by(begun_on=DAY, accepted_on=DAY) is Step.RECOVER


def test_a_finished_roof_is_paid_after_a_new_vote_on_the_days_it_was_built(chest: Chest, use: int) -> None:  # noqa: F811
    before = Use.objects.get(pk=use)
    annul(chest, use)
    told()
    assert chest.state(use) == "failed"
    act = {"actor": chest.clerk, "now": NOW, "use_id": use}
    assembly = services.rest_use_anew(**act)
    assert code_of(lambda: services.rest_use_anew(**act)) == "not_annulled"
    assert code_of(lambda: chest.pay_approved(use)) == "state"
    held(chest, assembly, agreed=True)
    row = Use.objects.get(pk=use)
    assert (row.state, row.assembly_id) == ("accepted", assembly)
    assert (row.cleared_on, row.begun_on, row.accepted_on) == (
        before.cleared_on, before.begun_on, before.accepted_on,
    )  # fmt: skip
    services.bill_use(actor=chest.clerk, now=AFTER, use_id=use, bill_fen=100_000, audit="")
    chest.approve(use, chest.county, AFTER)
    chest.pay_approved(use, chest.cashier, AFTER, AFTER.date())
    assert chest.state(use) == "paid"
    assert sum(one[0] for one in chest.shares(use).values()) == 100_000


def test_who_approved_the_bill_before_may_enter_the_one_after_the_new_vote(chest: Chest) -> None:
    chest.deposit(FIRST)
    Fund.objects.filter(pk=chest.fund.pk).update(asked_on=SINCE, handed_over_on=SINCE, bank="徽商银行")
    made, member = approved(chest)
    checker = Use.objects.get(pk=made).checked_by_id
    annul(chest, made)
    told()
    cited = Cited(decision="业委会〔2026〕6号", scan=SHOWN)
    assembly = services.rest_use_anew(actor=chest.clerk, now=NOW, use_id=made, cited=cited)
    held(chest, assembly, agreed=True)
    row = Use.objects.get(pk=made)
    assert (row.state, row.checked_by_id, row.checked_at, row.checked_factor_at) == (
        "accepted",
        None,
        None,
        None,
    )
    who = chest.another(member, "委员")
    assert who.person_id == checker
    services.bill_use(actor=who, now=AFTER, use_id=made, bill_fen=100_000, audit="")
    assert chest.state(made) == "billed"


def test_works_go_on_and_a_meeting_called_off_leaves_it_where_it_fell(chest: Chest) -> None:
    chest.deposit(FIRST)
    made = chest.plan()
    chest.carry(made)
    services.begin_works(
        actor=chest.clerk, now=NOW, use_id=made, day=TODAY, contractor="合城防水公司", chosen_by="direct", offers=1
    )  # fmt: skip
    annul(chest, made)
    told()
    first = services.rest_use_anew(actor=chest.clerk, now=NOW, use_id=made)
    voting.call_off_assembly(actor=chest.clerk, now=NOW, assembly_id=first, reason="公告有误，重新召集")
    told()
    assert chest.state(made) == "failed"
    second = services.rest_use_anew(actor=chest.clerk, now=NOW + timedelta(minutes=1), use_id=made)
    held(chest, second, agreed=True)
    assert chest.state(made) == "working"


def test_the_database_lets_nothing_resume_elsewhere_or_on_another_meeting(chest: Chest, use: int) -> None:  # noqa: F811
    annul(chest, use)
    told()
    with pytest.raises(IntegrityError, match="called for it anew"), transaction.atomic():
        Use.objects.filter(pk=use).update(state="voting")
    services.rest_use_anew(actor=chest.clerk, now=NOW, use_id=use)
    for state in ("cleared", "working", "accepted"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Use.objects.filter(pk=use).update(state=state)

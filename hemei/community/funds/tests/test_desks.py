"""A use waits on somebody's desk at each step: the works on the planner's, the payment on who pays, with a clock."""

from __future__ import annotations

from datetime import timedelta

from hemei.community.funds import queries, services
from hemei.community.funds.models import Use
from hemei.community.funds.rules.words import CorrectionKind
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_corrections import corrected
from hemei.community.funds.tests.test_hands import handed_over, member
from hemei.community.funds.tests.test_services import FIRST
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.kernel.actor import Actor


def desk(actor: Actor) -> dict[str, int]:
    return dict(queries.to_carry_out(actor=actor))


def waits(actor: Actor) -> list[tuple[int, str]]:
    return [(row.id, row.state.value) for row in queries.to_check(actor=actor, now=NOW)]


def clocks_of(use: int) -> list[bool]:
    rows = clocks.deadlines_of(stream=Use.objects.get(pk=use).stream)
    return sorted(row.settled_at is not None for row in rows if row.kind == "fund_check")


def test_the_works_wait_for_who_planned_them(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    assert desk(chest.clerk) == {}
    chest.carry(use)
    assert (desk(chest.clerk), desk(chest.company), desk(chest.county)) == ({"cleared": 1}, {}, {})
    act = {"actor": chest.clerk, "now": NOW, "use_id": use, "day": TODAY}
    services.begin_works(contractor="合城防水公司", chosen_by="direct", offers=1, **act)
    assert desk(chest.clerk) == {"working": 1}
    services.accept_works(**act)
    assert desk(chest.clerk) == {"accepted": 1}
    chest.papers(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    assert (desk(chest.clerk), waits(chest.county)) == ({}, [(use, "billed")])


def test_an_approved_use_waits_for_its_payment_on_a_clock(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    chest.approve(use)
    assert (waits(chest.county), waits(chest.cashier)) == ([], [(use, "approved")]), "another pays"
    late = queries.uses(queries.UseFilter(state="late"), actor=chest.county, now=NOW + timedelta(days=20))
    assert [row.id for row in late] == [use]
    chest.pay_approved(use)
    assert (waits(chest.county), Use.objects.get(pk=use).check_by) == ([], None)
    corrected(chest, CorrectionKind.USE, use)
    assert waits(chest.cashier) == [(use, "approved")]


def test_what_is_to_be_filed_waits_for_its_payment_once_it_is_and_not_under_an_order(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    handed_over(chest)
    other, act = member(chest, "己"), {"now": NOW, "use_id": use}
    chest.approve(use, member(chest, "庚"))
    assert (waits(other), Use.objects.get(pk=use).check_by) == ([], None), (
        "it is filed first, by a duty of its own"
    )
    services.file_use(actor=other, **act)
    assert (waits(other), clocks_of(use)) == ([(use, "approved")], [False, True])
    services.order_correction(actor=chest.county, reason="价格明显偏高", **act)
    assert (waits(other), clocks_of(use)) == ([], [True, True])
    services.answer_order(actor=other, reason="已重新核价，附核价单", **act)
    services.settle_order(actor=chest.county, **act)
    assert (waits(other), clocks_of(use)) == ([(use, "approved")], [False, True, True])

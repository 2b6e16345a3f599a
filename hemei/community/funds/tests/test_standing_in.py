"""An emergency of a fund the assembly has: a committee that is silent or not there does not block it for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.funds import queries, services
from hemei.community.funds.models import Fund, Use
from hemei.community.funds.rules.acts import community_acts, stands_in
from hemei.community.funds.rules.words import Path
from hemei.community.funds.services import Proof
from hemei.community.funds.tests.conftest import SINCE, Chest
from hemei.community.funds.tests.test_later import committee_body, photo
from hemei.community.funds.tests.test_rules import RULES
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import queries as books
from hemei.ground.people import services as people
from hemei.ground.people.models import Term
from hemei.ground.people.queries import TermDraft, TermEnd, TermKind
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor, Role


@pytest.fixture
def handed(chest: Chest) -> Chest:
    """The assembly has its fund since the books began."""
    chest.deposit(FIRST)
    Fund.objects.filter(pk=chest.fund.pk).update(asked_on=SINCE, handed_over_on=SINCE, bank="徽商银行")
    return chest


def committee(chest: Chest) -> Actor:
    draft = TermDraft(TermKind.FIRST, 5, date(2025, 1, 10), date(2025, 1, 10), date(2029, 1, 10))
    people.register_term(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, draft=draft)
    services.follow_estate(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate)
    return chest.another(Actor(Role.COMMITTEE_MEMBER, 7, None, committee_body(chest)), "主任")


def leak(chest: Chest) -> tuple[int, datetime]:
    """Ask for an emergency use; return it and a moment after its time to be checked."""
    use = chest.plan(
        actor=chest.clerk, path=Path.EMERGENCY, situation="E3", title="1幢屋顶渗漏抢修",
        proofs=(Proof("photo", "渗漏.jpg", photo()),),
    )  # fmt: skip
    check_by = Use.objects.get(pk=use).check_by
    assert check_by is not None
    return use, check_by + timedelta(minutes=1)


def billed(chest: Chest, use: int, now: datetime) -> None:
    act, day = {"actor": chest.clerk, "now": now, "use_id": use}, now.date()
    services.begin_works(day=day, contractor="合城防水公司", chosen_by="direct", offers=1, **act)
    services.accept_works(day=day, **act)
    chest.papers(use)
    services.bill_use(bill_fen=100_000, audit="", **act)


def waiting(actor: Actor, now: datetime) -> list[int]:
    return [row.id for row in queries.to_check(actor=actor, now=now)]


def taken_up() -> list[bool]:
    rows = Event.objects.filter(payload__type="funds.taken_up").order_by("id")
    return [one.payload["data"]["late"] for one in rows]


def test_the_authority_carries_an_emergency_to_the_end_where_no_committee_is_there(handed: Chest) -> None:
    use, _late = leak(handed)
    assert waiting(handed.county, NOW) == [use]
    act = {"actor": handed.county, "now": NOW, "use_id": use}
    services.clear_emergency(**act)
    billed(handed, use, NOW)
    assert waiting(handed.county, NOW) == [use]
    handed.approve(use)
    assert (waiting(handed.county, NOW), waiting(handed.cashier, NOW)) == ([], [use])
    handed.pay_approved(use)
    assert (handed.state(use), taken_up(), books.slips(using="default")) == ("paid", [False], [])
    [told] = Event.objects.filter(payload__type="funds.taken_up")
    assert [one["clause"] for one in told.payload["standards"]] == ["第二十四条"]


def test_it_waits_for_a_committee_until_its_time_is_over_and_then_for_nobody(handed: Chest) -> None:
    member = committee(handed)
    use, late = leak(handed)
    act = {"actor": handed.county, "use_id": use}
    assert (waiting(member, NOW), waiting(handed.county, NOW)) == ([use], [])
    assert code_of(lambda: services.clear_emergency(now=NOW, **act)) == "committee"
    assert (waiting(member, late), waiting(handed.county, late)) == ([use], [use])
    assert [
        row.id for row in queries.uses(queries.UseFilter(state="late"), actor=handed.county, now=late)
    ] == [use]
    services.clear_emergency(now=late, **act)
    billed(handed, use, late)
    assert waiting(handed.county, late) == [use], "what it took up it need not wait for again"
    services.return_use(now=late, reason="发票不全，请补齐", **act)
    services.bill_use(actor=handed.clerk, now=late, use_id=use, bill_fen=100_000, audit="")
    handed.approve(use, member, late)
    handed.pay_approved(use, handed.county, late, late.date())
    assert (handed.state(use), taken_up()) == ("paid", [True])


def test_a_committee_that_ends_does_not_take_the_emergency_with_it(handed: Chest) -> None:
    member = committee(handed)
    use, _late = leak(handed)
    services.clear_emergency(actor=member, now=NOW, use_id=use)
    billed(handed, use, NOW)
    handed.approve(use, member)
    assert code_of(lambda: handed.pay_approved(use)) == "committee"
    term = Term.objects.get()
    people.end_term(actor=SYSTEM, now=NOW, term_id=term.pk, day=TODAY, reason=TermEnd.RECALLED)
    handed.pay_approved(use)
    assert handed.state(use) == "paid"


def voted_and_billed(chest: Chest) -> int:
    use = chest.plan()
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    return use


def test_what_the_owners_voted_on_waits_for_their_committee_and_never_for_the_authority(
    handed: Chest,
) -> None:
    member = committee(handed)
    use, late = voted_and_billed(handed), NOW + timedelta(days=60)
    assert (waiting(member, late), waiting(handed.county, late), waiting(handed.clerk, late)) == (
        [use],
        [],
        [],
    )
    for actor in (handed.county, handed.clerk):
        assert code_of(lambda who=actor: handed.approve(use, who, late)) == "committee"


def test_the_residents_committee_checks_what_owners_voted_on_while_no_committee_is_at_work(
    handed: Chest,
) -> None:
    first, second = (
        replace(handed.clerk, person_id=handed.quarter.town.person(name, "340102001001"))
        for name in ("居委甲", "居委乙")
    )
    use = handed.plan(actor=first)
    handed.to_accepted(use)
    services.bill_use(actor=first, now=NOW, use_id=use, bill_fen=100_000, audit="")
    assert (waiting(second, NOW), waiting(first, NOW), waiting(handed.county, NOW)) == ([use], [], [])
    act = {"now": NOW, "use_id": use}
    assert code_of(lambda: handed.approve(use, first)) == "own"
    assert code_of(lambda: handed.approve(use)) == "committee"
    handed.approve(use, second)
    [told] = Event.objects.filter(payload__type="funds.use_approved")
    assert told.payload["standards"][0]["clause"] == "第五十八条"
    member = committee(handed)
    assert code_of(lambda: handed.pay_approved(use, second)) == "committee", (
        "the committee that came carries on"
    )
    services.file_use(actor=member, **act)
    handed.pay_approved(use, member)
    assert (handed.state(use), books.slips(using="default")) == ("paid", [])


def test_the_residents_committee_checks_nothing_else() -> None:
    there = {"committee": False, "path": Path.ORDINARY}
    assert community_acts(**there, rules=RULES)
    assert not community_acts(**there, rules=replace(RULES, no_committee=None))
    assert not community_acts(**{**there, "path": Path.EMERGENCY}, rules=RULES)
    assert not community_acts(**{**there, "committee": True}, rules=RULES)


def test_nobody_stands_in_where_no_document_says_so() -> None:
    silent = {"committee": True, "late": True, "taken_up": False}
    assert stands_in(**silent, rules=RULES)
    assert not stands_in(**silent, rules=replace(RULES, in_place=None))
    assert not stands_in(committee=True, late=False, taken_up=False, rules=RULES)


def test_who_entered_the_bill_does_not_approve_it_and_the_bank_pays_after_the_approval(handed: Chest) -> None:
    town = handed.quarter.town
    member = committee(handed)
    first, second = (
        replace(member, person_id=town.person(name, "340102001001")) for name in ("委员甲", "委员乙")
    )
    use, _late = leak(handed)
    services.clear_emergency(actor=first, now=NOW, use_id=use)
    act = {"actor": first, "now": NOW, "use_id": use}
    services.begin_works(day=TODAY, contractor="合城防水公司", chosen_by="direct", offers=1, **act)
    services.accept_works(day=TODAY, **act)
    handed.papers(use)
    services.bill_use(bill_fen=100_000, audit="", **act)
    assert code_of(lambda: handed.approve(use, first)) == "own"
    later = NOW + timedelta(days=9)
    handed.approve(use, second, later)
    services.file_use(actor=second, now=later, use_id=use)
    early = TODAY + timedelta(days=1)
    told = code_of(lambda: handed.pay_approved(use, member, later, early))
    assert told == code_of(lambda: handed.pay_approved(use, member, later, SINCE - timedelta(1)))
    with pytest.raises(IntegrityError, match="funds_use"), transaction.atomic():
        Use.objects.filter(pk=use).update(checked_by_id=first.person_id)
    handed.pay_approved(use, member, later, later.date())
    assert handed.state(use) == "paid"

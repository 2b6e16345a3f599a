"""Where there is an assembly, it decides how who is short renews; only where it is silent the city's rule holds."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.community.funds import queries, services
from hemei.community.funds.models import RenewalNotice
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import decided
from hemei.community.funds.tests.test_services import code_of
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermDraft, TermKind
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records

LATER = NOW + timedelta(days=28)


def founded(chest: Chest) -> dict[str, object]:
    """Let the estate have an assembly and a household that is short; return how it is asked to renew."""
    chest.deposit({"101": 1_000})
    draft = TermDraft(TermKind.FIRST, 5, date(2025, 1, 10), date(2025, 1, 10), date(2029, 1, 10))
    people.register_term(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, draft=draft)
    return {"actor": chest.clerk, "household_ids": [chest.rooms["101"]], "fund_id": chest.fund.pk}


def test_nobody_owes_a_renewal_that_the_assembly_did_not_decide(chest: Chest) -> None:
    decided(chest, "屋面维修", matter="other_major")
    ask = founded(chest)
    assert code_of(lambda: services.ask_renewal(now=LATER, **ask)) == "no_vote"
    assert not RenewalNotice.objects.exists()


def test_what_the_whole_estate_decided_is_what_the_notice_stands_on(chest: Chest) -> None:
    assembly = decided(chest, "按首期补足维修资金", matter="raise_maintenance_fund")
    ask, put = founded(chest), {"actor": chest.clerk, "now": LATER, "fund_id": chest.fund.pk}
    assert code_of(lambda: services.put_renewal(**put)) == "decided"
    assert services.ask_renewal(now=LATER, **ask) == 1
    with records.acting(SYSTEM):
        [(_stream, told)] = record.events_of(streams=[chest.fund.stream], kind="funds.renewal_asked")
    assert (told.data["assembly"], told.data["vote"]) == (assembly, 1)


def test_an_assembly_that_is_silent_for_ninety_days_is_not_waited_for(chest: Chest) -> None:
    ask = founded(chest)
    put = {"actor": chest.clerk, "now": NOW, "fund_id": chest.fund.pk}
    services.put_renewal(**put)
    assert code_of(lambda: services.put_renewal(**put)) == "put"
    basis = queries.renewal_basis_of(chest.fund.pk, actor=chest.clerk)
    assert basis is not None
    assert basis.decide_by is not None
    assert code_of(lambda: services.ask_renewal(now=NOW + timedelta(days=90), **ask)) == "waiting"
    assert services.ask_renewal(now=NOW + timedelta(days=100), **ask) == 1
    assert RenewalNotice.objects.count() == 1
    again = queries.renewal_basis_of(chest.fund.pk, actor=chest.clerk)
    assert again is not None
    assert again.decide_by is None, "the next time the assembly is asked anew"


def test_an_estate_without_an_assembly_asks_nobody_to_decide(chest: Chest) -> None:
    put = {"actor": chest.clerk, "now": NOW, "fund_id": chest.fund.pk}
    assert code_of(lambda: services.put_renewal(**put)) == "no_assembly"

"""What some buildings' owners share alone: whose vote it takes, its money in accounts apart, its share for the fund."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from hemei.community.ledgers import queries, services
from hemei.community.ledgers.models import Account, RevenuePart
from hemei.community.ledgers.tests.agreed import agreed_to
from hemei.community.ledgers.tests.conftest import NOW, ROOMS, Purse, made_purse
from hemei.community.ledgers.tests.owners import CALLED, owners_voted
from hemei.community.ledgers.tests.test_contracts import DRAFT, TERMS, registered
from hemei.community.ledgers.tests.test_decided import LIFTS
from hemei.community.ledgers.tests.test_pages import company
from hemei.community.voting import queries as voting
from hemei.community.voting.models import RollUnit
from hemei.community.voting.services import AgendaItem
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Building
from hemei.ground.places.services import BuildingDraft, EntranceDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import DONGFENG, Quarter

pytestmark = pytest.mark.django_db
QUARTER, DAY = date(2026, 7, 1), date(2026, 8, 3)


@pytest.fixture
def town(quarter: Quarter) -> Iterator[Purse]:
    """An estate of three buildings."""
    buildings = [BuildingDraft(name, 6, (EntranceDraft("1单元", ROOMS),)) for name in ("1幢", "2幢", "3幢")]
    with records.acting(SYSTEM):
        yield made_purse(quarter, buildings)


def building(purse: Purse, name: str) -> int:
    return int(Building.objects.get(estate_id=purse.estate, name=name).pk)


def of_third(purse: Purse, **more: object) -> int:
    return registered(purse, replace(DRAFT, buildings=(building(purse, "3幢"),), **more))  # type: ignore[arg-type]


def balances(purse: Purse) -> dict[tuple[str, str], int]:
    rows = queries.accounts_of(purse.ledger, actor=SYSTEM)
    return {(row.code, row.part): row.balance_fen for row in rows if row.balance_fen}


def part(purse: Purse) -> int:
    [found] = queries.parts_of([purse.ledger]).values()
    return found.id


def test_a_contract_of_some_buildings_is_booked_apart_and_the_whole_is_none(town: Purse) -> None:
    contract = of_third(town)
    whole = registered(town, replace(DRAFT, buildings=tuple(building(town, f"{n}幢") for n in (1, 2, 3))))
    rows = {row.id: row.part for row in queries.contracts(queries.ContractFilter(), actor=SYSTEM)}
    assert rows == {contract: "3幢", whole: None}
    again = registered(town, replace(DRAFT, buildings=(building(town, "3幢"),)))
    assert RevenuePart.objects.filter(ledger_id=town.ledger).count() == 1
    services.book_dues(actor=SYSTEM, now=NOW)
    assert balances(town)["advertising", "3幢"] == -2_400_000
    assert balances(town)["advertising", ""] == -1_200_000
    with pytest.raises(Refused, match="选的楼栋不是这个小区的"):
        registered(town, replace(DRAFT, buildings=(again + 10**9,)))


def test_its_vote_is_of_just_these_owners(town: Purse) -> None:
    _assembly, (lifts,) = owners_voted(
        town, (AgendaItem(matter="change_common_parts", title="电梯轿厢做广告"),)
    )
    with pytest.raises(Refused, match="选的表决没有写明这项经营"):
        of_third(town, vote_id=lifts)


def put_of_third(purse: Purse) -> int:
    """Put the business of the third building to its owners."""
    offer = replace(LIFTS, buildings=(building(purse, "3幢"),))
    with records.acting(purse.clerk):
        return services.put_offer(actor=purse.clerk, now=CALLED, ledger_id=purse.ledger, offer=offer)


def test_what_a_building_shares_is_put_to_its_owners_alone_and_allows_no_contract_of_others(
    town: Purse,
) -> None:
    assembly, (lifts,) = owners_voted(town, (), called=put_of_third(town))
    row = voting.assembly(assembly, actor=town.clerk)
    assert row is not None
    assert (row.buildings, "（3幢的业主共有）" in row.agenda[0].title) == (("3幢",), True)
    assert RollUnit.objects.filter(roll__assembly=assembly).count() == len(town.units) // 3
    both = (building(town, "2幢"), building(town, "3幢"))
    for buildings in ((), both):
        with pytest.raises(Refused, match="这次表决的业主不是这份合同的共有业主"):
            registered(town, replace(DRAFT, vote_id=lifts, buildings=buildings))
    with pytest.raises(Refused, match="每季度不低于"):
        of_third(town, vote_id=lifts, terms=replace(TERMS, amount_fen=1))
    assert of_third(town, vote_id=lifts)


def test_the_form_of_a_building_s_contract_is_begun_with_the_building(town: Purse) -> None:
    contract, third = of_third(town), building(town, "3幢")
    clerk = town.quarter.browser(Role.COMMUNITY_CLERK, "东风社区居委会", DONGFENG)
    here = f"/books/{town.ledger}/offers/new?contract={contract}"
    assert f'value="{third}" checked' in clerk.get(here).text
    typed = {"kind": "lift_walls", "place": DRAFT.place, "every": "3", "least": "3000", "months": "12"}
    put = clerk.post(here, {**typed, "buildings": str(third)})
    assert "（3幢的业主共有）" in clerk.get(put.url).text


def earned(purse: Purse) -> int:
    """Let the third building bring much and the rest cost more than it brings; return the part."""
    of_third(purse)
    number = part(purse)
    money = {"actor": SYSTEM, "now": NOW, "ledger_id": purse.ledger, "day": DAY, "note": ""}
    services.record_income(account="advertising", amount_fen=1_000_01, key="a", part_id=number, **money)
    services.record_income(account="parking", amount_fen=500_00, key="b", **money)
    services.record_cost(account="operating_cost", amount_fen=200_00, key="c", part_id=number, **money)
    services.record_cost(account="operating_cost", amount_fen=700_00, key="d", **money)
    return number


def test_its_revenue_less_its_cost_goes_to_its_own_part_of_the_fund(town: Purse) -> None:
    number = earned(town)
    facts = queries.quarter_facts(town.ledger, QUARTER)
    assert facts.owed == {
        number: 400_01
    }  # what all share was lost, and takes nothing from the third building
    entry = services.transfer_to_fund(
        actor=SYSTEM, now=NOW, ledger_id=town.ledger, quarter=QUARTER, day=NOW.date()
    )
    found = balances(town)
    assert (found["into_fund", "3幢"], found["fund_common", "3幢"]) == (400_01, -400_01)
    assert found["fund_bank", ""] == 400_01
    assert (queries.quarter_facts(town.ledger, QUARTER).owed, services.left_by_part(entry)) == (
        {},
        {number: 400_01},
    )
    services.reverse_entry(
        actor=SYSTEM, now=NOW, entry_id=agreed_to(entry), booked_on=NOW.date(), reason="划错了季度"
    )
    assert queries.quarter_facts(town.ledger, QUARTER).owed == {number: 400_01}
    [flow] = queries.flows_of_parts([town.estate], since=QUARTER, until=date(2026, 10, 1))[town.estate]
    assert (flow.part.name, flow.came_fen, flow.went_fen, flow.kept_fen) == (
        "3幢",
        1_000_01,
        200_00,
        800_01,
    )


def test_the_database_keeps_a_part_within_its_own_books(town: Purse, quarter: Quarter) -> None:
    of_third(town)
    row = RevenuePart.objects.get(ledger_id=town.ledger)
    with pytest.raises(DatabaseError), transaction.atomic():
        RevenuePart.objects.filter(pk=row.pk).update(name="2幢")
    for buildings in ([row.buildings[0]] * 2, [10**9], [building(town, "3幢"), building(town, "1幢")]):
        twin = RevenuePart(
            stream=row.stream, scope=row.scope, ledger_id=town.ledger, buildings=buildings, name="x"
        )
        with pytest.raises(DatabaseError, match="buildings of its own estate"), transaction.atomic():
            twin.save(force_insert=True)
    account = Account.objects.filter(ledger_id=town.ledger).first() or Account(
        stream=row.stream, scope=row.scope, ledger_id=town.ledger, code="parking", shared=True
    )
    account.pk, account.code, account.part_id, account.unit_id = None, "parking", row.pk, town.units[0]
    with pytest.raises(DatabaseError, match="ledgers_account_of_one"), transaction.atomic():
        account.save(force_insert=True)


def test_the_page_of_a_contract_says_whose_it_is_and_its_cost_is_entered_apart(town: Purse) -> None:
    client = company(town)
    new = f"/books/{town.ledger}/contracts/new"
    assert "只属于哪几幢楼的业主" in client.get(new).text
    third = building(town, "3幢")
    typed = {
        "kind": "lift_walls", "place": "3幢电梯轿厢", "party": "示范传媒公司", "valid_from": "2026-01-01",
        "valid_until": "2026-12-31", "amount": "100", "every": "3", "due_days": "15", "buildings": str(third),
    }  # fmt: skip
    refused = client.post(new, {**typed, "amount": "0"})
    assert (refused.status_code, f'value="{third}" checked' in refused.text) == (422, True)
    page = client.get(client.post(new, typed).url).text
    assert "3幢的业主" in page
    cost = f"/books/{town.ledger}/cost"
    assert "哪几幢楼的" in client.get(cost).text
    assert part(town)

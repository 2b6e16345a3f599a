"""A unit that the register lets change hands takes its money along, and nobody has to remember to write it down."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.community.funds import queries, services
from hemei.community.funds.models import UnitTransfer
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import told
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

SOLD = TODAY - timedelta(days=3)


def sells(chest: Chest, room: str, day: date, seller: str = "丙") -> None:
    """The register hears that the time of who owned a room ended, as a file says it."""
    unit, town = chest.quarter.units[room], chest.quarter.town
    Ownership.objects.filter(unit_id=unit).update(valid_until=day)
    records.record_event(
        stream=f"people.person:{town.persons[seller]}", type="people.ownership_corrected", actor=SYSTEM, at=NOW,
        scope=chest.fund.scope, data={"unit": unit, "changes": {"valid_until": [None, day.isoformat()]}},
    )  # fmt: skip


def buys(chest: Chest, room: str, day: date, buyer: str = "丁") -> None:
    number = chest.quarter.town.persons[buyer]
    Ownership.objects.create(
        stream=f"people.person:{number}", scope=chest.fund.scope, unit_id=chest.quarter.units[room],
        person_id=number, valid_from=day,
    )  # fmt: skip


def seen_by(chest: Chest, name: str) -> list[tuple[date, int]]:
    owner = Actor(role=Role.RESIDENT, account_id=9, person_id=chest.quarter.town.persons[name])
    return [(row.passed_on, row.balance_fen) for row in queries.own_transfers(actor=owner)]


def test_seller_and_buyer_get_their_statement_when_the_register_hears_of_it(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    buys(chest, "104", SOLD)
    told()
    told()
    assert services.follow_sale(now=NOW, unit_id=chest.quarter.units["104"]) == 0
    assert UnitTransfer.objects.count() == 1
    for name, seen in (("丙", [(SOLD, 300_000)]), ("丁", [(SOLD, 300_000)]), ("乙", [])):
        assert seen_by(chest, name) == seen


def test_a_buyer_who_comes_in_a_later_file_is_found_by_the_calendar(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    sells(chest, "104", SOLD)
    told()
    assert not UnitTransfer.objects.exists()
    buys(chest, "104", SOLD)
    assert (services.follow_sales(now=NOW), services.follow_sales(now=NOW)) == (1, 0)
    assert seen_by(chest, "丁") == [(SOLD, 300_000)]


def test_no_sale_is_what_nobody_sold_or_what_is_to_come(chest: Chest) -> None:
    buys(chest, "203", SOLD)  # nobody owned it before
    sells(chest, "104", TODAY + timedelta(days=1))
    buys(chest, "104", TODAY + timedelta(days=1))
    told()
    assert services.follow_sales(now=NOW) == 0
    assert services.follow_sales(now=NOW + timedelta(days=1)) == 1

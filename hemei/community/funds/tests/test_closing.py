"""An account that is closed within a year has its interest with it: nothing is stranded, nothing credited twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.community.funds import services
from hemei.community.funds.models import Household, UnitTransfer
from hemei.community.funds.rules.interest import Closed, credited, may_settle, years_open
from hemei.community.funds.tests.conftest import SINCE, Chest
from hemei.community.funds.tests.test_rules import TERMS
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import queries as books
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Building
from hemei.ground.records import services as records
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor

LATER = NOW + timedelta(days=90)
"""The year of the refund is over."""


def hand(chest: Chest, name: str = "资金经办人") -> Actor:
    """Return somebody of the authority who owns nothing in the estate."""
    town = chest.quarter.town
    person = town.persons.get(name) or town.person(name, "340102")
    return replace(chest.county, person_id=person)


def gone(chest: Chest, room: str, day: date | None = TODAY) -> None:
    """Let the register say that the building of a room has ended on a day, or stands."""
    with records.acting(SYSTEM):
        building = Household.objects.values_list("building_id", flat=True).get(pk=chest.rooms[room])
        Building.objects.filter(pk=building).update(valid_until=day)


def asked(
    chest: Chest, room: str, day: date = TODAY, reason: str = "房屋拆除，产权已注销", who: str = "资金经办人"
) -> int:
    return services.ask_refund(
        actor=hand(chest, who), now=NOW, household_id=chest.rooms[room], day=day, reason=reason
    )


def closed(chest: Chest, room: str, day: date = TODAY) -> int:
    """Refund a room whose building is gone, by two persons; return what was paid."""
    gone(chest, room, day)
    fen = services.judge_refund(
        actor=hand(chest, "资金复核人"),
        now=NOW,
        refund_id=asked(chest, room, day),
        agrees=True,
        confirmed_at=NOW,
    )
    assert fen is not None
    return fen


def of_year(chest: Chest, year: int) -> tuple[dict[str, int], int]:
    """Credit a year; return what came to which room, and to the common part."""
    found = services.credit_interest(now=LATER, fund_id=chest.fund.pk, year=year)
    assert found is not None
    assert books.slips(using="default") == []
    rooms = {unit: room for room, unit in chest.quarter.units.items()}
    return {rooms[unit]: fen for unit, fen in found.units.items()}, found.common_fen


def test_a_refund_pays_what_the_account_earned_until_its_day(chest: Chest) -> None:
    """303,300 fen earn 1.1 % for the 305 days before 2 November: 2,787.87; a fen of rounding is everybody's."""
    chest.deposit({"101": 300_000, "102": 300_000})
    assert of_year(chest, 2025) == ({"101": 3_300, "102": 3_300}, 0)
    assert closed(chest, "102") == 303_300 + 2_787
    assert chest.balances() == {"fund_bank": 303_300}
    assert of_year(chest, 2026) == ({"101": 3_336}, 1)
    assert {room: fen for room, fen in chest.held().items() if fen} == {"101": 306_636}
    assert chest.balances() == {"fund_bank": 306_637, "fund_common": -1}
    [told] = Event.objects.filter(payload__type="funds.refunded")
    assert told.payload["data"]["interest"] == 2_787


def test_a_year_that_is_over_and_not_credited_yet_goes_along(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "102": 300_000})
    assert closed(chest, "102") == 300_000 + 3_300 + 2_787
    assert of_year(chest, 2025) == ({"101": 3_300}, 0)
    assert of_year(chest, 2026) == ({"101": 3_336}, 1)
    assert chest.balances() == {"fund_bank": 306_637, "fund_common": -1}


def test_an_account_that_was_spent_still_has_what_it_earned(chest: Chest) -> None:
    chest.deposit({**FIRST, "101": 25_003})
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    assert chest.held()["101"] == 25_003 - chest.shares(use)["101"][1]
    earned = 25_003 * 365 * 11_000 // 365_000_000
    assert closed(chest, "101") > earned > 0
    assert chest.held()["101"] == 0


def test_no_account_is_closed_within_a_year_that_is_credited(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "102": 300_000})
    of_year(chest, 2025)
    assert code_of(lambda: closed(chest, "102", date(2025, 12, 31))) == "credited"
    assert chest.held()["102"] == 303_300


def test_a_sale_says_what_the_account_held_and_owed_on_its_day(chest: Chest) -> None:
    """It is written down after a bill took the account's money and left a gap."""
    chest.deposit({**FIRST, "104": 10_000})
    sold, unit, town = TODAY - timedelta(days=60), chest.quarter.units["104"], chest.quarter.town
    Ownership.objects.filter(unit_id=unit).update(valid_until=sold)
    Ownership.objects.create(
        stream=f"people.person:{town.persons['丁']}", scope=chest.fund.scope, unit_id=unit,
        person_id=town.persons["丁"], valid_from=sold,
    )  # fmt: skip
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    assert (chest.held()["104"], chest.shares(use)["104"][2] > 0) == (0, True)
    services.transfer_unit(actor=chest.clerk, now=NOW, household_id=chest.rooms["104"], day=sold)
    [row] = UnitTransfer.objects.all()
    assert (row.balance_fen, row.owed_fen) == (10_000, 0)
    assert sold > SINCE


@pytest.mark.parametrize(("settled", "total"), [(0, 4_951), (1_651, 3_300), (1_650, 3_301), (9_999, 3_300)])
def test_what_a_closed_account_had_is_not_credited_twice_and_nobody_else_pays_for_another_rate(
    settled: int, total: int
) -> None:
    whole = {1: 300_000 * 365, 2: 150_100 * 365}
    found = credited(sum(whole.values()), whole, 2025, TERMS, Closed({2}, settled))
    assert (found.total_fen, found.units, found.common_fen) == (total, {1: 3_300}, total - 3_300)


def test_an_account_is_closed_with_the_interest_of_each_year_it_has_not_had() -> None:
    day = date(2026, 11, 2)
    assert list(years_open(opened_on=date(2024, 3, 1), credited_year=None, closed_on=day)) == [
        2024,
        2025,
        2026,
    ]
    assert list(years_open(opened_on=date(2024, 3, 1), credited_year=2025, closed_on=day)) == [2026]
    assert [one.code for one in may_settle(2026, day).reasons] == ["credited"]
    assert may_settle(2025, day).allowed
    assert may_settle(None, day).allowed

"""What a list of the fund costs: as many statements for many rows as for one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hemei.community.funds import services
from hemei.community.funds.tests.conftest import EARLIER, SINCE, Chest
from hemei.community.funds.tests.test_pages import browser
from hemei.community.ledgers import services as ledgers
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places import services as places
from hemei.ground.places.models import Estate
from hemei.ground.places.queries import EstateKind
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.leadership.duties.tests.conftest import DONGFENG

MANY = 20


@pytest.fixture(autouse=True)
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True


def spent(client: Client, rows: dict[str, str]) -> dict[str, int]:
    """Return how many statements each page takes; each shows its last row, so that the rows are really there."""
    found = {}
    for address, last in rows.items():
        client.get(address)  # what is kept between requests is kept
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        assert page.status_code == 200, address
        assert last in page.text, (address, last)
        found[address] = len([one for one in seen if "SAVEPOINT" not in one["sql"]])
    return found


def another(chest: Chest, number: int) -> None:
    """One estate more with a fund of its own."""
    draft = places.EstateDraft(
        name=f"第{number}小区", kind=EstateKind.COMMODITY, community_id=chest.quarter.town.place(DONGFENG),
        address="长江路3号", built_area_dm2=30_000, households=3, valid_from=date(2025, 1, 1),
    )  # fmt: skip
    with records.acting(SYSTEM):
        [estate] = places.add_estates(actor=SYSTEM, now=EARLIER, drafts=[draft], source="test")
        ledgers.open_ledger(actor=SYSTEM, now=EARLIER, estate_id=estate, opened_on=SINCE)
        services.open_fund(actor=SYSTEM, now=EARLIER, estate_id=estate, opened_on=SINCE)


def test_each_list_costs_the_same_for_one_row_as_for_twenty(chest: Chest) -> None:
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    estate = Estate.objects.get(pk=chest.quarter.estate)
    rooms = sorted(chest.rooms)
    costs = []
    for rows in (1, MANY):
        chest.deposit(dict.fromkeys(rooms[:rows], 1_000), receipt=f"r{rows}")
        for number in range(2, rows + 1):
            another(chest, number)
        for number in range(1 if rows == 1 else 2, rows + 1):
            chest.plan(title=f"第{number}次维修")
        name = estate.name if rows == 1 else f"第{rows}小区"
        room, use = rooms[min(rows, len(rooms)) - 1], f"第{rows}次维修"
        costs.append(
            spent(
                county,
                {
                    "/funds": name, "/funds/households?state=short": estate.name,
                    "/funds/uses?state=open": use, f"/funds/estates/{estate.code}": use,
                    f"/funds/estates/{estate.code}/doors": room,
                },
            )
        )  # fmt: skip
    assert costs[0] == costs[1]

"""A fund begins in a real installation: accounts opened on a page, balances and deposits taken in from a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from hemei.community.funds import queries, services
from hemei.community.funds.models import Fund, Household
from hemei.community.funds.tests.conftest import EARLIER, SINCE, Chest
from hemei.community.funds.tests.test_pages import HOME, browser
from hemei.community.funds.tests.test_services import code_of
from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.purses import services as purses
from hemei.community.voting.tests.conftest import made_quarter
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.places.models import Estate, PropertyUnit
from hemei.ground.records import services as records
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

OPENING = ["小区", "楼栋", "单元", "房号", "累计交存（元）", "余额（元）", "余额日期"]
DEPOSIT = ["小区", "楼栋", "单元", "房号", "交存金额（元）", "交存日期", "凭据编号"]


@pytest.fixture(autouse=True)
def demo(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True


def door(chest: Chest, room: str) -> list[str]:
    unit = PropertyUnit.objects.select_related("estate", "building", "entrance").get(
        pk=chest.quarter.units[room]
    )
    return [unit.estate.name, unit.building.name, unit.entrance.name if unit.entrance else "", room]


def take_in(
    chest: Chest, register: str, header: list[str], *rows: list[str], **more: bool
) -> importing.seen.ImportRow:
    return importing.take_in(chest.county, NOW, importing.comma(header, *rows), register, **more)


@pytest.mark.django_db
def test_the_authority_opens_the_accounts_of_an_estate_on_the_page() -> None:
    quarter = made_quarter()
    chest = Chest(quarter, quarter.clerk, quarter.clerk, Fund(), {})
    with records.acting(SYSTEM):
        bureau = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
        community = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
        assert community.get("/funds/opening").status_code == 403
        assert "建立分户账" not in community.get("/funds").text
        assert "/funds/opening" in bureau.get("/funds").text
        for books, there in (("", True), ("no", True), ("yes", False), ("x", True)):
            told = bureau.get("/funds/opening", {"books": books}).text
            assert ("请先由社区或街道建账" in told, "没有符合条件的小区" in told) == (there, not there)
        ledgers.open_ledger(actor=SYSTEM, now=EARLIER, estate_id=quarter.estate, opened_on=SINCE)
        code = Estate.objects.get(pk=quarter.estate).code
        assert "8套房屋" in bureau.get("/funds/opening").text
        typed = {"estate": code, "opened_on": (SINCE - timedelta(days=1)).isoformat()}
        early = bureau.post("/funds/opening", typed)
        assert (early.status_code, "还没有账簿" in early.text) == (422, True)
        done = bureau.post("/funds/opening", {**typed, "opened_on": SINCE.isoformat()}, follow=True)
        assert all(words in done.text for words in ("已建立分户账", "用表格导入期初余额", "funds.openings"))
        assert (Household.objects.count(), "您辖区的小区都有分户账" in bureau.get("/funds/opening").text) == (
            8,
            True,
        )


@pytest.mark.django_db
def test_a_fund_begins_in_no_closed_month_where_its_balances_could_not_come_in() -> None:
    estate = made_quarter().estate
    with records.acting(SYSTEM):
        ledger = ledgers.open_ledger(actor=SYSTEM, now=EARLIER, estate_id=estate, opened_on=SINCE)
        ledgers.close_books(actor=SYSTEM, now=NOW, ledger_id=ledger, until=TODAY.replace(day=1))
        with pytest.raises(Refused, match="那一天的期初余额记不进去"):
            services.open_fund(actor=SYSTEM, now=NOW, estate_id=estate, opened_on=SINCE)
        assert services.open_fund(actor=SYSTEM, now=NOW, estate_id=estate, opened_on=TODAY.replace(day=1))


def test_units_registered_later_get_their_account(chest: Chest) -> None:
    first = PropertyUnit.objects.get(pk=chest.quarter.units["101"])
    first.pk, first.room = 1_000_003, "901"
    first.save(force_insert=True)
    estate, code = chest.quarter.estate, Estate.objects.get(pk=chest.quarter.estate).code
    assert queries.units_without_account(estate, on=TODAY) == 1
    bureau = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    assert "1套房屋没有分户账" in bureau.get(f"/funds/estates/{code}").text
    assert (services.open_missing(now=NOW), services.open_missing(now=NOW)) == (1, 0)
    assert Household.objects.filter(unit_id=1_000_003).exists()
    first.pk, first.room = 1_000_033, "902"
    first.save(force_insert=True)
    bureau.post(f"/funds/estates/{code}", {"act": "open"})
    assert queries.units_without_account(estate, on=TODAY) == 0


def test_what_households_held_comes_in_from_a_file_once(chest: Chest) -> None:
    rows = (
        [*door(chest, "101"), "10010.00", "8350.27", "2025-01-01"],
        [*door(chest, "103"), "500", "0", "2025-01-01"],
        [*door(chest, "P1"), "500", "1.00", "2025-01-01"],
        [*door(chest, "104"), "500", "1.005", "2025-01-01"],
    )
    row = take_in(chest, "funds.openings", OPENING, *rows, good_rows=True)
    assert (row.new, row.same, row.bad) == (2, 0, 2), (
        "a parking space deposits nothing, and no fen is rounded"
    )
    assert (chest.held()["101"], chest.balances()["fund_bank"]) == (835_027, 835_027)
    assert Household.objects.get(pk=chest.rooms["103"]).deposited_fen == 50_000
    again = take_in(chest, "funds.openings", OPENING, *rows[:2])
    assert (again.new, again.same, chest.balances()["fund_bank"]) == (0, 2, 835_027)
    other = take_in(
        chest, "funds.openings", OPENING, [*door(chest, "101"), "10010", "9000", "2025-01-01"], good_rows=True
    )
    assert (other.new, other.bad, chest.held()["101"]) == (0, 1, 835_027)
    assert books.slips(using="default") == []


def test_deposits_come_in_from_a_file_and_a_receipt_counts_once(chest: Chest) -> None:
    rows = (
        [*door(chest, "101"), "5000.50", "2025-01-01", "票 1"],
        [*door(chest, "102"), "0.01", "2025-01-01", "票2"],
    )
    row = take_in(chest, "funds.deposits", DEPOSIT, *rows)
    assert (row.new, row.bad, chest.held()) == (2, 0, {"101": 500_050, "102": 1})
    again = take_in(
        chest,
        "funds.deposits",
        DEPOSIT,
        *rows,
        [*door(chest, "104"), "1", "2025-01-01", "票1"],
        good_rows=True,
    )
    assert (again.new, again.same, again.bad) == (0, 2, 1)
    assert queries.deposit_at(chest.fund.pk, "票1", actor=SYSTEM) is not None
    with pytest.raises(Refused) as caught:
        importing.undo(chest.county, NOW, row.id)
    assert caught.value.decision.reasons[0].code == "kept"
    assert (chest.held()["101"], books.slips(using="default")) == (500_050, [])


def test_nobody_takes_over_a_balance_of_his_own_nor_into_a_credited_year(chest: Chest) -> None:
    act = {"now": NOW, "fund_id": chest.fund.pk, "held": {chest.rooms["101"]: (500, 400)}}
    owner = replace(chest.county, person_id=chest.quarter.town.persons["甲"])
    assert code_of(lambda: services.take_over(actor=owner, on=SINCE, **act)) == "own_unit"
    services.credit_due(now=NOW)
    assert code_of(lambda: services.take_over(actor=chest.county, on=SINCE, **act)) == "credited"
    ahead = TODAY + timedelta(days=1)
    assert code_of(lambda: services.take_over(actor=chest.county, on=ahead, **act)) == "future"
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledgers_entry where source_key like 'fund-opening:%'")
        assert cursor.fetchone()[0] == 0


def test_an_owner_reads_why_his_account_began_with_less_than_was_deposited(chest: Chest) -> None:
    why = "期初是接管以前交存扣除已经使用以后剩下的"
    owner = browser(chest, Role.RESIDENT, "", HOME, "丙")
    assert why not in owner.get("/funds/mine").text
    held = {chest.rooms["104"]: (837_200, 351_624)}
    services.take_over(actor=chest.county, now=NOW, fund_id=chest.fund.pk, held=held, on=SINCE)
    page = owner.get("/funds/mine").text
    assert (why in page, "8,372.00" in page, "+3,516.24" in page) == (True, True, True)


NUMBER = "6222021001119999001"
HEAD = "账号,交易日期,交易流水号,借方发生额,贷方发生额,余额,对方户名,摘要"
STATEMENT = f"{HEAD}\n{NUMBER},2025-01-31,F1,,9000.00,9000.00,,结转"


def test_balances_of_days_the_bank_told_already_say_both_sums_before_they_are_taken(chest: Chest) -> None:
    with records.acting(SYSTEM):
        account = purses.enter_fund_account(
            actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, bank="徽商银行", holder="专户", number=NUMBER,
            opened_on=SINCE,
        )  # fmt: skip
    purses.take_statement(
        actor=chest.county, now=NOW, account_id=account, name="专户.csv", raw=STATEMENT.encode(),
        covers=(SINCE, date(2025, 1, 31)),
    )  # fmt: skip
    rows = [
        [*door(chest, "101"), "10010.00", "8350.27", "2025-01-01"],
        [*door(chest, "103"), "700", "649.73", "2025-01-31"],
        [*door(chest, "104"), "500", "99.00", "2025-02-01"],
    ]
    county = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    for several, gap in ((rows[:1], "649.73"), (rows, "")):
        [number] = importing.begin(chest.county, NOW, importing.comma(OPENING, *several), "funds.openings")
        checked = importing.check(chest.county, NOW, number, batch=1)
        assert [one.values["gap"] for one in checked.notes] == ([gap] if gap else [])
        page = county.get(f"/data/imports/{number}").text
        said = "2025-01-31账簿是8,350.27元，银行是9,000.00元，相差649.73元"
        assert (said in page, checked.bad) == (bool(gap), 0)
    written = importing.write(chest.county, NOW, number)
    assert (written.new, written.notes, chest.balances()["fund_bank"]) == (3, (), 909_900)

"""A fund through its services: deposits, interest, uses shared to the fen, gaps, sale, refund, handover."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.funds import queries, services
from hemei.community.funds.models import Fund, Household, Interest, RenewalNotice, Share, Use
from hemei.community.funds.rules.words import Level, Path
from hemei.community.funds.services import Item
from hemei.community.funds.tests.conftest import SINCE, Chest
from hemei.community.ledgers import queries as books
from hemei.community.ledgers import services as ledgers
from hemei.community.voting import services as voting
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records.models import Event
from hemei.kernel.decision import Refused

FIRST = {"101": 500_050, "102": 500_100, "103": 500_150, "104": 500_200}
"""What the four units of the first building deposit first: 50 yuan a m2 of 10,001 dm2 and on."""


def code_of(act: object) -> str:
    with pytest.raises(Refused) as caught:
        act()  # type: ignore[operator]
    return caught.value.decision.reasons[0].code


def test_a_fund_has_an_account_for_each_unit_that_deposits(chest: Chest) -> None:
    rows = {row.unit.room: row for row in Household.objects.select_related("unit")}
    assert set(rows) == set(chest.quarter.units) - {"P1"}
    assert {room: rows[room].first_fen for room in FIRST} == FIRST
    again = services.open_fund(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, opened_on=SINCE)
    assert (again, Fund.objects.count(), Household.objects.count()) == (chest.fund.pk, 1, 8)


def test_a_deposit_is_booked_once_and_no_first_deposit_is_exceeded(chest: Chest) -> None:
    first = chest.deposit(FIRST)
    assert chest.deposit(FIRST) == first
    assert chest.held() == FIRST
    assert chest.balances() == {"fund_bank": sum(FIRST.values())}
    assert code_of(lambda: chest.deposit({"201": 400_051}, receipt="r2")) == "more_than_first"
    assert code_of(lambda: chest.deposit({"201": 0}, receipt="r2")) == "amount"
    assert code_of(lambda: chest.deposit({"201": -5}, receipt="r2")) == "amount"
    assert code_of(lambda: chest.deposit({"201": 1}, receipt=" ")) == "receipt"
    assert code_of(lambda: chest.deposit({"201": 1}, on=TODAY + timedelta(days=1), receipt="r2")) == "future"
    chest.rooms["elsewhere"] = 999_999
    assert code_of(lambda: chest.deposit({"elsewhere": 1}, receipt="r2")) == "unit"
    chest.deposit({"101": 7}, receipt="r3")  # beyond the first deposit: a renewal
    assert Household.objects.get(pk=chest.rooms["101"]).deposited_fen == FIRST["101"] + 7


@pytest.mark.parametrize(
    ("fen", "on", "field"),
    [
        ({"101": 500_049}, SINCE, "amount"),
        ({"102": 500_050}, SINCE, "unit"),
        ({"101": 500_050, "102": 1}, SINCE, "unit"),
        ({"101": 500_050}, SINCE + timedelta(days=1), "paid_on"),
    ],
)
def test_a_receipt_that_was_entered_otherwise_is_refused_by_what_differs(
    chest: Chest, fen: dict[str, int], on: date, field: str
) -> None:
    first = {"101": 500_050}
    entry = chest.deposit(first)
    with pytest.raises(Refused) as caught:
        chest.deposit(fen, on=on)
    assert [(one.field, one.code) for one in caught.value.decision.reasons] == [(field, "receipt_used")]
    assert (chest.held(), chest.deposit(first)) == (first, entry), "the very same is harmless"


def test_nobody_reverses_by_hand_what_an_act_on_the_fund_booked(chest: Chest) -> None:
    entry = chest.deposit({"101": 500_050})
    act = {"now": NOW, "entry_id": entry, "booked_on": TODAY, "reason": "记错了小区"}
    assert code_of(lambda: ledgers.reverse_entry(actor=chest.company, **act)) == "follows"
    assert chest.held() == {"101": 500_050}


def test_a_years_interest_is_credited_once_by_the_day(chest: Chest) -> None:
    chest.deposit({"101": 300_000, "102": 300_001}, on=date(2025, 1, 1))
    chest.deposit({"103": 300_000}, on=date(2025, 12, 31), receipt="late")
    found = services.credit_interest(now=NOW, fund_id=chest.fund.pk, year=2025)
    assert found is not None
    assert found.units == {
        chest.quarter.units["101"]: 3_300, chest.quarter.units["102"]: 3_300, chest.quarter.units["103"]: 9
    }  # fmt: skip
    assert (found.total_fen, found.common_fen) == (6_609, 0)
    assert services.credit_interest(now=NOW, fund_id=chest.fund.pk, year=2025) is None
    assert chest.held()["101"] == 303_300
    assert Interest.objects.get().households == 3
    assert queries.funds_without_interest(2025) == []
    assert code_of(lambda: services.credit_interest(now=NOW, fund_id=chest.fund.pk, year=2026)) == "early"
    assert books.slips(using="default") == []


def test_who_is_short_is_asked_once_and_settles_by_depositing(chest: Chest) -> None:
    chest.deposit({"101": 150_014, "102": 150_030})
    asked = {"actor": chest.clerk, "now": NOW, "fund_id": chest.fund.pk}
    ids = [chest.rooms["101"], chest.rooms["102"]]
    assert services.ask_renewal(household_ids=ids, **asked) == 1  # 102 stands at exactly thirty per cent
    [notice] = RenewalNotice.objects.all()
    assert (notice.household_id, notice.asked_fen) == (chest.rooms["101"], 350_036)
    assert code_of(lambda: services.ask_renewal(household_ids=ids, **asked)) in {"asked", "not_short"}
    chest.deposit({"101": 1}, on=TODAY, receipt="r2")
    notice.refresh_from_db()
    assert notice.settled_on == TODAY
    row = queries.fund_of(chest.quarter.estate, actor=chest.clerk, on=TODAY)
    assert row is not None
    assert (row.households, row.short, row.units_fen) == (8, 6, 300_045)


def test_a_bill_is_shared_paid_from_accounts_and_gaps_are_owed_until_paid(chest: Chest) -> None:
    chest.deposit({"101": 100_000, "102": 100_000, "103": 10_000, "104": 100_000})
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    shares = chest.shares(use)
    assert sum(one[0] for one in shares.values()) == 100_000
    assert shares["103"] == (25_001, 10_000, 15_001)
    assert shares["101"][2] == 0
    assert chest.balances() == {"fund_bank": 310_000 - 84_999, "fund_owed": -15_001}
    gap = Share.objects.get(use_id=use, household_id=chest.rooms["103"])
    paid = {"now": NOW, "use_id": use, "share_id": gap.pk, "day": TODAY, "receipt": "g 1"}
    services.pay_gap(actor=chest.county, **paid)
    assert chest.balances() == {"fund_bank": 310_000 - 84_999}
    assert code_of(lambda: services.pay_gap(actor=chest.county, **paid)) == "no_gap"
    [facts] = queries.fund_facts([chest.quarter.estate], queries.year_of(2026)).values()
    assert (facts.deposits_fen, facts.used_fen, facts.balance_fen) == (0, 84_999, 225_001)
    assert [(one.use_id, one.bill_fen, one.households) for one in facts.spent] == [(use, 100_000, 4)]
    assert books.slips(using="default") == []
    assert code_of(lambda: chest.pay_approved(use)) == "state"


def test_the_developer_bears_what_is_unsold_and_its_account_is_not_touched(chest: Chest) -> None:
    chest.deposit(dict.fromkeys(("201", "202", "203", "204"), 100000))
    use = chest.plan(building_id=chest.building("2幢"), title="2幢外墙", part="wall")
    chest.to_accepted(use)
    chest.pay(use)
    payers = dict(Share.objects.filter(use_id=use).values_list("household__unit__room", "payer"))
    assert payers == {"201": "owner", "202": "owner", "203": "developer", "204": "developer"}
    assert chest.held()["203"] == 100_000


def test_what_was_spent_since_the_bill_is_not_spent_twice(chest: Chest) -> None:
    chest.deposit(dict.fromkeys(FIRST, 25010))
    first, second = chest.plan(), chest.plan(title="1幢落水管", part="drains")
    for use in (first, second):
        chest.to_accepted(use)
        services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
        chest.approve(use)
    for use in (first, second):
        chest.pay_approved(use)
    assert min(chest.held().values()) >= 0
    assert sum(one[1] for one in chest.shares(second).values()) == 40
    assert books.slips(using="default") == []


def test_a_bill_too_far_over_its_budget_waits_for_what_is_applied_for_anew(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.to_accepted(use)
    bill = {"actor": chest.clerk, "now": NOW, "use_id": use, "audit": ""}
    assert code_of(lambda: services.bill_use(bill_fen=110_001, **bill)) == "excess"
    more = chest.plan(title="1幢屋面防水增项", items=(Item("增项", 5_000),), supplement_of=use)
    chest.carry(more)
    assert chest.state(more) == "merged"
    services.bill_use(bill_fen=115_000, **bill)
    assert chest.state(use) == "billed"
    services.return_use(actor=chest.county, now=NOW, use_id=use, reason="发票不全，请补齐")
    services.bill_use(bill_fen=110_000, **bill)
    assert sum(one[0] for one in chest.shares(use).values()) == 110_000
    assert code_of(lambda: chest.plan(supplement_of=999)) == "not_found"


def test_who_is_not_entitled_or_elsewhere_plans_clears_and_pays_nothing(chest: Chest) -> None:
    assert code_of(lambda: chest.plan(actor=chest.county)) == "role"
    assert code_of(lambda: chest.plan(building_id=999_999)) == "not_found"
    assert code_of(lambda: chest.plan(part="warranty")) == "excluded"
    assert code_of(lambda: chest.plan(fund_id=999_999)) == "not_found"
    use = chest.plan(actor=chest.company)
    assert code_of(lambda: chest.approve(use)) == "state"
    assert code_of(lambda: chest.approve(use, chest.clerk)) == "authority"
    services.withdraw_use(actor=chest.company, now=NOW, use_id=use, reason="重新做方案")
    assert chest.state(use) == "withdrawn"


def test_those_who_share_the_cost_vote_and_only_a_published_result_carries_the_use(chest: Chest) -> None:
    use = chest.plan()
    assembly = services.call_vote(actor=chest.clerk, now=NOW, use_id=use)
    row = Use.objects.select_related("assembly").get(pk=use)
    assert row.assembly is not None
    assert (row.state, row.assembly.buildings) == ("voting", ["1幢"])
    early = lambda: services.begin_works(  # noqa: E731 - the same act twice
        actor=chest.clerk, now=NOW, use_id=use, day=TODAY, contractor="合城", chosen_by="direct", offers=1
    )
    assert code_of(early) == "state"
    opens = TODAY + timedelta(days=16)
    voting.notice_assembly(
        actor=chest.clerk, now=NOW, assembly_id=assembly, opens_on=opens, closes_at=NOW + timedelta(days=26)
    )
    roll = row.assembly.__class__.objects.get(pk=assembly).roll
    assert roll is not None
    assert roll.units.count() == 4
    for room in ("101", "102", "103", "104"):
        chest.quarter.cast(roll, room, "for", at=NOW + timedelta(days=17))
    services.take_result(actor=SYSTEM, now=NOW, assembly_id=assembly)
    assert chest.state(use) == "voting"
    after = NOW + timedelta(days=27)
    voting.close_assembly(actor=chest.clerk, now=after, assembly_id=assembly)
    voting.judge_assembly(actor=chest.clerk, now=after, assembly_id=assembly)
    voting.publish_result(actor=chest.clerk, now=after, assembly_id=assembly)
    services.take_result(actor=SYSTEM, now=after, assembly_id=assembly)
    services.take_result(actor=SYSTEM, now=after, assembly_id=assembly)
    assert chest.state(use) == "cleared"
    assert Event.objects.filter(payload__type="funds.vote_taken").count() == 1
    day, act = after.date(), {"now": after, "use_id": use}
    services.begin_works(
        actor=chest.clerk, day=day, contractor="合城防水公司", chosen_by="direct", offers=1, **act
    )
    services.accept_works(actor=chest.clerk, day=day, **act)
    chest.papers(use)
    services.bill_use(actor=chest.clerk, bill_fen=99_999, audit="", **act)
    chest.approve(use, chest.county, after)
    chest.pay_approved(use, chest.cashier, after, day)
    assert (chest.state(use), sum(one[0] for one in chest.shares(use).values())) == ("paid", 99_999)


def test_an_entrance_alone_votes_on_its_own_cost(chest: Chest) -> None:
    building = chest.building("1幢")
    row = Household.objects.select_related("unit").get(pk=chest.rooms["101"])
    use = chest.plan(
        level=Level.ENTRANCE, building_id=building, entrance_id=row.unit.entrance_id, title="1单元门禁", part="security"
    )  # fmt: skip
    services.call_vote(actor=chest.clerk, now=NOW, use_id=use)
    found = Use.objects.select_related("assembly").get(pk=use)
    assert found.assembly is not None
    assert found.assembly.buildings == ["1幢1单元"]
    assert Path.ORDINARY.value == found.path

"""Where there is an assembly, it decides how who is short renews; only where it is silent the city's rule holds."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.community.funds import queries, services
from hemei.community.funds.models import RenewalNotice
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import decided
from hemei.community.funds.tests.test_services import code_of
from hemei.community.voting import services as voting
from hemei.community.voting.models import Roll, RollUnit
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermDraft, TermKind
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
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


def voted(chest: Chest, title: str, *parts: str) -> int:
    """Let the owners of parts of the estate vote to raise the fund in the weeks before LATER; return the meeting."""
    item = voting.AgendaItem(matter="raise_maintenance_fund", title=title)
    draft = voting.AssemblyDraft(
        estate_id=chest.quarter.estate, kind="regular", called_by="residents_committee", ground="no_committee",
        title=title, key=title, agenda=(item,), buildings=parts,
    )  # fmt: skip
    act = {"actor": chest.clerk, "assembly_id": voting.call_assembly(actor=chest.clerk, now=NOW, draft=draft)}
    opens, after = TODAY + timedelta(days=16), NOW + timedelta(days=27)
    voting.notice_assembly(now=NOW, opens_on=opens, closes_at=NOW + timedelta(days=26), **act)
    roll = Roll.objects.get(assembly=act["assembly_id"])
    for room in RollUnit.objects.filter(roll=roll).values_list("unit__room", flat=True):
        chest.quarter.cast(roll, room, "for", at=NOW + timedelta(days=17))
    for step in (voting.close_assembly, voting.judge_assembly, voting.publish_result):
        step(now=after, **act)
    return int(act["assembly_id"])


def everybody(chest: Chest, asking: dict[str, object]) -> dict[str, object]:
    return {**asking, "household_ids": list(chest.rooms.values())}


def test_a_building_that_voted_asks_its_households_and_no_other(chest: Chest) -> None:
    meeting = voted(chest, "1幢续筹维修资金，补足到首期的60%，2029年6月30日前交齐", "1幢")
    ask, put = founded(chest), {"actor": chest.clerk, "now": LATER, "fund_id": chest.fund.pk}
    own = set(chest.fund.households.filter(building__name="1幢").values_list("pk", flat=True))
    others = [number for number in chest.rooms.values() if number not in own]
    assert others
    assert code_of(lambda: services.ask_renewal(now=LATER, **{**ask, "household_ids": others})) == "no_vote"
    assert services.ask_renewal(now=LATER, **everybody(chest, ask)) == len(own)
    notices = {row.household_id: row for row in RenewalNotice.objects.select_related("household")}
    assert set(notices) == own
    first = notices[chest.rooms["101"]].household.first_fen
    assert notices[chest.rooms["101"]].asked_fen == first * 60 // 100 - 1_000, "no more than was decided"
    with records.acting(SYSTEM):
        [(_stream, told)] = record.events_of(streams=[chest.fund.stream], kind="funds.renewal_asked")
    assert (told.data["assembly"], told.data["vote"]) == (meeting, 1)
    services.put_renewal(**put)  # the estate has decided nothing


def test_a_vote_asks_no_more_than_it_decided_and_not_after_its_last_day(chest: Chest) -> None:
    last = (LATER + timedelta(days=20)).date()
    voted(chest, f"续筹维修资金，每平方米2元，{last.year}年{last.month}月{last.day}日前交齐")
    ask = founded(chest)
    assert services.ask_renewal(now=LATER, **ask) == 1
    notice = RenewalNotice.objects.select_related("household").get()
    assert (notice.asked_fen, notice.due_on) == (notice.household.area_dm2 * 2, last)
    paid = services.DepositDraft(
        fund_id=chest.fund.pk, fen={chest.rooms["101"]: notice.asked_fen}, paid_on=notice.noticed_on, receipt="renewed"
    )  # fmt: skip
    services.deposit(actor=chest.county, now=LATER, draft=paid)
    notice.refresh_from_db()
    assert notice.settled_on == notice.noticed_on, "it paid all it was asked, and is short still"
    assert code_of(lambda: services.ask_renewal(now=LATER, **ask)) == "asked_by_it"
    over = LATER + timedelta(days=20)
    assert code_of(lambda: services.ask_renewal(now=over, **ask)) == "term_over"
    services.put_renewal(actor=chest.clerk, now=over, fund_id=chest.fund.pk)


def test_a_vote_without_a_last_day_is_for_one_renewal_and_one_without_an_amount_for_none(
    chest: Chest,
) -> None:
    voted(chest, "续筹维修资金", "2幢")
    voted(chest, "按首期补足维修资金", "1幢")
    ask = everybody(chest, founded(chest))
    second = chest.fund.households.filter(building__name="2幢").values_list("pk", flat=True)
    asked = {**ask, "household_ids": list(second)}
    assert code_of(lambda: services.ask_renewal(now=LATER, **asked)) == "no_amount"
    assert services.ask_renewal(now=LATER, **ask) > 0
    RenewalNotice.objects.update(settled_on=LATER.date())
    assert code_of(lambda: services.ask_renewal(now=LATER + timedelta(days=400), **ask)) == "used_up"

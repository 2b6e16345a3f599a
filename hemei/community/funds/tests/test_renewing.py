"""Where there is an assembly, it decides how who is short renews; only where it is silent the city's rule holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from hemei.community.funds import queries, services
from hemei.community.funds.models import RenewalNotice
from hemei.community.funds.services import Terms
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import decided
from hemei.community.funds.tests.test_services import code_of
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly, Roll, RollUnit
from hemei.community.voting.services import Choice
from hemei.community.voting.tests.adopting import SHOWN
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermDraft, TermKind
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records

LATER = NOW + timedelta(days=28)
SILENT = NOW + timedelta(days=100)
UNTIL = date(2029, 6, 30)
CITED = voting.Cited(decision="业委会〔2026〕9号", scan=SHOWN)
TERMS = Terms(2_000, None, UNTIL)


def founded(chest: Chest) -> dict[str, object]:
    """Let the estate have an assembly and a household that is short; return how it is asked to renew."""
    chest.deposit({"101": 1_000})
    draft = TermDraft(TermKind.FIRST, 5, date(2025, 1, 10), date(2025, 1, 10), date(2029, 1, 10))
    people.register_term(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, draft=draft)
    return {"actor": chest.clerk, "household_ids": [chest.rooms["101"]], "fund_id": chest.fund.pk}


def put(
    chest: Chest,
    now: datetime = NOW,
    *,
    terms: Terms = TERMS,
    cited: voting.Cited = CITED,
) -> int:
    """Put to the owners how to renew; return the meeting."""
    return services.put_renewal(actor=chest.clerk, now=now, fund_id=chest.fund.pk, terms=terms, cited=cited)


def test_nobody_owes_a_renewal_that_the_assembly_did_not_decide(chest: Chest) -> None:
    decided(chest, "屋面维修", matter="other_major")
    ask = founded(chest)
    assert code_of(lambda: services.ask_renewal(now=LATER, **ask)) == "no_vote"
    assert not RenewalNotice.objects.exists()


def test_what_the_whole_estate_decided_is_what_the_notice_stands_on(chest: Chest) -> None:
    assembly = decided(chest, "按首期补足维修资金", matter="raise_maintenance_fund")
    ask = founded(chest)
    assert code_of(lambda: put(chest, LATER)) == "decided"
    assert services.ask_renewal(now=LATER, **ask) == 1
    with records.acting(SYSTEM):
        [(_stream, told)] = record.events_of(streams=[chest.fund.stream], kind="funds.renewal_asked")
    assert (told.data["assembly"], told.data["vote"]) == (assembly, 1)


def test_putting_it_to_the_assembly_calls_its_meeting_in_those_words(chest: Chest) -> None:
    founded(chest)
    row = Assembly.objects.get(pk=put(chest))
    [item] = row.agenda
    assert (item["matter"], item["title"]) == (
        "raise_maintenance_fund", "续筹维修资金，每平方米20元，2029年6月30日前交齐",
    )  # fmt: skip
    assert (row.called_by, row.ground) == ("committee", "rules_of_procedure")
    assert code_of(lambda: put(chest)) == "put"


def test_who_enters_it_for_the_committee_cites_what_it_decided(chest: Chest) -> None:
    founded(chest)
    assert code_of(lambda: put(chest, cited=voting.NOTHING_CITED)) == "committee_decision"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(None, None, UNTIL), "how_much"),
        (Terms(2_000, 60, UNTIL), "how_much"),
        (Terms(0, None, UNTIL), "per_m2"),
        (Terms(None, 101, UNTIL), "percent"),
        (Terms(2_000, None, None), "until"),
        (Terms(2_000, None, TODAY), "until"),
    ],
)
def test_a_question_says_how_much_and_until_when(chest: Chest, terms: Terms, code: str) -> None:
    founded(chest)
    assert code_of(lambda: put(chest, terms=terms)) == code
    assert not Assembly.objects.exists()


def test_an_assembly_that_is_silent_for_ninety_days_is_not_waited_for(chest: Chest) -> None:
    ask = founded(chest)
    meeting = put(chest)
    by = {**ask, "actor": chest.county}
    assert code_of(lambda: services.ask_renewal(now=NOW + timedelta(days=90), **by)) == "waiting"
    assert code_of(lambda: services.ask_renewal(now=SILENT, **by)) == "runs", "no owner was asked"
    vote_on(chest, meeting, "for", rooms=("101",))
    assert code_of(lambda: services.ask_renewal(now=SILENT, **ask)) == "own_hand"
    assert services.ask_renewal(now=SILENT, **by) == 1
    assert RenewalNotice.objects.count() == 1
    again = queries.renewal_basis_of(chest.fund.pk, actor=chest.clerk)
    assert again is not None
    assert again.question is None, "the next time the assembly is asked anew"


def test_the_owners_no_is_an_answer_and_nobody_is_asked_by_the_citys_rule(chest: Chest) -> None:
    ask = {**founded(chest), "actor": chest.county}
    vote_on(chest, put(chest), "against")
    for at in (LATER, SILENT):
        assert code_of(lambda at=at: services.ask_renewal(now=at, **ask)) == "refused"
    assert not RenewalNotice.objects.exists()
    assert put(chest, LATER), "they may be asked once more"


def test_a_no_of_the_owners_of_a_part_is_an_answer_for_its_households(chest: Chest) -> None:
    ask = {**founded(chest), "actor": chest.county}
    vote_on(chest, put(chest), "for", rooms=("201",))
    vote_on(chest, called(chest, "1幢续筹维修资金，每平方米20元，2029年6月30日前交齐", "1幢"), "against")
    assert code_of(lambda: services.ask_renewal(now=SILENT, **ask)) == "refused"
    others = chest.fund.households.exclude(building__name="1幢").values_list("pk", flat=True)
    assert services.ask_renewal(now=SILENT, **{**ask, "household_ids": list(others)}) > 0


def test_a_question_whose_meeting_was_called_off_is_put_anew(chest: Chest) -> None:
    ask = {**founded(chest), "actor": chest.county}
    off = put(chest)
    voting.call_off_assembly(actor=chest.clerk, now=NOW, assembly_id=off, reason="议题要重新商量")
    assert code_of(lambda: services.ask_renewal(now=SILENT, **ask)) == "no_vote"
    assert put(chest, LATER) != off


def test_a_vote_that_still_runs_on_the_last_day_is_waited_for(chest: Chest) -> None:
    ask = {**founded(chest), "actor": chest.county}
    notice(chest, put(chest))
    assert code_of(lambda: services.ask_renewal(now=SILENT, **ask)) == "runs"


def test_an_estate_without_an_assembly_asks_nobody_to_decide(chest: Chest) -> None:
    assert code_of(lambda: put(chest)) == "no_assembly"


def called(chest: Chest, title: str, *parts: str) -> int:
    """Call the owners of parts of the estate to vote to raise the fund; return the meeting."""
    item = voting.AgendaItem(matter="raise_maintenance_fund", title=title)
    draft = voting.AssemblyDraft(
        estate_id=chest.quarter.estate, kind="regular", title=title, key=title, agenda=(item,), buildings=parts,
        **voting.usual_caller(chest.clerk, chest.quarter.estate, TODAY),
    )  # fmt: skip
    return int(voting.call_assembly(actor=chest.clerk, now=NOW, draft=CITED.by(draft)))


def notice(chest: Chest, meeting: int) -> None:
    opens, closes = TODAY + timedelta(days=16), NOW + timedelta(days=26)
    voting.notice_assembly(actor=chest.clerk, now=NOW, assembly_id=meeting, opens_on=opens, closes_at=closes)


def vote_on(chest: Chest, meeting: int, choice: Choice, rooms: Sequence[str] = ()) -> None:
    """Let the owners of these rooms, or of all, vote so in the weeks before LATER, and publish what came of it."""
    notice(chest, meeting)
    roll = Roll.objects.get(assembly=meeting)
    for room in rooms or RollUnit.objects.filter(roll=roll).values_list("unit__room", flat=True):
        chest.quarter.cast(roll, room, choice, at=NOW + timedelta(days=17))
    for step in (voting.close_assembly, voting.judge_assembly, voting.publish_result):
        step(actor=chest.clerk, now=NOW + timedelta(days=27), assembly_id=meeting)


def voted(chest: Chest, title: str, *parts: str) -> int:
    """Let the owners of parts of the estate pass a vote to raise the fund; return the meeting."""
    meeting = called(chest, title, *parts)
    vote_on(chest, meeting, "for")
    return meeting


def everybody(chest: Chest, asking: dict[str, object]) -> dict[str, object]:
    return {**asking, "household_ids": list(chest.rooms.values())}


def test_a_building_that_voted_asks_its_households_and_no_other(chest: Chest) -> None:
    meeting = voted(chest, "1幢续筹维修资金，补足到首期的60%，2029年6月30日前交齐", "1幢")
    ask = founded(chest)
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
    assert put(chest, LATER), "the estate has decided nothing"


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
    assert put(chest, over)


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

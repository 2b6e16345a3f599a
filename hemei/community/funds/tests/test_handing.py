"""The assembly takes its fund by a decision that stands on the day it is handed over, not only when it asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hemei.community.funds import services
from hemei.community.funds.pages import fund as fund_page
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import carried, decided, told
from hemei.community.funds.tests.test_services import code_of
from hemei.community.purses import services as purses
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly
from hemei.community.voting.services import AnnulmentDraft
from hemei.community.voting.tests.adopting import adopt
from hemei.community.voting.tests.test_committee_calls import member_of
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

LATER = NOW + timedelta(days=28)
LONG = timedelta(days=28)
BANK = "徽商银行明光路支行"
FIRST, SECOND = 47_110, 47_111


@pytest.fixture(autouse=True)
def adopted(chest: Chest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the committee have put the fund to the owners twice: each item calls one meeting."""
    adopt(monkeypatch, chest.quarter.estate, "other_major", count=2)


def reads(actor: Actor, account: int) -> bool:
    stream = f"purses.account:{account}"
    with records.acting(SYSTEM):
        return actor.body_id in record.bodies_shown([stream]).get(stream, set())


def committee_of(chest: Chest) -> Actor:
    """Seat the chair of the estate's committee, as his session makes him."""
    member = member_of(chest.quarter)
    services.follow_estate(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate)
    return member


def put(chest: Chest, committee: Actor, now: datetime = NOW, bank: str = BANK, item: int = FIRST) -> int:
    cited = voting.Cited(decision_item=item)
    return services.put_handover(actor=committee, now=now, fund_id=chest.fund.pk, bank=bank, cited=cited)


def test_a_vote_of_another_matter_hands_no_fund_over(chest: Chest) -> None:
    for words in (f"公共收益存入{BANK}", f"由业主大会自行管理维修资金，存入{BANK}"):
        decided(chest, words)
    committee = committee_of(chest)
    ask = {"actor": committee, "now": LATER, "fund_id": chest.fund.pk}
    assert code_of(lambda: services.ask_handover(**ask)) == "no_vote", "it was not called from the fund"
    called = put(chest, committee)
    assert code_of(lambda: services.ask_handover(**ask)) == "no_vote", "nobody voted yet"
    assert code_of(lambda: put(chest, committee, bank="另一家银行")) == "put"
    other = voting.AgendaItem(matter="other_major", title=f"由业主大会自行管理维修资金，存入{BANK}南门支行")
    anew = {"actor": chest.clerk, "now": NOW, "assembly_id": called, "agenda": (other,)}
    assert code_of(lambda: voting.set_agenda(**anew)) == "from_a_record"
    assert code_of(lambda: put(chest, committee, bank=" ")) == "bank"


def test_where_no_committee_can_act_the_residents_committee_puts_it_to_the_owners(chest: Chest) -> None:
    assert (
        votes.citable(chest.quarter.estate, "other_major", on=NOW.date()) is None
    )  # nobody to decide: nothing to cite
    called = services.put_handover(actor=chest.clerk, now=NOW, fund_id=chest.fund.pk, bank=BANK)
    row = Assembly.objects.get(pk=called)
    assert (row.called_by, row.ground) == ("residents_committee", "no_committee")
    carried(chest, called)
    services.ask_handover(actor=chest.clerk, now=LATER, fund_id=chest.fund.pk)
    chest.fund.refresh_from_db()
    assert chest.fund.asked_on == LATER.date()
    code = Estate.objects.get(pk=chest.quarter.estate).code
    assert BANK in text(call(fund_page.fund, chest.clerk, code))


def test_where_a_committee_can_act_nobody_asks_for_it(chest: Chest) -> None:
    committee_of(chest)
    for act in (
        lambda: services.put_handover(actor=chest.clerk, now=NOW, fund_id=chest.fund.pk, bank=BANK),
        lambda: services.ask_handover(actor=chest.clerk, now=NOW, fund_id=chest.fund.pk),
    ):
        assert code_of(act) == "committee"


def test_a_fund_is_not_handed_over_on_a_decision_that_was_annulled(chest: Chest) -> None:
    committee = committee_of(chest)
    first = carried(chest, put(chest, committee))
    ask = {"actor": committee, "now": LATER, "fund_id": chest.fund.pk}
    over = {
        "actor": chest.county,
        "now": LATER + LONG,
        "fund_id": chest.fund.pk,
        "day": (LATER + LONG).date(),
    }
    services.ask_handover(**ask)
    assert code_of(lambda: services.ask_handover(**ask)) == "asked"
    assert code_of(lambda: put(chest, committee, now=LATER)) == "asked"
    street = chest.quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办事处")
    annulled = AnnulmentDraft(
        by="authority", document="明光街撤〔2026〕2号", decided_on=LATER.date(), reason="表决票不实"
    )
    voting.annul_result(actor=street, now=LATER, assembly_id=first, draft=annulled)
    assert code_of(lambda: services.hand_over(**over)) == "no_vote"
    assert code_of(lambda: services.ask_handover(**ask)) == "no_vote"
    second = carried(chest, put(chest, committee, now=LATER, item=SECOND), after=28)
    services.ask_handover(**{**ask, "now": LATER + LONG})
    account = purses.enter_fund_account(
        actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, bank="徽商银行营业部", holder="业主大会",
        number="6222021001119999001", opened_on=date(2026, 1, 1),
    )  # fmt: skip
    told()
    assert not reads(committee, account), "the authority keeps the fund"
    services.hand_over(**over)
    assert reads(committee, account)
    later = purses.enter_fund_account(
        actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, bank="徽商银行营业部", holder="业主大会",
        number="6222021001119999002", opened_on=date(2026, 1, 2),
    )  # fmt: skip
    assert not reads(committee, later)
    told()
    assert reads(committee, later)
    chest.fund.refresh_from_db()
    assert (chest.fund.assembly_id, chest.fund.handed_over_on) == (second, (LATER + LONG).date())
    assert code_of(lambda: services.ask_handover(**ask)) == "asked"

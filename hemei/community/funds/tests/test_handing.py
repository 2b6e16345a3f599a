"""The assembly takes its fund by a decision that stands on the day it is handed over, not only when it asked."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.community.funds import services
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import committee_body, decided, told
from hemei.community.funds.tests.test_services import code_of
from hemei.community.purses import services as purses
from hemei.community.voting import services as voting
from hemei.community.voting.services import AnnulmentDraft
from hemei.ground.people import services as people
from hemei.ground.people.queries import TermDraft, TermKind
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role

LATER = NOW + timedelta(days=28)
BANK = "徽商银行明光路支行"


def reads(actor: Actor, account: int) -> bool:
    stream = f"purses.account:{account}"
    with records.acting(SYSTEM):
        return actor.body_id in record.bodies_shown([stream]).get(stream, set())


def test_a_fund_is_not_handed_over_on_a_decision_that_was_annulled(chest: Chest) -> None:
    first = decided(chest, f"维修资金由业主大会自行管理，存入{BANK}")
    second = decided(chest, f"再次决定自行管理维修资金，存入{BANK}")
    painting = decided(chest, "外墙刷新")
    draft = TermDraft(TermKind.FIRST, 5, date(2025, 1, 10), date(2025, 1, 10), date(2029, 1, 10))
    people.register_term(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate, draft=draft)
    services.follow_estate(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate)
    committee = Actor(Role.COMMITTEE_MEMBER, 7, None, committee_body(chest))
    ask = {"actor": committee, "now": LATER, "fund_id": chest.fund.pk, "vote": 1, "bank": BANK}
    over = {"actor": chest.county, "now": LATER, "fund_id": chest.fund.pk, "day": LATER.date()}
    assert code_of(lambda: services.ask_handover(assembly_id=painting, **ask)) == "no_vote", (
        "of something else"
    )
    other = {**ask, "bank": "另一家银行"}
    assert code_of(lambda: services.ask_handover(assembly_id=first, **other)) == "no_vote", (
        "the owners chose the bank"
    )
    services.ask_handover(assembly_id=first, **ask)
    assert code_of(lambda: services.ask_handover(assembly_id=second, **ask)) == "asked"
    street = chest.quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办事处")
    annulled = AnnulmentDraft(
        by="authority", document="明光街撤〔2026〕2号", decided_on=LATER.date(), reason="表决票不实"
    )
    voting.annul_result(actor=street, now=LATER, assembly_id=first, draft=annulled)
    assert code_of(lambda: services.hand_over(**over)) == "no_vote"
    assert code_of(lambda: services.ask_handover(assembly_id=first, **ask)) == "no_vote"
    services.ask_handover(assembly_id=second, **ask)
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
    assert (chest.fund.assembly_id, chest.fund.handed_over_on) == (second, LATER.date())
    assert code_of(lambda: services.ask_handover(assembly_id=second, **ask)) == "asked"

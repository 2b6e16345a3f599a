"""A fund later on: an emergency, a unit that is sold or gone, the assembly takes it over, who serves changes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image

from hemei.community.funds import queries, services
from hemei.community.funds.models import Fund, UnitTransfer, Use
from hemei.community.funds.rules.words import Path
from hemei.community.funds.services import Proof
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_closing import asked, closed, gone
from hemei.community.funds.tests.test_services import FIRST, code_of
from hemei.community.ledgers import queries as books
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.tests.adopting import adopt
from hemei.community.voting.tests.test_committee_calls import member_of
from hemei.ground.companies import services as companies
from hemei.ground.companies.queries import Contract
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people import queries as people_now
from hemei.ground.people import services as people
from hemei.ground.people.models import Ownership
from hemei.ground.people.queries import TermDraft, TermEnd, TermKind
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused


def photo() -> io.BytesIO:
    made = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(made, "JPEG")
    made.seek(0)
    return made


def test_an_emergency_goes_without_a_vote_in_three_working_days(chest: Chest) -> None:
    chest.deposit(FIRST)
    leak = {"path": Path.EMERGENCY, "situation": "E3", "title": "1幢屋顶渗漏抢修"}
    assert code_of(lambda: chest.plan(**leak)) == "proof"
    assert code_of(lambda: chest.plan(**{**leak, "situation": "E8"})) == "situation"
    use = chest.plan(actor=chest.company, proofs=(Proof("photo", "渗漏.jpg", photo()),), **leak)
    row = Use.objects.get(pk=use)
    assert (row.state, row.assembly_id) == ("asked", None)
    assert row.check_by is not None
    assert NOW < row.check_by <= NOW + timedelta(days=7)  # three working days, whatever the weekend
    assert code_of(lambda: services.clear_emergency(actor=chest.company, now=NOW, use_id=use)) == "role"
    assert code_of(lambda: services.call_vote(actor=chest.clerk, now=NOW, use_id=use)) == "state"
    services.clear_emergency(actor=chest.county, now=NOW, use_id=use)
    row.refresh_from_db()
    assert (row.state, row.cleared_on, row.check_by) == ("cleared", TODAY, None)
    chest.to_accepted(use)
    chest.pay(use)
    assert sum(one[0] for one in chest.shares(use).values()) == 100_000
    other = chest.plan(actor=chest.company, proofs=(Proof("photo", "渗漏.jpg", photo()),), **leak)
    services.refuse_use(actor=chest.county, now=NOW, use_id=other, reason="现场没有渗漏")
    assert chest.state(other) == "refused"


def test_what_others_owe_is_refused_with_its_clause_on_either_path(chest: Chest) -> None:
    for part in ("warranty", "utility_lines", "damage", "daily_upkeep"):
        for path in (Path.ORDINARY, Path.EMERGENCY):
            with pytest.raises(Refused) as caught:
                chest.plan(part=part, path=path, situation="E3")
            [reason] = [one for one in caught.value.decision.reasons if one.code == "excluded"]
            assert "第二十五条" in str(reason.values["clause"])


def test_a_sold_unit_takes_its_money_along_and_both_sides_see_what_went(chest: Chest) -> None:
    chest.deposit({"104": 300_000})
    unit, town = chest.quarter.units["104"], chest.quarter.town
    sold = {"actor": chest.clerk, "now": NOW, "household_id": chest.rooms["104"], "day": TODAY}
    assert code_of(lambda: services.transfer_unit(**sold)) == "no_sale"
    Ownership.objects.filter(unit_id=unit).update(valid_until=TODAY)
    Ownership.objects.create(
        stream=f"people.person:{town.persons['丁']}", scope=chest.fund.scope, unit_id=unit,
        person_id=town.persons["丁"], valid_from=TODAY,
    )  # fmt: skip
    first = services.transfer_unit(**sold)
    assert services.transfer_unit(**sold) == first
    [row] = UnitTransfer.objects.all()
    assert (row.balance_fen, row.owed_fen) == (300_000, 0)
    assert chest.held()["104"] == 300_000  # nothing moved in the books
    for name, seen in (("丙", 1), ("丁", 1), ("乙", 0)):
        owner = Actor(role=Role.RESIDENT, account_id=9, person_id=town.persons[name])
        assert len(queries.own_transfers(actor=owner)) == seen


def test_a_refund_pays_the_balance_once_and_closes_the_account(chest: Chest) -> None:
    chest.deposit({"101": 10_000, "102": 200_000})
    use = chest.plan()
    chest.to_accepted(use)
    chest.pay(use)
    gone(chest, "101")
    assert code_of(lambda: asked(chest, "101")) == "owes"
    left = chest.held()["102"] + 2_200 + 1_858  # what it earned last year, and this year until the day before
    assert closed(chest, "102") == left
    assert "102" not in {room for room, fen in chest.held().items() if fen}
    assert code_of(lambda: asked(chest, "102")) == "closed"
    assert code_of(lambda: asked(chest, "103", reason=" ")) == "reason"
    assert code_of(lambda: chest.deposit({"102": 5}, on=TODAY, receipt="r9")) == "closed"
    [facts] = queries.fund_facts([chest.quarter.estate], queries.year_of(2026)).values()
    assert (facts.refunded_fen, facts.used_fen) == (left, sum(one[1] for one in chest.shares(use).values()))
    assert books.slips(using="default") == []


def decided(chest: Chest, title: str, matter: str = "other_major") -> int:
    """Let the whole estate decide and publish, and return the assembly."""
    item = voting.AgendaItem(matter=matter, title=title)
    draft = voting.AssemblyDraft(
        estate_id=chest.quarter.estate, kind="regular", called_by="residents_committee", ground="no_committee",
        title=title, key=title, agenda=(item,),
    )  # fmt: skip
    return carried(chest, voting.call_assembly(actor=chest.clerk, now=NOW, draft=draft))


def carried(chest: Chest, assembly: int, after: int = 0) -> int:
    """Notice a meeting so many days from now, let the whole estate agree, publish it and return it."""
    act, day = {"actor": chest.clerk, "assembly_id": assembly}, timedelta(days=after)
    voting.notice_assembly(
        now=NOW + day,
        opens_on=TODAY + day + timedelta(days=16),
        closes_at=NOW + day + timedelta(days=26),
        agrees=True,
        **act,
    )
    roll = Fund.assembly.field.related_model.objects.get(pk=act["assembly_id"]).roll
    for room in ("101", "102", "103", "104", "201", "202"):
        chest.quarter.cast(roll, room, "for", at=NOW + day + timedelta(days=17))
    for step in (voting.close_assembly, voting.judge_assembly, voting.publish_result):
        step(now=NOW + day + timedelta(days=27), **act)
    return assembly


def test_the_assembly_takes_its_fund_by_a_vote_and_from_then_on_the_committee_checks(
    chest: Chest, monkeypatch: pytest.MonkeyPatch
) -> None:
    [cited] = adopt(monkeypatch, chest.quarter.estate, "other_major")
    chest.deposit(FIRST)
    later = NOW + timedelta(days=28)
    committee = member_of(chest.quarter)
    services.follow_estate(actor=SYSTEM, now=NOW, estate_id=chest.quarter.estate)
    carried(
        chest,
        services.put_handover(
            actor=committee,
            now=NOW,
            fund_id=chest.fund.pk,
            bank="徽商银行明光路支行",
            cited=cited,
        ),
    )
    published = (NOW + timedelta(days=27)).date()
    told = votes.decisions_published(
        [chest.quarter.estate], since=published, until=published + timedelta(days=1)
    )
    assert [(one.title, one.passed) for one in told[chest.quarter.estate]] == [
        ("由业主大会自行管理维修资金，存入徽商银行明光路支行", True)
    ]
    assert not votes.decisions_published([chest.quarter.estate], since=date(2026, 1, 1), until=published)
    asking = {"actor": committee, "fund_id": chest.fund.pk, "now": later}
    services.ask_handover(**asking)
    assert code_of(lambda: services.ask_handover(**asking)) == "asked"
    day = (later + timedelta(days=9)).date()
    over = {"actor": chest.county, "now": later + timedelta(days=10), "fund_id": chest.fund.pk}
    services.hand_over(day=day, **over)
    assert code_of(lambda: services.hand_over(day=day, **over)) == "not_asked"
    chest.fund.refresh_from_db()
    assert (chest.fund.handed_over_on, chest.fund.bank) == (day, "徽商银行明光路支行")
    use = chest.plan()
    uncited = {"actor": chest.clerk, "now": NOW, "use_id": use}
    assert code_of(lambda: services.call_vote(**uncited)) == "committee_decision"
    chest.to_accepted(use)
    services.bill_use(actor=chest.clerk, now=NOW, use_id=use, bill_fen=100_000, audit="")
    act = {"now": NOW, "use_id": use}
    assert code_of(lambda: chest.approve(use)) == "committee"
    chest.approve(use, chest.another(committee, "主任"))
    assert code_of(lambda: chest.pay_approved(use)) == "committee"
    services.file_use(actor=committee, **act)
    chest.pay_approved(use, chest.another(committee, "委员"))
    assert chest.state(use) == "paid"


def committee_body(chest: Chest) -> int:
    found = people_now.committee_at_work(chest.quarter.estate, TODAY)
    assert found is not None
    return found


def test_who_comes_later_sees_the_fund_and_who_left_no_longer(chest: Chest) -> None:
    """A new company sees what it carries on, a new committee every use; both lose them when their time is over."""
    estate, town = chest.quarter.estate, chest.quarter.town
    chest.deposit(FIRST)
    done, running = chest.plan(), chest.plan(title="1幢落水管", part="drains")
    chest.to_accepted(done)
    chest.pay(done)
    town.found("青山物业公司", BodyKind.COMPANY, "340100", Level.ESTATE)
    company = replace(town.actor(Role.COMPANY_MANAGER, "340102001001", "青山物业公司"), places=())
    drafts = [
        CompanyDraft("大地物业有限公司", "91350100M000100Y43", town.bodies["大地物业公司"], date(2024, 1, 1)),
        CompanyDraft("青山物业有限公司", "91340100MA2MRC3K8Q", town.bodies["青山物业公司"], date(2024, 1, 1)),
    ]
    old, new = companies.add_companies(actor=SYSTEM, now=NOW, drafts=drafts)
    [first] = companies.begin_projects(
        actor=SYSTEM, now=NOW, drafts=[ProjectDraft(old, estate, Contract.OWNERS, date(2025, 1, 1))]
    )
    leaving = replace(chest.company, places=())
    told()
    assert sees(leaving)
    assert not sees(company)
    companies.end_project(actor=SYSTEM, now=NOW, project_id=first, day=TODAY)
    companies.begin_projects(
        actor=SYSTEM, now=NOW, drafts=[ProjectDraft(new, estate, Contract.OWNERS, TODAY)]
    )
    told()
    assert not sees(leaving)
    assert not shown(leaving)
    assert shown(company) == {running}
    assert services.follow_all(actor=SYSTEM) == 0
    draft = TermDraft(TermKind.FIRST, 5, date(2025, 1, 10), date(2025, 1, 10), date(2029, 1, 10))
    term = people.register_term(actor=SYSTEM, now=NOW, estate_id=estate, draft=draft)
    told()
    member = Actor(Role.COMMITTEE_MEMBER, 7, None, committee_body(chest))
    assert shown(member) == {done, running}
    people.end_term(actor=SYSTEM, now=NOW, term_id=term, day=TODAY, reason=TermEnd.RECALLED)
    told()
    assert not sees(member)


def told() -> None:
    while records.deliver_pending(now=NOW):
        pass


def shown(actor: Actor) -> set[int]:
    """Return the uses that are open to a body, whatever place it lies in."""
    with records.acting(actor):
        return set(Use.objects.filter(record.seen_by(actor)).values_list("pk", flat=True))


def sees(actor: Actor) -> bool:
    with records.acting(actor):
        return Fund.objects.filter(record.seen_by(actor)).exists()

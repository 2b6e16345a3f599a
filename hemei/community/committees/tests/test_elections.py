"""An election through its services: asked for, prepared, objected to, posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.community.committees.models import Objection
from hemei.community.committees.queries import elections as queries
from hemei.community.committees.rules.election_words import (
    About,
    Side,
    Standing,
)
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import (
    CandidateDraft,
    GateFinding,
    MemberDraft,
    ObjectionDraft,
)
from hemei.community.committees.tests.conftest import DECLARED, NOW, OWNERS, TODAY, Garden, owed
from hemei.ground.people.models import Ownership
from hemei.ground.places.models import PropertyUnit
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

LATER = NOW + timedelta(days=40)
DAY = LATER.date()
PASSED = {"management_covenant": True, "rules_of_procedure": True}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.decision.reasons}


# --- the first assembly ------------------------------------------------------------------------------
def test_owners_ask_for_their_first_assembly_and_the_street_has_sixty_days(garden: Garden) -> None:
    election = garden.do(garden.owner, services.apply_first, estate_id=garden.estate)
    row = garden.row(election)
    assert (row.state, row.kind, row.group_due_on) == ("applied", "first", date(2027, 1, 4))
    assert garden.apply(rooms=["102", "103"]) == election
    with pytest.raises(Refused) as refused:
        garden.do(garden.owner, services.apply_first, estate_id=garden.estate)
    assert codes(refused) == {"twice"}
    with pytest.raises(Refused) as refused:
        garden.apply(garden.foreign)
    assert codes(refused) == {"not_found"}
    stranger = replace(garden.owner, person_id=garden.town.persons["李四"])
    with pytest.raises(Refused) as refused:
        garden.do(stranger, services.apply_first, estate_id=garden.estate)
    assert codes(refused) == {"not_owner"}
    with records.acting(EVERYONE):
        events = record.history(stream=row.stream)
    assert [event.data["units"] for event in events] == [1, 2]
    assert owed(garden.street) == {"成立筹备组": date(2027, 1, 4)}


def test_exactly_half_of_the_area_is_not_enough(garden: Garden) -> None:
    with records.acting(EVERYONE):
        half = [garden.units[room] for room in ("201", "202", "203", "204", "205")]
        PropertyUnit.objects.filter(pk__in=half).update(delivered_on=date(2027, 1, 1))
    with pytest.raises(Refused) as refused:
        garden.apply()
    assert codes(refused) == {"condition"}
    assert "第八条" in str(refused.value)
    with records.acting(EVERYONE):
        PropertyUnit.objects.filter(pk=half[0]).update(delivered_on=TODAY)
    assert garden.apply()


def test_a_group_is_formed_by_the_street_from_owners_of_the_register(garden: Garden) -> None:
    election = garden.apply()
    with pytest.raises(Refused) as refused:
        garden.form_group(election, ["赵一", "钱二", "孙三", "外人"])
    assert codes(refused) == {"not_owner"}
    with pytest.raises(Refused) as refused:
        garden.form_group(election, OWNERS[:3])
    assert codes(refused) == {"size"}
    members = [MemberDraft(name="甲", side=Side.STREET, chair=True)]
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.form_group, election_id=election, members=members)
    assert codes(refused) == {"role"}
    garden.form_group(election)
    garden.form_group(election)  # before its list is posted it may still be put right
    row = garden.row(election)
    assert (row.state, row.meeting_due_on) == ("preparing", date(2027, 2, 1))  # the ninetieth day is a Sunday
    due = {"公示候选人": date(2027, 1, 8), "召开选举的业主大会": date(2027, 2, 1)}
    assert owed(garden.clerk) == {"公告筹备组名单": date(2026, 11, 5), **due}
    assert owed(garden.street) == {}
    garden.do(garden.clerk, services.post_group, election_id=election, posted_on=TODAY)
    assert owed(garden.clerk) == due
    with pytest.raises(Refused) as refused:
        garden.form_group(election)
    assert codes(refused) == {"posted"}
    draft = ObjectionDraft(about=About.GROUP, text="组员不是业主")
    objection = garden.do(garden.owner, services.object_to, election_id=election, draft=draft)
    assert owed(garden.street) == {"答复异议": date(2026, 11, 9)}
    garden.do(garden.street, services.settle, objection_id=objection, upheld=True, answer="已核实")
    assert owed(garden.street) == {}
    garden.form_group(election, OWNERS[4:8])
    with records.acting(garden.street):
        page = queries.election_page(election, actor=garden.street, now=NOW)
    assert page is not None
    assert page.group is not None
    assert [name for name, _side, _chair in page.group.members][:2] == ["街道甲", "周五"]
    assert page.group.posted_on is None


def test_one_upheld_objection_lets_the_group_be_set_up_once(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    draft = ObjectionDraft(about=About.GROUP, text="组员不是业主")

    def objected(*, upheld: bool) -> None:
        number = garden.do(garden.owner, services.object_to, election_id=election, draft=draft)
        garden.do(garden.street, services.settle, objection_id=number, upheld=upheld, answer="已核实")

    garden.do(garden.clerk, services.post_group, election_id=election, posted_on=TODAY)
    objected(upheld=True)
    garden.form_group(election, OWNERS[4:8])
    garden.do(garden.clerk, services.post_group, election_id=election, posted_on=TODAY)
    for upheld in (
        None,
        False,
    ):  # the objection was about the former list; one that was refused lets nothing be
        if upheld is not None:
            objected(upheld=upheld)
        with pytest.raises(Refused) as refused:
            garden.form_group(election)
        assert codes(refused) == {"posted"}
        assert "另有异议成立" in refused.value.decision.reasons[0].remedy
    objected(upheld=True)
    garden.form_group(election)


# --- candidates --------------------------------------------------------------------------------------
def test_an_owner_puts_himself_forward_and_is_checked_from_the_registers(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    draft = CandidateDraft(statement="修好电梯", declared=DECLARED, party="yes", party_basis="self")
    candidate = garden.do(garden.owner, services.stand, election_id=election, draft=draft)
    with pytest.raises(Refused) as refused:
        garden.do(garden.owner, services.stand, election_id=election, draft=draft)
    assert codes(refused) == {"twice"}
    assert garden.accept(candidate).allowed
    row = garden.candidates(election)["赵一"]
    assert (row.standing, row.building, row.source) == ("accepted", "1幢", "self")
    answers = {one["gate"]: (one["answer"], one["by"]) for one in row.findings}
    assert answers["owner"] == answers["sits_elsewhere"] == ("clear", "register")
    assert answers["capacity"] == ("clear", "declared")
    assert "arrears" not in answers
    with records.acting(EVERYONE):
        events = record.history(stream=garden.row(election).stream)
    assert not any("修好" in str(event.data) or "赵一" in str(event.data) for event in events)
    garden.do(garden.owner, services.withdraw, candidate_id=candidate)
    assert garden.candidates(election)["赵一"].standing == Standing.WITHDRAWN
    again = garden.do(garden.owner, services.stand, election_id=election, draft=draft)
    assert again == candidate


def test_who_owns_nothing_here_is_refused_with_the_clause(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    with pytest.raises(Refused) as refused:
        garden.register(election, "外人")
    assert codes(refused) == {"gate.owner"}
    assert "第三十一条" in str(refused.value)
    candidate = garden.register(election, "钱二")
    with records.acting(EVERYONE):
        Ownership.objects.filter(person_id=garden.town.persons["钱二"]).update(valid_until=TODAY)
    decision = garden.accept(candidate)
    assert {reason.code for reason in decision.reasons} == {"gate.owner"}
    assert garden.candidates(election)["钱二"].standing == Standing.REFUSED


def test_what_was_not_said_is_asked_for_and_what_a_clerk_found_goes_before_what_was_said(
    garden: Garden,
) -> None:
    election = garden.apply()
    garden.form_group(election)
    candidate = garden.register(election, "钱二", declared={})
    with pytest.raises(Refused) as refused:
        garden.accept(candidate)
    assert codes(refused) == {f"unsaid.{code}" for code in list(DECLARED)[:5]}
    found = dict.fromkeys(DECLARED, True) | {"relative_at_company": False}
    assert garden.accept(candidate, **found).allowed
    answers = {one["gate"]: one["answer"] for one in garden.candidates(election)["钱二"].findings}
    assert answers["relative_at_company"] == "warns"


def test_a_whole_list_is_entered_and_checked_at_once_all_of_it_or_nobody(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    for names, code in ((["钱二", "外人"], "gate.owner"), (["钱二", "钱二"], "twice")):
        with pytest.raises(Refused) as refused:
            garden.register_all(election, names)
        assert codes(refused) == {code}
    assert garden.candidates(election) == {}
    numbers = garden.register_all(election, ["钱二", "孙三"])
    silent = garden.register(election, "赵一", declared={})
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.check_all, election_id=election)
    assert codes(refused) == {f"unsaid.{code}" for code in list(DECLARED)[:5]}
    assert {row.standing for row in garden.candidates(election).values()} == {"registered"}
    with records.acting(EVERYONE):
        Ownership.objects.filter(person_id=garden.town.persons["孙三"]).update(valid_until=TODAY)
    found = {silent: dict.fromkeys(DECLARED, True)}
    decisions = garden.do(garden.clerk, services.check_all, election_id=election, found=found)
    assert [decision.allowed for decision in decisions] == [True, False, True]
    rows = garden.candidates(election)
    told = {name: (row.number, row.standing) for name, row in rows.items()}
    assert told == {"钱二": (1, "accepted"), "孙三": (2, "refused"), "赵一": (3, "accepted")}
    assert [rows[name].pk for name in ("钱二", "孙三")] == numbers
    with records.acting(EVERYONE):
        events = record.history(stream=garden.row(election).stream)
    checked = [event.data for event in events if event.type == "committees.candidate_checked"]
    assert [data["accepted"] for data in checked] == [True, False, True]


def test_the_owners_own_rules_make_a_warning_bar(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.adopt_gates, election_id=election)
    assert codes(refused) == {"no_rules"}
    garden.rule(gates=["arrears", "relative_at_company", "owner"])
    garden.do(garden.clerk, services.adopt_gates, election_id=election)
    row = garden.row(election)
    assert (row.adopted, row.adopted_clause) == (["arrears", "relative_at_company"], "第十二条")
    candidate = garden.register(
        election, "钱二", declared=DECLARED | {"relative_at_company": False, "arrears": True}
    )
    decision = garden.accept(candidate)
    assert {reason.code for reason in decision.reasons} == {"gate.relative_at_company"}
    draft = ObjectionDraft(about=About.CANDIDATE, candidate_id=candidate, text="并非近亲属")
    objection = garden.do(garden.clerk, services.object_to, election_id=election, draft=draft)
    late = NOW + timedelta(days=8)
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.object_to, election_id=election, draft=draft, now=late)
    assert codes(refused) == {"too_late"}
    answer = {"objection_id": objection, "upheld": True, "answer": "经核实不是近亲属"}
    with pytest.raises(Refused) as refused:
        garden.do(garden.street, services.settle, **answer)
    assert codes(refused) == {"gate"}
    finding = GateFinding(gate="relative_at_company", clear=True)
    garden.do(garden.street, services.settle, **answer, finding=finding)
    row = garden.candidates(election)["钱二"]
    assert (row.standing, row.by_objection) == ("accepted", True)
    with pytest.raises(Refused) as refused:  # what the street found is not checked away by a clerk
        garden.accept(candidate, relative_at_company=False)
    assert codes(refused) == {"settled"}
    with pytest.raises(Refused) as refused:
        garden.do(garden.street, services.settle, objection_id=objection, upheld=False, answer="再答")
    assert codes(refused) == {"answered"}


def test_an_election_begins_with_the_gates_of_the_estates_own_rules(garden: Garden) -> None:
    garden.rule(gates=["defaulter"])
    row = garden.row(garden.apply())
    assert (row.adopted, row.adopted_clause) == (["defaulter"], "第十二条")


def test_party_membership_needs_a_basis_and_is_only_counted(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    with pytest.raises(Refused) as refused:
        garden.register(election, "钱二", party="yes")
    assert codes(refused) == {"no_basis"}
    garden.accept(garden.register(election, "钱二", party="no", party_basis="self"))
    garden.accept(garden.register(election, "孙三"))
    with records.acting(garden.clerk):
        page = queries.election_page(election, actor=garden.clerk, now=NOW)
    assert page is not None
    assert (page.party, page.party_short) == ((0, 1), True)
    assert garden.candidates(election)["钱二"].standing == Standing.ACCEPTED  # it warns and never bars


def test_there_must_be_more_candidates_than_seats_and_an_upheld_objection_counts(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    garden.do(garden.clerk, services.post_group, election_id=election, posted_on=TODAY)
    garden.post_work(election)
    numbers = [garden.register(election, name) for name in OWNERS[:6]]
    for number in numbers[:5]:
        garden.accept(number)
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.post_candidates, election_id=election, posted_on=TODAY)
    assert codes(refused) == {"unchecked", "too_few"}
    garden.accept(numbers[5])
    garden.do(garden.clerk, services.post_candidates, election_id=election, posted_on=TODAY)
    with pytest.raises(Refused) as refused:
        garden.register(election, OWNERS[6])
    assert codes(refused) == {"state"}

    def settled(gate: str, *, clear: bool) -> None:
        draft = ObjectionDraft(about=About.CANDIDATE, candidate_id=numbers[0], text="长期不在本市")
        objection = garden.do(garden.owner, services.object_to, election_id=election, draft=draft)
        with records.acting(EVERYONE):
            assert Objection.objects.get(pk=objection).person_id == garden.owner.person_id
        answer = {"objection_id": objection, "upheld": True, "answer": "成立"}
        finding = GateFinding(gate=gate, clear=clear)
        garden.do(garden.street, services.settle, **answer, finding=finding)

    for gate, wrong in (("arrears", "gate"), ("old_age", "gate"), ("owner", "register")):
        with pytest.raises(Refused) as refused:
            settled(gate, clear=False)
        assert codes(refused) == {wrong}, gate
    settled(
        "relative_at_company", clear=False
    )  # another city's rule: told to the owners, and keeps nobody out
    row = garden.candidates(election)[OWNERS[0]]
    assert (row.standing, row.by_objection) == (Standing.ACCEPTED, False)
    assert {one["gate"]: one["answer"] for one in row.findings}["relative_at_company"] == "warns"
    settled("able", clear=False)
    row = garden.candidates(election)[OWNERS[0]]
    assert (row.standing, row.by_objection, row.checked_on) == (Standing.REFUSED, True, TODAY)
    found = {one["gate"]: one["answer"] for one in row.findings}
    assert (found["able"], found["relative_at_company"]) == ("bars", "warns")
    with records.acting(EVERYONE):
        told = record.history(stream=garden.row(election).stream)[-1]
    assert (told.data["gate"], told.data["accepted"]) == ("able", False)
    assert "第三十一条" in {one["clause"] for one in told.standards}
    garden.do(garden.clerk, services.reopen, election_id=election)
    garden.accept(garden.register(election, OWNERS[6]))
    garden.do(garden.clerk, services.post_candidates, election_id=election, posted_on=TODAY)
    assert garden.row(election).state == "posted"


@pytest.mark.parametrize(
    ("plan", "wrong"),
    [
        ({"seats": 6, "reserves": 0, "years": 3}, "size"),
        ({"seats": 5, "reserves": 0, "years": 6}, "too_long"),
    ],
)
def test_an_even_committee_and_too_long_a_term_are_refused(
    garden: Garden, plan: dict[str, int], wrong: str
) -> None:
    election = garden.apply()
    garden.form_group(election)
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.set_plan, election_id=election, **plan)
    assert codes(refused) == {wrong}


# --- who sees what -----------------------------------------------------------------------------------
def test_owners_see_who_was_posted_and_themselves_and_nobody_else(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    garden.accept(garden.register(election, "钱二"))
    draft = CandidateDraft(declared=DECLARED, party="yes", party_basis="self")
    garden.do(garden.owner, services.stand, election_id=election, draft=draft)

    def seen(actor: Actor) -> list[str]:
        with records.acting(actor):
            found = queries.own_elections(actor=actor, now=NOW, election_id=election)
        return [one.name for own in found for one in own.page.candidates]

    assert seen(garden.owner) == ["赵一"]
    stranger = replace(garden.owner, person_id=garden.town.persons["李四"])
    assert seen(stranger) == []
    with records.acting(garden.owner):
        (estate,) = queries.own_estates(actor=garden.owner, now=NOW)
    assert (estate.name, estate.units, estate.election_id) == ("选举花园", 1, election)
    assert estate.may_apply is not None
    for actor in (garden.foreign, garden.district):
        with records.acting(actor):
            assert queries.elections(queries.ElectionFilter(TODAY), actor=actor) == []
            assert queries.election_page(election, actor=actor, now=NOW) is None
            assert queries.elected(election, actor=actor, now=NOW) == ()
            assert queries.filed_with(election, actor=actor) == ()

"""An estate's own rules of procedure are entered, confirmed by another, and votes noticed since go by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, OwnRules, Roll, RollUnit, VoterBinding
from hemei.community.voting.queries.calling import detection_of
from hemei.community.voting.queries.law import counting_of, in_force
from hemei.community.voting.rules.voters import BindingKind
from hemei.community.voting.services import AgendaItem, AnnulmentDraft, RulesDraft, Said, SheetDraft
from hemei.community.voting.tests.test_assemblies import (
    ENDS,
    FIRST_BALLOT,
    OPENS,
    called,
    cast,
    code_of,
    judged,
    noticed,
    street,
)
from hemei.community.voting.tests.test_committee_calls import member_of
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import NOW, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

ADOPTED = TODAY - timedelta(days=400)
RULES = AgendaItem(matter="rules_of_procedure", title="修订议事规则")


def scan() -> tuple[BytesIO, str]:
    return BytesIO(b"%PDF-1.4\n%%EOF\n"), "议事规则.pdf"


def keeper(quarter, person: str = "甲") -> Actor:
    return replace(quarter.clerk, person_id=quarter.town.persons[person])


def rules_draft(quarter, **more) -> RulesDraft:
    says = more.pop("says", {"double_ballots": "first"})
    wanted = RulesDraft(
        estate_id=quarter.estate, title="业主大会议事规则", valid_from=ADOPTED, key="r1",
        says={key: Said(value, "第八条") for key, value in says.items()},
        document="业主大会〔2025〕1号", adopted_on=ADOPTED, scan=scan(),
    )  # fmt: skip
    return replace(wanted, **more)


def entered(quarter, **more) -> int:
    return services.enter_rules(actor=keeper(quarter), now=NOW, draft=rules_draft(quarter, **more))


def confirm(quarter, number: int, **more) -> None:
    actor = more.pop("actor", keeper(quarter, "乙"))
    with records.acting(actor):
        services.settle_rules(
            actor=actor, now=more.pop("now", NOW), rules_id=number, **{"confirmed": True} | more
        )


def in_rules(quarter, **more) -> int:
    number = entered(quarter, **more)
    confirm(quarter, number)
    return number


# --- entered and confirmed -----------------------------------------------------------------------------
def test_nothing_goes_by_them_until_another_person_confirmed(quarter) -> None:
    number = entered(quarter)
    assert in_force(quarter.estate, TODAY) is None
    with pytest.raises(Refused) as same:
        confirm(quarter, number, actor=keeper(quarter))
    assert code_of(same) == "two_hands"
    with pytest.raises(DatabaseError, match="two_hands"), transaction.atomic():
        OwnRules.objects.filter(pk=number).update(
            state="confirmed", settled_at=NOW, settled_by=keeper(quarter).person_id
        )
    confirm(quarter, number, actor=replace(street(quarter), person_id=77))
    assert in_force(quarter.estate, TODAY).pk == number
    assert in_force(quarter.estate, ADOPTED - timedelta(days=1)) is None
    with pytest.raises(Refused) as again:
        confirm(quarter, number)
    assert code_of(again) == "settled"
    events = [one.type for one in record.history(stream=f"voting.own_rules:{number}")]
    assert events == ["voting.rules_entered", "voting.rules_confirmed"]
    assert entered(quarter) == number  # the same key enters once


def test_sent_back_they_say_why_and_hold_nothing(quarter) -> None:
    number = entered(quarter)
    with pytest.raises(Refused) as silent:
        confirm(quarter, number, confirmed=False, reason="")
    assert code_of(silent) == "reason"
    confirm(quarter, number, confirmed=False, reason="第八条与原文不符")
    assert (OwnRules.objects.get(pk=number).state, in_force(quarter.estate, TODAY)) == ("refused", None)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"document": ""}, "no_decision"),
        ({"adopted_on": None}, "no_decision"),
        ({"scan": None}, "no_decision"),
        ({"adopted_on": TODAY + timedelta(days=1)}, "adopted_on"),
        ({"valid_from": ADOPTED - timedelta(days=1)}, "before_decision"),
        ({"vote_id": 0}, "not_passed"),
        ({"title": " "}, "title"),
        ({"says": {"notice_days": 14}}, "laxer"),
        ({"says": {"agree": "1/3"}}, "fixed"),
    ],
)
def test_without_a_decision_of_the_owners_or_laxer_than_law_they_are_refused(quarter, more, code) -> None:
    with pytest.raises(Refused) as refused:
        entered(quarter, **more)
    assert code_of(refused) == code
    assert not OwnRules.objects.exists()


def test_who_may_enter_and_confirm(quarter) -> None:
    owner = Actor(Role.RESIDENT, 9, quarter.town.persons["丁"])
    with records.acting(owner), pytest.raises(Refused):
        services.enter_rules(actor=owner, now=NOW, draft=rules_draft(quarter))
    member = member_of(quarter)
    with records.acting(member):
        number = services.enter_rules(actor=member, now=NOW, draft=rules_draft(quarter))
        with pytest.raises(Refused):
            services.settle_rules(actor=member, now=NOW, rules_id=number, confirmed=True)
    confirm(quarter, number)


# --- the decision of the owners --------------------------------------------------------------------------
def voted(quarter, choice: str = "for") -> Assembly:
    found = noticed(quarter, agenda=(RULES,), key="rules")
    for room in ("101", "102", "103", "104", "201", "203"):
        cast(quarter, found, room, choice)
    judged(quarter, found)
    return found


def published(quarter, found: Assembly) -> int:
    services.publish_result(actor=quarter.clerk, now=ENDS + timedelta(hours=2), assembly_id=found.pk)
    [vote] = queries.votes_of(found.pk, actor=quarter.clerk)
    return vote.id


def test_they_rest_on_a_published_vote_that_passed(quarter) -> None:
    found = voted(quarter)
    [vote] = queries.votes_of(found.pk, actor=quarter.clerk)
    day = ENDS.date()
    cited = {"vote_id": vote.id, "document": "", "adopted_on": None, "scan": None, "valid_from": day}
    with pytest.raises(Refused) as early:
        entered(quarter, **cited)
    assert code_of(early) == "not_passed"
    published(quarter, found)
    number = in_rules(quarter, **cited)
    row = OwnRules.objects.get(pk=number)
    assert (row.assembly_id, row.adopted_on, row.document) == (found.pk, day, "")
    assert in_force(quarter.estate, day) == row


def test_a_vote_that_failed_carries_no_rules(quarter) -> None:
    vote = published(quarter, voted(quarter, "against"))
    with pytest.raises(Refused) as failed:
        entered(quarter, vote_id=vote, document="", adopted_on=None, scan=None, valid_from=ENDS.date())
    assert code_of(failed) == "not_passed"


def test_they_fall_with_the_vote_they_rest_on(quarter) -> None:
    found = voted(quarter)
    cited = {"vote_id": published(quarter, found), "document": "", "adopted_on": None, "scan": None}
    number = in_rules(quarter, **cited, valid_from=ENDS.date())
    authority = street(quarter)
    draft = AnnulmentDraft(by="authority", document="1号", decided_on=ENDS.date(), reason="程序违法")
    later = ENDS + timedelta(days=3)
    with records.acting(authority):
        services.annul_result(actor=authority, now=later, assembly_id=found.pk, draft=draft)
    assert OwnRules.objects.get(pk=number).fallen_on == later.date()
    assert in_force(quarter.estate, later.date()) is None


def test_the_rules_before_go_on_where_those_fall_that_replaced_them(quarter) -> None:
    """Annulled, a decision binds nobody from the beginning: it ended nothing (Civil Code articles 155 and 280)."""
    first = in_rules(quarter)
    found = voted(quarter)
    cited = {"vote_id": published(quarter, found), "document": "", "adopted_on": None, "scan": None}
    second = in_rules(quarter, key="r2", **cited, valid_from=ENDS.date())
    assert OwnRules.objects.get(pk=first).valid_until == ENDS.date()
    authority = street(quarter)
    draft = AnnulmentDraft(by="authority", document="1号", decided_on=ENDS.date(), reason="程序违法")
    later = ENDS + timedelta(days=3)
    with records.acting(authority):
        services.annul_result(actor=authority, now=later, assembly_id=found.pk, draft=draft)
    assert OwnRules.objects.get(pk=second).fallen_on == later.date()
    row = OwnRules.objects.get(pk=first)
    assert row.valid_until is None
    for day in (ENDS.date(), later.date()):
        assert in_force(quarter.estate, day) == row
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        OwnRules.objects.filter(pk=first).update(title="另一份")


# --- terms ------------------------------------------------------------------------------------------------
def test_the_next_rules_end_the_ones_before_and_terms_never_overlap(quarter) -> None:
    first = in_rules(quarter)
    second = in_rules(quarter, key="r2", valid_from=TODAY, says={"double_ballots": "last"})
    assert OwnRules.objects.get(pk=first).valid_until == TODAY
    assert in_force(quarter.estate, TODAY - timedelta(days=1)).pk == first
    assert in_force(quarter.estate, TODAY).pk == second
    third = entered(quarter, key="r3", valid_from=TODAY)
    with pytest.raises(Refused) as overlap:
        confirm(quarter, third)
    assert code_of(overlap) == "overlap"
    with pytest.raises(DatabaseError, match="no_overlap"), transaction.atomic():
        OwnRules.objects.filter(pk=third).update(state="confirmed", settled_at=NOW, settled_by=5)
    between = entered(quarter, key="r4", valid_from=TODAY - timedelta(days=30))
    with pytest.raises(Refused) as overlap:
        confirm(quarter, between)
    assert code_of(overlap) == "overlap"


@pytest.mark.parametrize(
    "change",
    [
        {"says": {}},
        {"valid_from": TODAY},
        {"title": "别的"},
        {"state": "entered", "settled_at": None, "settled_by": None},
    ],
)
def test_what_was_confirmed_is_never_changed(quarter, change) -> None:
    number = in_rules(quarter)
    rows = OwnRules.objects.filter(pk=number)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows._raw_delete(rows.db)


# --- votes go by them ---------------------------------------------------------------------------------------
def test_the_first_or_the_last_of_two_ballots_stands(quarter) -> None:
    later = {"at": FIRST_BALLOT + timedelta(hours=1)}
    for key, first in (("before", False), ("after", True)):
        if first:
            in_rules(quarter)
        found = noticed(quarter, key=key)
        ballots = [cast(quarter, found, "101", "for"), cast(quarter, found, "101", "against", **later)]
        standing = [Ballot.objects.get(pk=one).standing for one in ballots]
        assert standing == ([True, False] if first else [False, True])


def test_a_frozen_roll_keeps_the_rules_it_was_frozen_with(quarter) -> None:
    found = noticed(quarter, key="before")
    in_rules(quarter, says={"double_ballots": "first", "mixed_choice": "most_area"})
    roll = Roll.objects.get(assembly=found)
    assert (roll.own, counting_of(roll).double_ballots.counts) == ({}, "last")
    other = noticed(quarter, key="after")
    kept = Roll.objects.get(assembly=other)
    in_rules(quarter, key="r2", valid_from=TODAY, says={})
    kept.refresh_from_db()
    assert counting_of(kept).double_ballots.counts == "first"
    assert queries.assembly(other.pk, actor=quarter.clerk).own.says["double_ballots"] == Said(
        "first", "第八条"
    )
    with pytest.raises(DatabaseError, match="frozen with"), transaction.atomic():
        Roll.objects.filter(pk=kept.pk).update(own={})
    after = Roll.objects.get(assembly=noticed(quarter, key="last"))
    assert counting_of(after).double_ballots.counts == "last"


def test_parking_spaces_have_a_vote_where_the_rules_say_so(quarter) -> None:
    assert RollUnit.objects.filter(roll=quarter.freeze(key="k0")).count() == 8
    in_rules(quarter, says={"parking_spaces": "yes"})
    roll = quarter.freeze(key="k1")
    assert RollUnit.objects.filter(roll=roll, unit_id=quarter.units["P1"]).exists()
    assert roll.total_area_dm2 == 72_020 + 1_200


def test_units_merge_as_the_rules_say(quarter) -> None:
    assert quarter.freeze(key="k0").total_heads == 4
    in_rules(quarter, says={"same_owners": "sole_owners"})
    roll = quarter.freeze(key="k1")
    assert roll.total_heads == 5  # 103 and 201, of the same two persons, are two heads
    quarter.correct(roll, "104", area_dm2=10_100)
    roll.refresh_from_db()
    assert roll.total_heads == 5


def test_spoiled_ballots_and_mixed_heads_count_as_the_rules_say(quarter) -> None:
    for key, says, part, agree in (
        ("k0", {}, 1, 0),
        ("k1", {"spoiled_ballots": "yes", "mixed_choice": "most_area"}, 2, 1),
    ):
        if says:
            in_rules(quarter, says=says)
        roll = quarter.freeze(key=key)
        quarter.cast(roll, "102", "for")
        quarter.cast(roll, "101", "against")
        quarter.cast(roll, "104", "for", valid=False)
        sums = quarter.sums(roll)
        assert (sums.part.heads, sums.agree.heads) == (part, agree)


def test_a_proxy_holds_as_many_units_as_the_rules_say(quarter) -> None:
    in_rules(quarter, says={"proxy_units": 1})
    roll = quarter.freeze()
    holder = quarter.town.persons["丁"]
    units = list(RollUnit.objects.filter(roll=roll, building="1幢").order_by("pk"))
    act = {"actor": quarter.clerk, "now": NOW, "holder_id": holder, "evidence": "委托书"}
    services.give_proxy(roll_unit_id=units[0].pk, **act)
    with pytest.raises(Refused):
        services.give_proxy(roll_unit_id=units[1].pk, **act)


def test_the_notice_the_objections_and_the_clocks_run_as_the_rules_say(quarter) -> None:
    in_rules(quarter, says={"notice_days": 20, "objection_days": 9, "judge_days": 5, "post_days": 6})
    number = called(quarter)
    act = {"actor": quarter.clerk, "now": NOW, "assembly_id": number}
    with pytest.raises(Refused) as early:
        services.notice_assembly(opens_on=OPENS + timedelta(days=4), closes_at=ENDS, **act)
    assert code_of(early) == "notice_days"
    services.notice_assembly(opens_on=OPENS + timedelta(days=5), closes_at=ENDS, **act)
    found = Assembly.objects.get(pk=number)
    at = FIRST_BALLOT + timedelta(days=6)
    for room in ("101", "103", "104", "203"):
        cast(quarter, found, room, "for", at=at)
    judged(quarter, found)
    [post] = [row for row in clocks.deadlines_of(stream=found.stream) if row.key == "post"]
    assert post.due_at.date() >= ENDS.date() + timedelta(days=6)
    services.publish_result(actor=quarter.clerk, now=ENDS + timedelta(hours=2), assembly_id=number)
    found.refresh_from_db()
    assert found.objections_until.date() >= ENDS.date() + timedelta(days=9)


def test_choices_by_unit_are_published_only_where_the_rules_say_so(quarter) -> None:
    in_rules(quarter, says={"choices_by_unit": "yes"})
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    rows = judged(quarter, found)
    files = queries.files_of(rows[0].vote.id, actor=quarter.clerk, now=ENDS + timedelta(hours=1))
    assert files.public["choices"] == {"1幢1单元101": "for"}
    assert files.public["own_rules"]["says"] == {"choices_by_unit": ["yes", "第八条"]}
    told = [reason.text.format(**reason.values) for reason in queries.reasons_for(rows[0])]
    assert "结果公告后公布各户的选择（本小区议事规则第八条）" in told
    parts = dict(queries.court_file(found.pk, actor=quarter.clerk, now=ENDS + timedelta(hours=2)))
    assert "choices_by_unit" in parts["rules-of-procedure.json"].decode()


def test_the_case_file_says_how_the_count_is_told_to_the_command(quarter) -> None:
    in_rules(quarter, says={"mixed_choice": "most_area", "double_ballots": "first"})
    found = noticed(quarter)
    cast(quarter, found, "101", "for")
    judged(quarter, found)
    parts = dict(queries.court_file(found.pk, actor=quarter.clerk, now=ENDS + timedelta(hours=2)))
    assert '"tally": "--doubles first --mixed most_area"' in parts["rules-of-procedure.json"].decode()


def test_too_many_marks_spoil_what_the_rules_say(quarter) -> None:
    stands = [
        AgendaItem(matter="elect_committee", group="c", seats=1, candidate_id=quarter.town.persons[name])
        for name in ("甲", "乙")
    ]
    for key, valid in (("before", [False, False, True]), ("after", [False, False, False])):
        if key == "after":
            in_rules(quarter, says={"too_many_marks": "sheet"})
        found = noticed(quarter, key=key, agenda=(*stands, RULES))
        roll = Roll.objects.get(assembly=found)
        unit = RollUnit.objects.get(roll=roll, unit_id=quarter.units["101"])
        choices = {vote.id: "for" for vote in queries.votes_of(found.pk, actor=quarter.clerk)}
        draft = SheetDraft(roll_unit_id=unit.pk, choices=choices, channel="paper", received_at=FIRST_BALLOT)
        services.enter_sheets(
            actor=quarter.clerk, now=FIRST_BALLOT, roll_id=roll.pk, sheets=[draft], source="test"
        )
        rows = Ballot.objects.filter(vote__roll=roll).order_by("vote__number")
        assert list(rows.values_list("valid", flat=True)) == valid


def test_how_long_it_stands_who_votes_is_theirs_to_say(quarter) -> None:
    in_rules(quarter, says={"desk_days": 400, "call_back_chance": 99})
    draft = services.BindingDraft(
        unit_id=quarter.units["104"], person_id=quarter.town.persons["丙"], owner_id=quarter.town.persons["丙"],
        kind=BindingKind.DESK, document="passport",
    )  # fmt: skip
    services.bind_voter(actor=quarter.clerk, now=NOW, draft=draft)
    assert VoterBinding.objects.get().expires_on == TODAY + timedelta(days=400)
    assert detection_of(quarter.freeze()) == Fraction(99, 100)

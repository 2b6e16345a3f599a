"""An owner says, before the result is known, that what came in for his home is not his; no voter need be registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import queries, services, work
from hemei.community.voting.models import Assembly, Ballot, RollUnit, Sheet, SheetObjection, VoterBinding
from hemei.community.voting.pages import contested, mine, own
from hemei.community.voting.rules.assemblies import State, may_object_to_sheets
from hemei.community.voting.services import StrikeDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.street import refused
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, closed, judged, noticed
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

LATER = FIRST_BALLOT + timedelta(hours=1)
AFTER = ENDS + timedelta(hours=2)


class Home:
    """A home nobody is registered to vote for, and a paper its owner never signed."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter, self.found = quarter, noticed(quarter)
        for room in ("101", "102", "103", "203"):
            cast(quarter, self.found, room, "for")
        cast(quarter, self.found, "104", "for")
        self.unit = RollUnit.objects.get(roll=self.found.roll_id, unit_id=quarter.units["104"])
        self.sheet = Sheet.objects.get(roll_unit=self.unit)
        self.owner = owner_of(quarter, "丙")

    def object(self, actor: Actor | None = None, now=LATER, said: str = "不是我签的") -> int:
        who = actor or self.owner
        try:
            with records.acting(who):
                if who.role == self.owner.role:
                    services.claim_units(actor=who, now=now)
                return services.object_to_sheets(actor=who, now=now, roll_unit_id=self.unit.pk, text=said)
        finally:
            records.bind(self.quarter.clerk)

    def settle(self, number: int, *, own: bool, actor: Actor | None = None, now=LATER) -> None:
        services.settle_sheets(
            actor=actor or self.quarter.hands[1], now=now, objection_id=number, own={self.sheet.pk: own},
            reason="对照了原票",
        )  # fmt: skip

    def standing(self) -> bool:
        return Ballot.objects.filter(sheet=self.sheet, vote__number=1, standing=True).exists()


@pytest.fixture
def home(quarter: Quarter) -> Home:
    return Home(quarter)


@pytest.mark.parametrize(
    ("state", "came", "waits", "code"),
    [
        (State.NOTICED, True, False, ""),
        (State.JUDGED, True, False, ""),
        (State.NOTICED, False, False, "nothing_came"),
        (State.NOTICED, True, True, "objected"),
        (State.PUBLISHED, True, False, "known"),
        (State.CALLED_OFF, True, False, "known"),
        (None, True, False, "known"),
    ],
)
def test_when_an_owner_may_object(state, came, waits, code) -> None:
    decision = may_object_to_sheets(state, came=came, waits=waits)
    assert (decision.reasons[0].code if decision.reasons else "") == code


def test_an_owner_without_a_voter_objects_and_the_foreign_paper_is_not_counted(home: Home) -> None:
    assert not VoterBinding.objects.filter(unit_id=home.unit.unit_id).exists()
    assert refused(lambda: home.object(owner_of(home.quarter, "甲"))) == "not_on_the_roll"
    assert refused(lambda: home.object(said=" ")) == "text"
    number = home.object()
    assert refused(home.object) == "objected"
    assert queries.objected_sheets_count(actor=home.quarter.clerk, now=LATER) == [(1,)]
    [row] = queries.objected_sheets(actor=home.quarter.clerk, now=LATER)
    assert [one.sheet_id for one in row.sheets] == [home.sheet.pk]
    act = {"actor": home.quarter.hands[1], "now": LATER, "objection_id": number, "reason": "对照了原票"}
    assert refused(lambda: services.settle_sheets(own={}, **act)) == "papers"
    home.settle(number, own=False)
    assert SheetObjection.objects.get().upheld is True
    assert refused(lambda: home.settle(number, own=True)) == "no_objection"
    [hire, _] = judged(home.quarter, home.found)
    assert not home.standing()
    assert hire.details["struck"][0][1] == "objection_upheld"


def test_his_own_paper_counts_whoever_said_otherwise(home: Home) -> None:
    home.settle(home.object(), own=True)
    assert SheetObjection.objects.get().upheld is False
    judged(home.quarter, home.found)
    assert home.standing()


def test_what_waits_at_the_count_is_told_with_the_result(home: Home) -> None:
    home.object()
    [hire, _] = judged(home.quarter, home.found)
    assert hire.details["papers_objected"] == 1


def test_after_the_count_a_third_hand_strikes_what_was_found_foreign(home: Home) -> None:
    judged(home.quarter, home.found)
    number = home.object(now=AFTER)
    other, one = home.quarter.hands
    home.settle(number, own=False, actor=one, now=AFTER)
    assert home.standing()
    draft = StrikeDraft(sheet_id=home.sheet.pk, ground="not_entitled", reason="核实为他人所签")
    act = {"now": AFTER, "assembly_id": home.found.pk, "draft": draft}
    assert refused(lambda: services.strike_ballots(actor=one, **act)) == "one_hand"
    assert services.strike_ballots(actor=other, **act) == 1


def test_who_confirmed_the_stack_and_who_entered_the_objection_do_not_settle_it(home: Home) -> None:
    third = replace(home.quarter.clerk, account_id=3, person_id=home.quarter.town.persons["乙"])
    number = home.object(home.quarter.hands[1])
    for actor in (*home.quarter.hands, home.quarter.clerk):
        assert refused(lambda actor=actor: home.settle(number, own=True, actor=actor)) == "one_hand"
    home.settle(number, own=True, actor=third)


def test_who_has_settled_it_is_another_and_it_stays_settled(home: Home) -> None:
    one, other = home.quarter.hands
    number = home.object()
    assert refused(lambda: home.settle(number, own=False, actor=one)) == "one_hand"  # who confirmed the stack
    with pytest.raises(DatabaseError), transaction.atomic():
        SheetObjection.objects.update(settled_by=home.owner.person_id, settled_at=LATER, upheld=True)
    home.settle(number, own=False, actor=other)
    with pytest.raises(DatabaseError), transaction.atomic():
        SheetObjection.objects.update(upheld=False)


def test_once_the_result_is_known_he_objects_to_the_result(home: Home) -> None:
    judged(home.quarter, home.found)
    services.publish_result(actor=home.quarter.clerk, now=AFTER, assembly_id=home.found.pk)
    assert refused(lambda: home.object(now=AFTER)) == "known"
    assert Assembly.objects.get(pk=home.found.pk).state == State.PUBLISHED


def test_a_home_of_which_nothing_came_in_has_nothing_to_object_to(home: Home) -> None:
    other = RollUnit.objects.get(roll=home.found.roll_id, unit_id=home.quarter.units["201"])
    assert (
        refused(
            lambda: services.object_to_sheets(
                actor=home.quarter.clerk, now=LATER, roll_unit_id=other.pk, text="不是我的"
            )
        )
        == "nothing_came"
    )


def test_the_pages_lead_from_the_owner_to_the_clerk(home: Home, monkeypatch) -> None:
    for module in (own, mine, contested):
        monkeypatch.setattr(module, "utc_now", lambda: LATER)
    page = text(call(own.voter, home.owner, home.unit.pk))
    assert "还没有登记由谁为这一户用手机投票" in page
    assert "收到的票不是我的" in page
    form = {"about": "sheets", "text": ""}
    assert call(own.voter, home.owner, home.unit.pk, post=form).status_code == 422
    assert call(own.voter, home.owner, home.unit.pk, post=form | {"text": "不是我签的"}).status_code == 302
    assert "社区正在核实收到的票" in text(call(own.voter, home.owner, home.unit.pk))
    clerk = replace(home.quarter.hands[1])
    records.bind(clerk)
    [count] = work.objected_sheets(clerk)
    assert "1户业主对收到的选票有异议" in count.words
    listed = text(call(contested.sheets, clerk))
    assert "不是我签的" in listed
    number = SheetObjection.objects.get().pk
    half = call(contested.settle_sheets, clerk, number, post={"text": "对照了原票"})
    assert (half.status_code, "请逐张写明" in text(half)) == (422, True)
    said = {f"paper_{home.sheet.pk}": "other", "text": "对照了原票"}
    assert call(contested.settle_sheets, clerk, number, post=said).status_code == 302
    assert "没有待核实的异议" in text(call(contested.sheets, clerk))
    closed(home.quarter, home.found)


def test_who_entered_a_sheet_at_the_desk_does_not_settle_what_is_said_of_it(home: Home) -> None:
    one, other = home.quarter.hands
    votes = home.found.roll.votes.values_list("pk", flat=True)
    sheet = services.SheetDraft(
        roll_unit_id=home.unit.pk, choices=dict.fromkeys(votes, "against"), channel="desk", received_at=LATER,
        document="passport", owner_id=home.quarter.town.persons["丙"],
    )  # fmt: skip
    written = services.cast_sheet(actor=one, now=LATER, sheet=sheet)
    number = home.object(said="我没有到过窗口")
    said = {home.sheet.pk: True, written.sheet_id: False}
    act = {"now": LATER, "objection_id": number, "own": said, "reason": "对照了证件"}
    assert refused(lambda: services.settle_sheets(actor=one, **act)) == "one_hand"
    services.settle_sheets(actor=other, **act)
    [hire, _] = judged(home.quarter, home.found)
    assert home.standing()  # his paper stands again
    assert hire.details["struck"][0][1] == "objection_upheld"

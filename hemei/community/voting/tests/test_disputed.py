"""Who settles an objection to a voter says whose each paper of the home was; another's is struck."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, RollUnit, Sheet, Strike
from hemei.community.voting.rules.voters import BindingKind
from hemei.community.voting.services import BindingDraft, StrikeDraft
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, code_of, judged, noticed
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

LATER = FIRST_BALLOT + timedelta(hours=2)
AFTER = ENDS + timedelta(hours=2)


class Home:
    """A home whose owner's paper came first, then one that somebody else signed; its voter is objected to."""

    def __init__(self, quarter) -> None:
        self.quarter, self.clerk = quarter, quarter.clerk
        self.found: Assembly = noticed(quarter)
        for room in ("101", "102", "103", "203"):
            cast(quarter, self.found, room, "for")
        self.unit = RollUnit.objects.get(roll=self.found.roll, unit_id=quarter.units["104"])
        person = quarter.town.persons["丙"]
        draft = BindingDraft(
            unit_id=self.unit.unit_id, person_id=person, owner_id=person, kind=BindingKind.DESK, document="passport"
        )  # fmt: skip
        self.binding = services.bind_voter(actor=self.clerk, now=FIRST_BALLOT, draft=draft)
        cast(quarter, self.found, "104", "against", at=FIRST_BALLOT)
        cast(quarter, self.found, "104", "for", at=LATER)
        self.own, self.foreign = Sheet.objects.filter(roll_unit=self.unit).order_by("received_at")
        services.object_to_binding(actor=self.clerk, now=LATER, binding_id=self.binding, text="有人冒用")

    def hand(self, name: str, account: int) -> Actor:
        return replace(self.clerk, account_id=account, person_id=self.quarter.town.persons[name])

    def settle(self, *, upheld: bool = True, own=None, now=LATER, actor: Actor | None = None) -> None:
        services.settle_objection(
            actor=actor or self.hand("丁", 12),
            now=now,
            binding_id=self.binding,
            upheld=upheld,
            reason="核对了签名",
            own=own,
        )

    def counted(self) -> list[tuple[int, str]]:
        rows = Ballot.objects.filter(roll_unit=self.unit, vote__number=1, standing=True)
        return list(rows.values_list("sheet_id", "choice"))


@pytest.fixture
def home(quarter) -> Home:
    return Home(quarter)


def test_anothers_paper_is_struck_with_the_count_and_the_true_owners_counts(home) -> None:
    [listed] = queries.papers_in_dispute([home.unit.unit_id]).values()
    assert [(one.sheet_id, one.judged) for one in listed] == [(home.own.pk, False), (home.foreign.pk, False)]
    for own in (None, {home.own.pk: True}):
        with pytest.raises(Refused) as refused:
            home.settle(own=own)
        assert code_of(refused) == "papers"
    assert Strike.objects.count() == 0
    home.settle(own={home.own.pk: True, home.foreign.pk: False})
    assert home.counted() == [(home.foreign.pk, "for")]  # until the count nothing changes
    hire, _ = judged(home.quarter, home.found)
    assert home.counted() == [(home.own.pk, "against")]
    [(_number, ground)] = hire.details["struck"]
    assert ground == "objection_upheld"
    assert hire.details["papers_objected"] == 0
    [event] = [e for _, e in record.events_of(streams=[home.found.stream], kind="voting.ballots_struck")]
    assert "核对了签名" not in str(event.data)


def test_who_confirmed_the_stack_of_a_paper_does_not_say_whose_it_is(home) -> None:
    third = home.hand("甲", 14)
    home.quarter.clerk = third
    cast(home.quarter, home.found, "104", "for", at=LATER + timedelta(hours=1))
    late = Sheet.objects.filter(roll_unit=home.unit).latest("received_at")
    own = {home.own.pk: True, home.foreign.pk: False, late.pk: True}
    for upheld in (True, False):
        with pytest.raises(Refused) as refused:
            home.settle(upheld=upheld, own=own, actor=third)
        assert code_of(refused) == "one_hand"
        assert "确认这批票" in refused.value.decision.reasons[0].text
    home.settle(own=own)


def test_dismissed_it_counts_and_an_open_objection_is_marked_in_the_result(home) -> None:
    hire, _ = judged(home.quarter, home.found)
    assert home.counted() == [(home.foreign.pk, "for")]
    assert hire.details["papers_objected"] == 1
    codes = {reason.code: reason for reason in queries.reasons_for(hire)}
    assert codes["papers_objected"].values == {"count": "1"}
    home.settle(upheld=False, now=AFTER)
    assert home.counted() == [(home.foreign.pk, "for")]


def test_found_after_the_count_a_third_hand_strikes_it(home) -> None:
    judged(home.quarter, home.found)
    draft = StrikeDraft(sheet_id=home.foreign.pk, ground="not_entitled", reason="签名不是业主的")

    def strike(actor: Actor, sheet: int = home.foreign.pk) -> int:
        return services.strike_ballots(
            actor=actor, now=AFTER, assembly_id=home.found.pk, draft=replace(draft, sheet_id=sheet)
        )

    with pytest.raises(Refused) as early:
        strike(home.hand("乙", 13))
    assert code_of(early) == "fallen_binding"
    home.settle(own={home.own.pk: True, home.foreign.pk: False}, now=AFTER)
    assert Strike.objects.count() == 0
    for hand, sheet, code in (
        (home.hand("丁", 12), home.foreign.pk, "one_hand"), (home.hand("乙", 13), home.own.pk, "fallen_binding"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            strike(hand, sheet)
        assert code_of(refused) == code
    assert strike(home.hand("乙", 13)) == 1
    services.recount_assembly(actor=home.clerk, now=AFTER, assembly_id=home.found.pk)
    assert home.counted() == [(home.own.pk, "against")]


def test_papers_of_votes_that_were_past_when_somebody_objected_are_not_asked_about_again(home) -> None:
    judged(home.quarter, home.found)
    services.publish_result(actor=home.clerk, now=AFTER, assembly_id=home.found.pk)
    until = Assembly.objects.get(pk=home.found.pk).objections_until
    units = [home.unit.unit_id]
    assert until is not None
    assert len(queries.papers_in_dispute(units)[units[0]]) == 2
    past = until + timedelta(seconds=1)
    with pytest.raises(Refused) as refused:
        home.settle(now=past)  # objected to in time: whose each paper was is said, however late
    assert code_of(refused) == "papers"
    home.settle(upheld=False, now=past)
    services.object_to_binding(actor=home.clerk, now=past, binding_id=home.binding, text="又有人冒用")
    assert queries.papers_in_dispute(units) == {}
    home.settle(now=past)

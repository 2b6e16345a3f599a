"""An objection to who votes for a home always finds somebody to settle it: the street, or the sale of the home."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, VoterBinding
from hemei.community.voting.pages import contested
from hemei.community.voting.rules.striking import Hand, desk_for, settled_by_none
from hemei.community.voting.rules.voters import BindingKind
from hemei.community.voting.services import BindingDraft, StrikeDraft
from hemei.community.voting.tests.conftest import HOME
from hemei.community.voting.tests.test_calling_rights import CAST, code
from hemei.community.voting.tests.test_calling_street import (
    COMMUNITY,
    STREET,
    Small,
    signed_in,
    small,
)
from hemei.community.voting.tests.test_denied_rights import guarded, listed
from hemei.ground.people.models import Ownership
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

__all__ = ["small"]
pytestmark = pytest.mark.django_db
COUNTY, WAITS = "瑶海区政府", "项对表决人的异议等待核实"


@dataclass
class Left:
    """A guardian whom the only clerk bound, and whose right the owner denied to the street; `other` works there too."""

    small: Small
    called: int
    county: Actor
    other: Actor | None = None

    def row(self) -> VoterBinding:
        return VoterBinding.objects.get(
            unit_id=self.small.quarter.units["104"], person_id=self.small.person("张三")
        )

    def settle(self, actor: Actor, *, upheld: bool = True, now: datetime | None = None) -> None:
        with records.acting(actor):
            services.settle_objection(
                actor=actor,
                now=now or self.small.after,
                binding_id=self.row().pk,
                upheld=upheld,
                reason="没有监护证明",
            )

    def waiting(self, actor: Actor) -> list[int]:
        with records.acting(actor):
            rows = queries.contested(actor=actor, now=self.small.after)
            counted = queries.contested_count(actor=actor, now=self.small.after)
        assert counted == ([(len(rows),)] if rows else [])
        return [row.id for row in rows]

    def sell(self, now: datetime | None = None) -> int:
        """Let the home be another's since the day before; returns how many bindings that ended."""
        unit, day = self.small.quarter.units["104"], (CAST - timedelta(days=1)).date()
        with records.acting(EVERYONE):
            Ownership.objects.filter(unit_id=unit).update(valid_until=day)
            Ownership.objects.create(
                stream=f"people.person:{self.small.person('丁')}", scope=self.row().scope, unit_id=unit,
                person_id=self.small.person("丁"), valid_from=day,
            )  # fmt: skip
        return services.end_sold(actor=self.small.clerk, now=now or self.small.after, unit_id=unit)

    def over(self) -> datetime:
        """A day after one could object to the result."""
        until = Assembly.objects.get(pk=self.small.assembly).objections_until
        assert until is not None
        return until + timedelta(days=1)

    def strike(self, now: datetime) -> int:
        """Strike what the guardian cast because an objection to him was right."""
        sheet = Ballot.objects.filter(sheet__binding=self.row()).values_list("sheet_id", flat=True)[0]
        draft = StrikeDraft(sheet_id=sheet, ground="not_entitled", reason="监护登记被取消")
        return services.strike_ballots(
            actor=self.small.clerk, now=now, assembly_id=self.small.assembly, draft=draft
        )

    def bind_buyer(self) -> None:
        draft = BindingDraft(
            unit_id=self.row().unit_id, person_id=self.small.person("丁"), owner_id=self.small.person("丁"),
            kind=BindingKind.DESK, document="passport",
        )  # fmt: skip
        services.bind_voter(actor=self.small.clerk, now=self.small.after, draft=draft)


@standing
def alone(small: Small) -> Left:
    guarded(small, "104", "丙")
    small.drawn()
    called = listed(small, "104")
    with records.acting(EVERYONE):
        small.quarter.town.found(COUNTY, BodyKind.COUNTY_GOVERNMENT, "340102", Level.COUNTY)
    county = small.employ("区县干部", COUNTY, Role.COUNTY_COORDINATOR, "340102")
    records.bind(small.clerk)
    small.ask(small.street, called, "not_given")
    return Left(small, called, county)


@standing
def left(alone: Left) -> Left:
    other = alone.small.employ("街道同事", STREET, Role.STREET_CLERK, "340102001")
    records.bind(alone.small.clerk)
    return replace(alone, other=other)


@pytest.mark.parametrize(
    ("had", "desk"),
    [([1], "community"), ([1, 2], "street"), ([1, 2, 8], "street"), ([1, 2, 8, 9], "county")],
)
def test_an_objection_is_left_to_the_first_where_somebody_had_no_hand_in_it(had, desk) -> None:
    hands = [Hand(one, None) for one in had]
    assert desk_for(hands, community={1, 2}, street={8, 9}) == desk


def test_where_there_is_no_street_it_is_left_to_the_county() -> None:
    assert desk_for([Hand(1, None)], community={1}) == "county"


@pytest.mark.parametrize(
    ("staff", "hands", "none"),
    [
        ({1}, [Hand(1, 9)], True), ({1, 2}, [Hand(1, 9), None], False), ({1, 2}, [Hand(1, 9), Hand(2, None)], True),
        ({1}, [Hand(None, 9)], False), ((), [Hand(1, 9)], True), ({1}, [Hand(5, 9, frozenset({1}))], True),
    ],
)  # fmt: skip
def test_an_objection_is_left_to_the_street_where_each_of_the_staff_had_a_hand(staff, hands, none) -> None:
    assert settled_by_none(staff, hands) is none


def test_the_street_settles_what_nobody_of_the_community_may(left: Left) -> None:
    with pytest.raises(Refused, match="登记这个表决人的人") as refused:
        left.settle(left.small.clerk)
    assert refused.value.decision.reasons[0].remedy == "居民委员会的人员都经手过，请由街道核实"
    with pytest.raises(Refused, match="登记这项异议的人") as refused:
        left.settle(left.small.street)  # wrote the denial down
    assert refused.value.decision.reasons[0].remedy == "请由街道另一名工作人员核实"
    assert code(lambda: left.settle(left.county)) == "street"
    assert left.waiting(left.other) == [left.row().pk]
    left.settle(left.other)
    assert (left.row().ended_at, left.row().settled_by) == (left.small.after, left.other.person_id)
    assert left.waiting(left.other) == []


def test_the_county_settles_what_nobody_of_the_street_may_either(alone: Left) -> None:
    for actor, said, remedy in (
        (alone.small.clerk, "one_hand", "居民委员会和街道的人员都经手过，请由区县核实"),
        (alone.small.street, "above", "请由区县核实"),
    ):
        with pytest.raises(Refused) as refused:
            alone.settle(actor)
        [reason] = refused.value.decision.reasons
        assert (reason.code, reason.remedy) == (said, remedy)
    assert (alone.waiting(alone.small.street), alone.waiting(alone.county)) == ([], [alone.row().pk])
    alone.settle(alone.county)
    assert alone.row().settled_by == alone.county.person_id


def test_the_county_finds_it_on_its_workbench_and_settles_it(
    alone: Left, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr(contested, "utc_now", lambda: alone.small.after)
    records.bind(EVERYONE)
    assert WAITS not in signed_in(alone.small, "街道干部").get("/work").text
    county = signed_in(alone.small, "区县干部")
    assert f"1{WAITS}" in county.get("/work").text
    assert "业主否认由他代为投票" in county.get("/votes/objections").text
    done = county.post(f"/votes/objections/{alone.row().pk}", {"upheld": "yes", "text": "没有监护证明"})
    assert done.status_code == 302
    assert alone.row().ended_at is not None


def test_who_wrote_it_down_at_the_street_is_told_who_else_may(left: Left, settings) -> None:
    settings.DEMO = True
    records.bind(EVERYONE)
    office = signed_in(left.small, "街道干部")
    assert WAITS not in office.get("/work").text
    page = office.get("/votes/objections").text
    assert "请由街道另一名工作人员核实" in page
    assert 'name="upheld"' not in page


def test_the_street_settles_nothing_that_somebody_of_the_community_may(left: Left) -> None:
    colleague = left.small.employ("同事", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
    assert code(lambda: left.settle(left.other)) == "committees"
    assert (left.waiting(left.other), left.waiting(colleague)) == ([], [left.row().pk])
    left.settle(colleague, upheld=False)
    assert left.row().objected_at is None


def test_the_street_finds_it_on_its_workbench_and_settles_it(
    left: Left, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr(contested, "utc_now", lambda: left.small.after)
    records.bind(EVERYONE)
    office = signed_in(left.small, "街道同事")
    assert f"1{WAITS}" in office.get("/work").text
    assert "业主否认由他代为投票" in office.get("/votes/objections").text
    own = signed_in(left.small, "独任社工").get("/votes/objections").text
    assert "居民委员会的人员都经手过，请由街道核实" in own
    assert 'name="upheld"' not in own
    done = office.post(f"/votes/objections/{left.row().pk}", {"upheld": "yes", "text": "没有监护证明"})
    assert done.status_code == 302
    assert WAITS not in office.get("/work").text
    assert left.row().ended_at is not None


def test_a_sale_ends_what_is_objected_to_once_no_ballot_by_it_counts(left: Left) -> None:
    assert left.sell() == 0  # what the guardian cast may still change the result
    assert code(left.bind_buyer) == "objected"
    left.small.strike(left.called, "right_denied")
    assert not Ballot.objects.filter(sheet__binding=left.row(), strike=None).exists()
    left.bind_buyer()
    assert left.row().ended_at is not None
    assert [event.type for event in record.history(stream=left.row().stream)][-1] == "voting.binding_lapsed"
    assert VoterBinding.objects.get(unit_id=left.row().unit_id, ended_at=None).person_id == left.small.person(
        "丁"
    )


def test_an_objection_in_time_is_decided_after_a_sale_too_and_its_ballot_struck(left: Left) -> None:
    late = left.over()
    assert code(lambda: left.strike(late)) == "fallen_binding"
    assert left.sell(late) == 0
    assert code(left.bind_buyer) == "objected"
    assert left.waiting(left.other) == [left.row().pk]
    left.settle(left.other, now=late)
    assert left.strike(late) == 2  # of both items
    left.bind_buyer()


def test_an_objection_that_came_too_late_to_change_a_result_ends_with_the_sale(left: Left) -> None:
    late = left.over()
    left.settle(left.other, upheld=False)
    records.bind(left.small.clerk)
    services.object_to_binding(actor=left.small.clerk, now=late, binding_id=left.row().pk, text="不是监护人")
    assert left.sell(late) == 1


def test_the_database_lets_no_voter_go_whose_objection_came_in_time(left: Left) -> None:
    row = VoterBinding.objects.filter(pk=left.row().pk)
    with pytest.raises(IntegrityError, match="is settled before the voter is let go"), transaction.atomic():
        row.update(ended_at=left.over())
    left.small.strike(left.called, "right_denied")
    assert row.update(ended_at=left.over()) == 1


def test_an_objection_stays_while_the_owner_is_the_same(left: Left) -> None:
    left.small.strike(left.called, "right_denied")
    assert services.end_sold(actor=left.small.clerk, now=left.small.after, unit_id=left.row().unit_id) == 0
    assert left.row().objected_at is not None

"""Where too few sit nothing the committee decides has its majority: the residents' committee acts for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hemei.community.committees import services
from hemei.community.committees.models import Election
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.rules.life_words import StandInSide
from hemei.community.committees.services import elections
from hemei.community.committees.services.elections.calling import _ground
from hemei.community.committees.services.life.standing_in import MemberDraft
from hemei.community.committees.tests.conftest import NOW, STREET, TODAY, Garden
from hemei.community.committees.tests.test_counted import _term
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.tests.test_pages import call as show
from hemei.community.voting.tests.test_pages import text
from hemei.ground.companies.pages import register
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.pages import committees
from hemei.ground.people.pages import gate as people_gate
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties

LATER = NOW + timedelta(days=1)


def leave(garden: Garden, count: int) -> None:
    """Let so many of the five members resign from tomorrow on."""
    with records.acting(EVERYONE):
        term = people.term_facts(TODAY, estate_id=garden.estate)
        assert term is not None
        for seat in people.sitting_seats(term.id, LATER.date())[:count]:
            people_services.leave_seat(
                actor=SYSTEM, now=LATER, seat_id=seat.id, day=LATER.date(), reason=people.SeatEnd.RESIGNED
            )


def able(garden: Garden) -> bool:
    with records.acting(EVERYONE):
        at_work = people.committee_at_work(garden.estate, LATER.date())
        assert at_work is not None
        found = people.committee_able(garden.estate, LATER.date()) == at_work
        same = Estate.objects.filter(people.has_able_committee("id", LATER.date()), pk=garden.estate)
        assert same.exists() is found, "lists ask the database what an act asks of one estate"
        return found


def call(garden: Garden, caller: str, ground: str, **more: Any) -> int:
    draft = voting.AssemblyDraft(
        estate_id=garden.estate, kind="extraordinary", called_by=caller, ground=ground,  # type: ignore[arg-type]
        title="临时会议", key=f"{caller}{ground}", **more,
    )  # fmt: skip
    return int(garden.do(garden.clerk, voting.call_assembly, draft=draft, now=LATER))


def test_a_committee_can_act_while_half_of_it_sits_or_nobody_was_named(garden: Garden) -> None:
    with records.acting(EVERYONE):
        assert people.committee_able(garden.estate, TODAY) is None
    _term(garden, date(2027, 1, 10), held=5)
    assert able(garden)
    leave(garden, 2)
    assert able(garden)
    leave(garden, 1)
    assert not able(garden)
    leave(garden, 2)
    assert not able(garden)


def test_who_was_set_up_because_it_cannot_act_speaks_for_the_owners(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    _term(garden, date(2027, 1, 10), held=5)
    leave(garden, 3)
    day = LATER.date()
    with records.acting(EVERYONE):
        committee = people.committee_at_work(garden.estate, day)
        assert people.committees_at_work([garden.estate], day) == {garden.estate: committee}
    members = [MemberDraft(StandInSide.OWNER, f"成员{number}") for number in range(5)]
    garden.do(
        garden.street,
        services.form_stand_in,
        estate_id=garden.estate,
        members=members,
        formed_on=day,
        now=LATER,
    )
    with records.acting(EVERYONE):
        body = people.stand_in_at_work(garden.estate, day)
        assert body not in {None, committee}
        assert people.committees_at_work([garden.estate], day) == {garden.estate: body}
        assert people.committees_at_work([garden.estate], TODAY) == {garden.estate: committee}
        assert people.standing_in_for(garden.estate, TODAY) == ""
        name = people.standing_in_for(garden.estate, day)
    assert name.endswith("物业管理委员会")
    monkeypatch.setattr(people_gate, "utc_now", lambda: LATER)
    monkeypatch.setattr(register, "utc_now", lambda: LATER)
    with records.acting(EVERYONE):
        code = Estate.objects.get(pk=garden.estate).code
    for view in (register.register, committees.committee):
        page = text(show(view, garden.clerk, code))
        assert f"由{name}代行职责" in page


def test_a_register_that_names_no_member_leaves_the_committee_able(garden: Garden) -> None:
    _term(garden, date(2027, 1, 10))
    assert able(garden)


def test_a_meeting_called_from_another_record_is_called_by_who_can_act(garden: Garden) -> None:
    """A use of the fund, an agreement of the account: a committee below half decides nothing that could be cited."""
    _term(garden, date(2027, 1, 10), held=5)
    actor = garden.clerk
    with records.acting(EVERYONE):
        assert voting.usual_caller(actor, garden.estate, TODAY)["called_by"] == "committee"
    leave(garden, 3)
    with records.acting(EVERYONE):
        told = voting.usual_caller(actor, garden.estate, LATER.date())
    assert (told["called_by"], told["ground"]) == ("residents_committee", "no_committee")


def test_where_all_resigned_the_residents_committee_calls_the_early_election(garden: Garden) -> None:
    _term(garden, date(2027, 1, 10), held=5)
    with pytest.raises(Refused) as refused:
        call(garden, "residents_committee", "no_committee")
    assert [one.code for one in refused.value.decision.reasons] == ["no_committee"]
    leave(garden, 5)
    with pytest.raises(Refused) as refused:
        call(garden, "committee", "emergency", reason="委员缺额", decision="决定书")
    assert [one.code for one in refused.value.decision.reasons] == ["no_committee_at_work"]
    assert call(garden, "residents_committee", "no_committee")
    election = garden.do(
        garden.clerk, elections.begin_renewal, estate_id=garden.estate, now=LATER,
        plan=elections.Plan(ElectionKind.EARLY, 5, 0, 3),
    )  # fmt: skip
    with records.acting(EVERYONE):
        row = Election.objects.get(pk=election)
        found = _ground(row, LATER.date(), None)
        assert votes.citable(garden.estate, "elect_committee", on=LATER.date()) is None
    assert found == ("residents_committee", "no_committee", "extraordinary")


def test_a_stand_in_body_is_formed_where_too_few_sit_and_not_asked_to_go(garden: Garden) -> None:
    _term(garden, date(2027, 1, 10), held=5)
    members = [MemberDraft(StandInSide.OWNER, f"成员{number}") for number in range(5)]
    asked = {"estate_id": garden.estate, "members": members, "formed_on": LATER.date(), "now": LATER}
    with pytest.raises(Refused) as refused:
        garden.do(garden.street, services.form_stand_in, **asked)
    assert [one.code for one in refused.value.decision.reasons] == ["committee"]
    leave(garden, 3)
    with records.acting(EVERYONE):
        term = people.term_facts(TODAY, estate_id=garden.estate)
        assert term is not None
        people_services.file_term(actor=SYSTEM, now=LATER, term_id=term.id, filed_on=TODAY, number="1号")
    garden.do(garden.street, services.form_stand_in, **asked)
    services.watch(actor=EVERYONE, now=LATER)
    with records.acting(EVERYONE):
        street = people.street_body_for(garden.street.places[0].path, TODAY)
    assert not [one for one in owed_titles(garden, street) if "请解散物业管理委员会" in one]


def test_the_page_offers_to_form_one_where_the_committee_cannot_act(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemei.community.committees.pages.life.committee.utc_now", lambda: LATER)
    _term(garden, date(2027, 1, 10), held=5)
    with records.acting(SYSTEM):
        page = f"/committee-life/{Estate.objects.get(pk=garden.estate).code}"
    street = garden.browser(Role.STREET_CLERK, "明光路街道办", STREET)
    assert "组建物业管理委员会</a>" not in street.get(page).text
    leave(garden, 3)
    assert "组建物业管理委员会</a>" in street.get(page).text


def owed_titles(garden: Garden, body: int | None) -> list[str]:
    """Return what a body's duties are called."""
    street = replace(garden.street, body_id=body)
    with records.acting(street):
        return [one.title for one in duties.duty_list(actor=street)]

"""Two at a door: what one enters counts once the other has confirmed it, by the moment of the visit, or expires."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, RollUnit, VisitWitness, Vote
from hemei.community.voting.pages import visit as visit_pages
from hemei.community.voting.services import SheetDraft
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.street import refused
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, judged, noticed
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Door:
    """A meeting whose vote runs, and two who go to a door."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter = quarter
        self.found: Assembly = noticed(quarter)
        town = quarter.town
        self.first, self.second = (
            replace(
                town.actor(role, HOME, "东风社区居委会", account=number), person_id=town.person(name, HOME)
            )
            for number, (name, role) in enumerate(
                (("社工", Role.COMMUNITY_CLERK), ("网格员", Role.GRID_WORKER)), start=21
            )
        )
        for name, role in (("社工", Role.COMMUNITY_CLERK), ("网格员", Role.GRID_WORKER)):
            town.appoint(name, "东风社区居委会", role)

    def visit(self, room: str, choice: str, at: datetime) -> int:
        """Enter a sheet from a door as the first; return the visit that waits for the second."""
        unit = RollUnit.objects.get(roll=self.found.roll, unit_id=self.quarter.units[room])
        votes = Vote.objects.filter(roll=self.found.roll).values_list("pk", flat=True)
        sheet = SheetDraft(
            roll_unit_id=unit.pk, choices=dict.fromkeys(votes, choice), channel="doorstep", received_at=at,
            document="passport", owner_id=unit.owner_ids[0], visitor_id=self.second.person_id,
        )  # fmt: skip
        with records.acting(self.first):
            written = services.cast_sheet(actor=self.first, now=at, sheet=sheet)
        assert not any(one.stands for one in written.ballots)
        return VisitWitness.objects.get(sheet_id=written.sheet_id).pk

    def answer(self, visit: int, at: datetime, *, actor: Actor | None = None, there: bool = True) -> None:
        who = actor or self.second
        with records.acting(who):
            services.answer_visit(actor=who, now=at, visit_id=visit, there=there, confirmed_at=at)

    def standing(self, room: str) -> set[str]:
        unit = self.quarter.units[room]
        rows = Ballot.objects.filter(roll_unit__unit_id=unit, vote__number=1, standing=True)
        return set(rows.values_list("choice", flat=True))


@pytest.fixture
def door(quarter: Quarter) -> Door:
    with records.acting(EVERYONE):
        made = Door(quarter)
    records.bind(EVERYONE)
    return made


def test_only_the_second_person_confirms_himself_once_and_in_time(door: Door) -> None:
    visit = door.visit("104", "for", FIRST_BALLOT)
    assert door.standing("104") == set()
    assert refused(lambda: door.answer(visit, FIRST_BALLOT, actor=door.first)) == "not_witness"
    assert refused(lambda: door.answer(visit, ENDS + HOUR)) == "closed"
    with records.acting(door.second):
        without = {"actor": door.second, "now": FIRST_BALLOT, "visit_id": visit, "there": True}
        assert refused(lambda: services.answer_visit(confirmed_at=None, **without)) == "step_up"
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(sheet__witness=visit).update(standing=True)
    with records.acting(door.second):
        [listed] = queries.visits_of(actor=door.second)
        assert (listed.mine, listed.other, listed.waits(FIRST_BALLOT)) == (True, "社工", True)
        assert queries.visits_to_confirm(actor=door.second, now=FIRST_BALLOT) == [(1,)]
    door.answer(visit, FIRST_BALLOT + HOUR)
    assert door.standing("104") == {"for"}
    assert refused(lambda: door.answer(visit, FIRST_BALLOT + HOUR)) == "answered"
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitWitness.objects.filter(pk=visit).update(there=False)
    told = [
        event.type
        for event in record.history(
            stream=f"voting.roll_unit:{RollUnit.objects.get(sheets__witness=visit).pk}"
        )
    ]
    assert told[-2:] == ["voting.sheet_cast", "voting.visit_confirmed"]


def test_a_confirmed_ballot_takes_its_place_by_the_moment_of_the_visit(door: Door) -> None:
    earlier = door.visit("104", "for", FIRST_BALLOT)
    with records.acting(door.quarter.clerk):
        cast(door.quarter, door.found, "104", "against", at=FIRST_BALLOT + HOUR)
    later = door.visit("104", "abstain", FIRST_BALLOT + 2 * HOUR)
    door.answer(earlier, FIRST_BALLOT + 3 * HOUR)  # confirmed last of all, and came first
    assert door.standing("104") == {"against"}
    door.answer(later, FIRST_BALLOT + 4 * HOUR)
    assert door.standing("104") == {"abstain"}


def test_what_nobody_confirmed_or_somebody_denied_expires_and_the_result_says_so(door: Door) -> None:
    door.visit("104", "for", FIRST_BALLOT)
    denied = door.visit("101", "for", FIRST_BALLOT)
    door.answer(denied, FIRST_BALLOT + HOUR, there=False)
    door.answer(door.visit("102", "against", FIRST_BALLOT), FIRST_BALLOT + HOUR)
    records.bind(door.quarter.clerk)
    judged(door.quarter, door.found)
    rows = queries.outcomes(door.found.pk, actor=door.quarter.clerk)
    assert {row.part.heads for row in rows} == {1}
    words = [reason.text.format(**reason.values) for reason in queries.reasons_for(rows[0])]
    assert "上门收的2张选票，到截止没有由同行的人确认，不计入。" in words
    assert Ballot.objects.filter(struck=True).count() == 2 * len(rows)
    now = ENDS + timedelta(days=2)
    for row in rows:
        files = queries.files_of(row.vote.id, actor=door.quarter.clerk, now=now)
        assert files is not None
        assert files.public["result"]["heads"][1] == 1
    with records.acting(door.first):
        assert [one.waits(now) for one in queries.visits_of(actor=door.first)] == [False] * 3


def test_whoever_oversees_the_place_reads_who_went_to_which_door(door: Door, monkeypatch) -> None:
    monkeypatch.setattr(visit_pages, "utc_now", lambda: FIRST_BALLOT + HOUR)
    door.visit("104", "for", FIRST_BALLOT)
    town = door.quarter.town
    above, elsewhere = (
        replace(town.actor(Role.STREET_CLERK, code, body, account=30), person_id=town.persons["张三"])
        for code, body in (("340102001", "明光路街道办"), ("340103001", "逍遥津街道办"))
    )
    with records.acting(above):
        [row] = queries.visits_of(actor=above)
        assert (row.other, row.mine, row.own) == ("社工、网格员", False, False)
        page = text(call(visit_pages.visits, above))
    assert "上门的两个人：社工、网格员" in page
    assert "我当时在场" not in page
    with records.acting(elsewhere):
        assert queries.visits_of(actor=elsewhere) == []
    resident = Actor(role=Role.RESIDENT, account_id=9, person_id=town.persons["甲"])
    with records.acting(resident):
        assert queries.visits_of(actor=resident) == []

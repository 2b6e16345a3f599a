"""An election of which one vote is annulled: the others go on, and file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import Resolution
from hemei.community.committees.tests.conftest import OWNERS, Garden, owed
from hemei.community.committees.tests.test_counted import LATER, counted
from hemei.community.voting.queries import VoteRow
from hemei.ground.people.models import Seat
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused


def test_where_one_vote_is_annulled_the_others_go_on_and_file(garden: Garden) -> None:
    election = garden.prepared()
    with records.acting(EVERYONE):
        row = garden.row(election)
        row.seats, row.reserves = 7, 0
        row.save()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 4))
    hit = garden.candidates(election)[OWNERS[6]]
    for _ in range(2):
        with records.acting(EVERYONE):
            services.annul(actor=SYSTEM, now=LATER, assembly_id=election, votes=[hit.vote_id or 0])
    assert garden.row(election).state == "annulled"
    then = LATER + timedelta(days=2)
    garden.do(
        garden.street,
        services.resolve_annulment,
        election_id=election,
        resolution=Resolution.GOES_ON,
        now=then,
    )
    row = garden.row(election)
    assert (row.state, row.resolution) == ("elected", "goes_on")
    with records.acting(EVERYONE):
        ended = Seat.objects.get(term_id=row.term_id, valid_until__isnull=False)
    assert (ended.person_id, ended.end_reason) == (hit.person_id, "annulled")
    assert sorted(owed(garden.clerk)) == ["备案", "首次业委会会议"]


@pytest.mark.parametrize(
    ("matter", "state"), [("management_covenant", "annulled"), ("hire_company", "elected")]
)
def test_a_first_assembly_without_its_covenant_was_not_founded(
    garden: Garden, monkeypatch: pytest.MonkeyPatch, matter: str, state: str
) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    vote = VoteRow(900, 1, matter, "", "", None, None, None)
    monkeypatch.setattr(
        "hemei.community.committees.services.elections.annulling.voting.votes_of", lambda *_a, **_k: [vote]
    )
    with records.acting(EVERYONE):
        services.annul(actor=SYSTEM, now=LATER, assembly_id=election, votes=[vote.id])
    assert garden.row(election).state == state
    annulled = {one.annulled for one in garden.candidates(election).values()}
    assert annulled == {state == "annulled"}
    if state == "annulled":
        resolution = {"election_id": election, "resolution": Resolution.GOES_ON, "now": LATER}
        with pytest.raises(Refused):
            garden.do(garden.street, services.resolve_annulment, **resolution)

"""In a timely renewal the first meeting is held, and recorded, before the term begins: its officers begin with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import FirstMeetingDraft, Officers
from hemei.community.committees.tests.conftest import OWNERS, Garden, owed
from hemei.community.committees.tests.living import sit
from hemei.community.committees.tests.test_counted import DAY, LATER, _term, begin, counted
from hemei.community.committees.tests.test_filling import UNTIL
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE

MET = LATER + timedelta(days=3)
FIRST = "首次业委会会议"


def met(garden: Garden) -> tuple[int, dict[str, Any]]:
    """Return an election of a renewal whose first meeting chose a chair and a vice chair, and what records it."""
    _term(garden, UNTIL)
    election = begin(garden, ElectionKind.RENEWAL)
    for name in OWNERS[:6]:
        garden.accept(garden.register(election, name))
    counted(garden, election, (9, 8, 7, 6, 5, 4), passed={})
    draft = FirstMeetingDraft(starts_at=MET, location="社区会议室", key="k")
    called = {"election_id": election, "draft": draft, "now": LATER}
    sit(garden.clerk, MET, garden.do(garden.clerk, services.call_first_meeting, **called), come=3)
    with records.acting(EVERYONE):
        term = garden.row(election).term_id or 0
        chair, vice, *_ = [one.id for one in people.sitting_seats(term, UNTIL) if not one.reserve]
    return election, {"election_id": election, "officers": Officers(chair=chair, vices=(vice,))}


def posts(garden: Garden, election: int, on: date) -> list[str]:
    with records.acting(EVERYONE):
        return sorted(one.post.value for one in people.sitting_seats(garden.row(election).term_id or 0, on))


@pytest.mark.parametrize(
    "at", [MET, datetime(2027, 1, 10, 2, tzinfo=UTC), datetime(2027, 1, 12, 2, tzinfo=UTC)]
)
def test_what_it_chose_is_recorded_from_the_meeting_on(garden: Garden, at: datetime) -> None:
    election, values = met(garden)
    assert FIRST in owed(garden.clerk)
    garden.do(garden.clerk, services.constitute, **values, now=at)
    row = garden.row(election)
    assert (row.constituted_on, FIRST in owed(garden.clerk)) == (MET.date(), False)
    begins = UNTIL if at.date() <= UNTIL else UNTIL + timedelta(days=1)
    assert posts(garden, election, begins) == ["chair", "member", "member", "member", "vice_chair"]
    assert posts(garden, election, begins - timedelta(days=1)) == ([] if begins == UNTIL else ["member"] * 5)
    assert posts(garden, election, DAY) == []

"""What credit says of who bids for a package: level and stars of the day, once."""

from __future__ import annotations

from typing import Any

import pytest

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.oversight.credit import reactions
from hemei.oversight.renewal import queries as renewal
from hemei.oversight.renewal.models import BidderSheet
from hemei.oversight.renewal.tests.balloting import tendered
from hemei.oversight.renewal.tests.lane import Lane, made_lane
from tests.grounds import standing

pytestmark = pytest.mark.django_db


@standing
def lane() -> Lane:
    return made_lane()


def react(kind: str, package: int) -> None:
    """Let the reaction run twice, as a worker that was killed does."""
    payload: dict[str, Any] = {"type": kind, "at": NOW.isoformat(), "data": {}}
    event = {"id": 7, "stream": f"renewal.package:{package}", "scope": "1.", "payload": payload}
    for _ in range(2):
        with records.acting(SYSTEM):
            for one in reactions.REACTIONS[kind]:
                one(event=event, actor=SYSTEM, now=NOW)


def test_a_bidder_has_his_level_and_stars_of_the_day(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    number = tendered(lane, monkeypatch)
    react("renewal.tender_opened", number)  # nobody bids yet
    lane.act("enter_bidder", "street", package_id=number, company_id=lane.company)
    with records.acting(SYSTEM):
        assert renewal.unweighed_bidders(number) == [lane.company]
    react("renewal.bidder_entered", number)
    with records.acting(SYSTEM):
        [row] = BidderSheet.objects.all()
        # A company without a year behind it has neither level nor stars: said so, and asked no more.
        assert (row.level, row.level_year, row.stars, row.as_of) == ("", None, None, NOW.date())
        assert renewal.unweighed_bidders(number) == []

"""Two doors in the same millisecond, with real commits: the second waits at the unit and finds the first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections, transaction

from hemei.community.voting import services
from hemei.community.voting.models import Ballot, Sheet
from hemei.community.voting.tests.conftest import made_quarter
from hemei.community.voting.tests.street import Street
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused


@pytest.fixture
def living_street(own_database: str) -> Street:
    with transaction.atomic():
        quarter = made_quarter()
        with records.acting(quarter.clerk):
            street = Street(quarter)
            street.bind("104", "丙")
    return street


def at_once(hands: list[Callable[[], object]]) -> list[object]:
    start = Barrier(len(hands))

    def move(hand: Callable[[], object]) -> object:
        start.wait()
        try:
            return hand()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(hands)) as pool:
        return list(pool.map(move, hands))


def test_phone_and_paper_in_the_same_millisecond_leave_one_ballot_standing_and_both_to_see(
    living_street: Street,
) -> None:
    street = living_street
    clerk = street.quarter.clerk

    def read() -> tuple[object, object]:
        with records.acting(clerk):
            return street.sheet("104"), street.sheet("104", "against", "for", channel="paper")

    phone, paper = read()

    def by_paper() -> object:
        with records.acting(clerk):
            return street.desk(paper)

    def in_bulk() -> object:
        with records.acting(clerk):
            return services.enter_sheets(
                actor=clerk, now=NOW, roll_id=street.roll.pk, sheets=[paper], source="scan:1"
            )

    for turn in range(3):
        later = NOW + turn * timedelta(hours=1)
        del later
        answers = at_once(
            [lambda: street.phone("丙", phone), by_paper, in_bulk, lambda: street.phone("丙", phone)]
        )
        assert not [answer for answer in answers if isinstance(answer, Refused)]
    with records.acting(clerk):
        rows = list(Ballot.objects.values_list("vote_id", "standing", "sheet_id").order_by("sheet_id"))
        assert len(rows) == 24
        assert [vote for vote, standing, _ in rows if standing] == street.votes
        # The one entered last stands, in both items the same sheet.
        assert len({sheet for _, standing, sheet in rows if standing}) == 1
        [unit] = set(Sheet.objects.values_list("roll_unit_id", flat=True))
        cast = [event.type for event in record.history(stream=f"voting.roll_unit:{unit}")]
        assert cast.count("voting.sheet_cast") == 9

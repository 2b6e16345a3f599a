"""A committee that cannot be judged does not keep the night from the next thing."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from hemei.community.committees import reactions, services
from hemei.community.committees.models import Handover
from hemei.community.committees.tests.living import NOW, TODAY, Life
from hemei.community.committees.tests.test_life import left
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused


def test_an_unsigned_handover_goes_to_the_street_though_a_term_cannot_be_judged(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=life.seats[2], day=TODAY, reason=SeatEnd.AUTOMATIC
    )
    reactions.on_seat_left(event=left(life.seats[2]), actor=EVERYONE, now=NOW)

    def look_at(*_args: object) -> int:
        raise Refused.because("2019-01-01没有适用的换届规定")

    monkeypatch.setattr(import_module("hemei.community.committees.services.life.watch"), "_look_at", look_at)
    # The reserve who waits for the seat is owed it all the same.
    assert services.watch(actor=EVERYONE, now=NOW + timedelta(days=10)) == 2
    with records.acting(EVERYONE):
        assert Handover.objects.get().escalated_on is not None

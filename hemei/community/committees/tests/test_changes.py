"""A change of a committee's members is filed anew; what was filed, and the first choice of a chair, is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.community.committees import reactions, services
from hemei.community.committees.services import SignedList
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.hearing import owed
from hemei.community.committees.tests.living import NOW, TODAY, Life
from hemei.community.committees.tests.test_life import left
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Seat
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committees import TERM as DRAFT
from hemei.ground.people.tests.test_committees import codes, estate
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused


def filed(day: date = TODAY) -> services.ChangeFiled:
    return services.ChangeFiled(filed_on=day, number="包房备〔2026〕18号", receipt=signed_list())


def test_a_change_of_the_members_is_filed_within_thirty_days_and_its_act_ends_the_duty(life: Life) -> None:
    member = life.member()
    people_services.leave_seat(
        actor=EVERYONE, now=NOW, seat_id=life.seats[4], day=TODAY, reason=SeatEnd.RESIGNED
    )
    for _ in range(2):
        reactions.on_seat_left(event=left(life.seats[4]), actor=EVERYONE, now=NOW)
    title = next(one for one in owed(member) if "变更备案" in one)
    fresh = services.step_in(actor=life.street, now=NOW, estate_id=estate(), seat_id=life.reserve)
    changed = {"seat": fresh, "day": TODAY.isoformat()}
    event = {"stream": "people.body:1", "payload": {"data": changed}}
    reactions.on_post_changed(event=event, actor=EVERYONE, now=NOW)
    assert title in owed(member)
    for day, code in ((TODAY + timedelta(days=1), "day"), (DRAFT.valid_from - timedelta(days=1), "day")):
        with pytest.raises(Refused) as refused:
            services.file_change(actor=life.street, now=NOW, estate_id=estate(), filed=filed(day))
        assert codes(refused) == {code}
    for missing, code in (({"number": " "}, "number"), ({"receipt": SignedList()}, "no_scan")):
        with pytest.raises(Refused) as refused:
            services.file_change(actor=member, now=NOW, estate_id=estate(), filed=replace(filed(), **missing))
        assert codes(refused) == {code}
    services.file_change(actor=member, now=NOW, estate_id=estate(), filed=filed(TODAY - timedelta(days=1)))
    assert owed(member)[title] != "accepted", "a filing of the day before cannot hold what changed today"
    services.file_change(actor=member, now=NOW, estate_id=estate(), filed=filed())
    assert owed(member)[title] == "accepted"


def test_the_first_chair_is_no_change_though_he_was_chosen_after_the_filing(life: Life) -> None:
    member = life.member()

    def chosen() -> list[str]:
        event = {
            "stream": "people.body:1",
            "payload": {"data": {"seat": life.seats[0], "day": TODAY.isoformat()}},
        }
        reactions.on_post_changed(event=event, actor=EVERYONE, now=NOW)
        return [title for title in owed(member) if "变更备案" in title]

    for since, owes in ((TODAY, False), (DRAFT.valid_from, True)):
        with records.acting(EVERYONE):
            Seat.objects.filter(pk=life.seats[0]).update(valid_from=since)
        assert bool(chosen()) is owes

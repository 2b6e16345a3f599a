"""A member who sells his last unit sits no more from that day on, and nobody has to read a list for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hemei.community.committees import reactions, services
from hemei.community.committees.rules.stepping import lost_on
from hemei.community.committees.tests.living import NOW, TODAY, Life
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Appointment, Ownership, Seat
from hemei.ground.people.tests.test_committees import estate
from hemei.ground.places.models import PropertyUnit
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE

SINCE, SOLD = date(2024, 5, 20), date(2026, 10, 31)


@pytest.mark.parametrize(
    ("owns", "sold", "wanted"),
    [
        (True, SOLD, None),
        (False, SOLD, SOLD),
        (False, None, TODAY),
        (False, date(2020, 1, 1), SINCE + timedelta(days=1)),
        (False, TODAY + timedelta(days=1), None),
    ],
)
def test_a_seat_ends_with_the_sale(owns: bool, sold: date | None, wanted: date | None) -> None:  # noqa: FBT001
    assert lost_on(owns=owns, sold_on=sold, since=SINCE, today=TODAY) == wanted


def owns(life: Life, place: int, until: date | None, *, of: int = 0) -> PropertyUnit:
    """Let who holds a seat own a unit of the estate, until he sells it on a day."""
    with records.acting(EVERYONE):
        unit = PropertyUnit.objects.filter(estate_id=estate()).order_by("id")[of]
        person = Seat.objects.get(pk=life.seats[place]).person_id
        Ownership.objects.create(
            stream=f"people.person:{person}", scope=unit.scope, unit=unit, person_id=person,
            valid_from=date(2020, 1, 1), valid_until=until,
        )  # fmt: skip
    return unit


def test_a_sale_of_a_day_to_come_ends_the_seat_on_that_day(life: Life) -> None:
    """Nothing is entered on the day of the sale itself: the look of every day sees it."""
    day = TODAY + timedelta(days=3)
    owns(life, 1, day)
    owns(life, 2, day)
    owns(life, 2, None, of=1)  # he keeps another
    owns(life, 3, SINCE - timedelta(days=1))  # of this his election judged

    def ended(after: int) -> list[tuple[int, date | None, str]]:
        services.watch(actor=EVERYONE, now=NOW + timedelta(days=after))
        with records.acting(EVERYONE):
            rows = Seat.objects.filter(term_id=life.term).exclude(valid_until=None)
            return [(row.pk, row.valid_until, row.end_reason) for row in rows]

    assert ended(2) == []
    for after in (3, 4):
        assert ended(after) == [(life.seats[1], day, "automatic")]


def test_who_sold_his_last_unit_sits_and_acts_no_more(life: Life) -> None:
    member = life.member(1)
    units = [owns(life, 1, None, of=number) for number in range(2)]

    def sell(unit: PropertyUnit) -> Seat:
        with records.acting(EVERYONE):
            Ownership.objects.filter(unit=unit).update(valid_until=SOLD)
        changes = {"valid_until": [None, SOLD.isoformat()]}
        event: dict[str, Any] = {
            "stream": f"people.person:{member.person_id}",
            "payload": {"data": {"unit": unit.pk, "changes": changes}},
        }
        for _ in range(2):
            reactions.on_ownership_corrected(event=event, actor=EVERYONE, now=NOW)
        with records.acting(EVERYONE):
            return Seat.objects.get(pk=life.seats[1])

    assert sell(units[0]).valid_until is None  # he still owns here
    seat = sell(units[1])
    assert (seat.valid_until, seat.end_reason) == (SOLD, "automatic")
    with records.acting(EVERYONE):
        office = Appointment.objects.get(pk=member.appointment_id)
        term = people.term_by_id(life.term)
        assert term is not None
        told = [
            one for one in record.history(stream=f"people.body:{term.body_id}")
            if one.type == "committees.seat_lost"
        ]  # fmt: skip
    assert office.valid_until == SOLD
    (event,) = told
    assert event.data == {"term": life.term, "seat": seat.pk, "unit": units[1].pk, "day": SOLD.isoformat()}
    assert event.standards


def by_another_record(life: Life, place: int) -> int:
    """Let who holds a seat have proved to be an owner in the register, under another record; return that."""
    with records.acting(EVERYONE):
        person = Seat.objects.get(pk=life.seats[place]).person_id
        owner = people_services.create_person(
            actor=EVERYONE, now=NOW, name="登记簿上的业主", scope=life.town.path_of("340102")
        )
        records.grant_access(stream=f"people.person:{owner}", persons=(person,))
        return owner


def test_a_seat_ends_with_the_sale_under_another_record_and_stands_while_he_owns_by_one(life: Life) -> None:
    other, since = by_another_record(life, 1), date(2020, 1, 1)
    with records.acting(EVERYONE):
        units = list(PropertyUnit.objects.filter(estate_id=estate()).order_by("id")[:2])
        kept = Ownership.objects.create(
            stream=f"people.person:{other}", scope=units[1].scope, unit=units[1], person_id=other, valid_from=since
        )  # fmt: skip
    owns(life, 1, SOLD)  # by his own record

    def ended() -> date | None:
        services.watch(actor=EVERYONE, now=NOW)
        with records.acting(EVERYONE):
            return Seat.objects.get(pk=life.seats[1]).valid_until

    assert ended() is None  # he owns another home, by the other record
    with records.acting(EVERYONE):
        Ownership.objects.filter(pk=kept.pk).update(valid_until=SOLD)
    assert ended() == SOLD


def test_the_seat_is_lost_at_once_where_the_register_knows_the_seller_by_another_record(life: Life) -> None:
    other = by_another_record(life, 1)
    with records.acting(EVERYONE):
        unit = PropertyUnit.objects.filter(estate_id=estate()).order_by("id")[0]
    services.end_lost_seat(actor=EVERYONE, now=NOW, person_id=other, unit_id=unit.pk, sold_on=SOLD)
    with records.acting(EVERYONE):
        assert Seat.objects.get(pk=life.seats[1]).valid_until == SOLD

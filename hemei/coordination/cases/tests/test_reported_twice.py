"""Nobody follows his own case because he reported it twice, whether he signed in or left his telephone alone."""

from __future__ import annotations

import pytest

from hemei.coordination.cases.queries.joined import following
from hemei.coordination.cases.rules.words import Channel, Ending
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import DONGFENG, Quarter
from hemei.coordination.cases.tests.test_likeness import KIND, answer
from hemei.coordination.cases.tests.test_supporters import LANE, SAID
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db
PHONE, OTHERS = "15400345683", "15400345684"


def reported(quarter: Quarter, by: Actor | None = None, phone: str = "", *, text: str = SAID) -> str:
    key = f"{text}{phone}{by and by.person_id}"
    return quarter.report(by, kind=KIND, text=text, now=utc_now(), phone=phone, submission_key=key)


def called(quarter: Quarter, phone: str, text: str) -> str:
    return quarter.report(
        quarter.hotline, kind=KIND, text=text, now=utc_now(), channel=Channel.HOTLINE, phone=phone
    )


def follow(quarter: Quarter, number: str) -> int:
    with records.acting(SYSTEM):
        return following(quarter.row(number).pk)


def owner(quarter: Quarter) -> Actor:
    """A resident whose own telephone is PHONE."""
    quarter.town.person("钱八", DONGFENG, phone=PHONE)
    return quarter.town.actor(Role.RESIDENT, DONGFENG, person="钱八", account=1)


def test_a_second_report_from_the_first_reporters_telephone_leaves_him_his_withdrawal(
    quarter: Quarter,
) -> None:
    first = reported(quarter, phone=PHONE, text=LANE)
    again = called(quarter, PHONE, SAID)
    answer(quarter, again, first, same=True)
    assert follow(quarter, first) == 0
    other = called(quarter, OTHERS, "消防通道又堵了")
    answer(quarter, other, first, same=True)
    with pytest.raises(Refused, match="还有1人跟着办"):
        quarter.act(quarter.resident, first, acts.Withdraw(), now=utc_now())
    quarter.act(quarter.hotline, other, acts.SendBack(text="是另一辆车"), now=utc_now())


def test_withdrawn_is_what_only_its_reporter_reported_twice(quarter: Quarter) -> None:
    first = reported(quarter, phone=PHONE, text=LANE)
    answer(quarter, called(quarter, PHONE, SAID), first, same=True)
    quarter.act(quarter.resident, first, acts.Withdraw(), now=utc_now())
    assert quarter.row(first).ended == Ending.WITHDRAWN


def test_the_telephone_he_signs_in_with_is_his_too(quarter: Quarter) -> None:
    resident = owner(quarter)
    signed_in = reported(quarter, resident, text=LANE)
    answer(quarter, called(quarter, PHONE, SAID), signed_in, same=True)
    assert follow(quarter, signed_in) == 0
    by_phone = reported(quarter, PUBLIC, PHONE, text=LANE)
    answer(quarter, reported(quarter, resident), by_phone, same=True)
    assert follow(quarter, by_phone) == 0


def test_who_called_twice_about_anothers_case_follows_it_once(quarter: Quarter) -> None:
    first = reported(quarter, text=LANE)
    for text in (SAID, "消防通道又堵了"):
        answer(quarter, called(quarter, PHONE, text), first, same=True)
    assert follow(quarter, first) == 1


def test_who_left_no_telephone_is_nobody_known(quarter: Quarter) -> None:
    first = reported(quarter, PUBLIC, text=LANE)
    answer(quarter, reported(quarter, PUBLIC), first, same=True)
    assert follow(quarter, first) == 1

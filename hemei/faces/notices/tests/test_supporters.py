"""Whoever follows a case by a telephone alone is told there, where he agreed and a gateway is set."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from hemei.coordination.cases import services as casework
from hemei.coordination.cases.models import Supporter
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Channel, Outcome
from hemei.coordination.cases.tests.test_alike_next_door import next_door
from hemei.faces.notices import services as notices
from hemei.faces.notices.models import Notice
from hemei.faces.notices.streams import PLATFORM
from hemei.faces.notices.tests.conftest import KIND, NOW, Told
from hemei.faces.notices.tests.gateway import Gateway
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated"),  # inside apprise, on Python 3.11 only
]
MINUTE = timedelta(minutes=1)
PHONE = "15412345679"


def follow(told: Told, number: str, *, texts: bool, phone: str = PHONE) -> None:
    quarter = told.quarter
    support = casework.Support(
        number=number, token=quarter.token, channel=Channel.RESIDENT, phone=phone, texts=texts
    )
    with records.as_public():
        casework.support_case(
            actor=quarter.public, now=NOW, support=support, submission_key=f"support-{phone}-{number}"
        )


def supported(told: Told, *, texts: bool) -> str:
    number = told.quarter.report(kind=KIND, text="门口堵了")
    follow(told, number, texts=texts)
    told.accept(number, NOW + MINUTE)
    told.minute(NOW + 30 * MINUTE)
    return number


def to_phone(sms: Gateway) -> list[str]:
    return [text for to, _, text in sms.told if to == PHONE]


def test_who_agreed_is_told_without_signing_in_and_who_did_not_is_not(told: Told, sms: Gateway) -> None:
    number = supported(told, texts=True)
    (text,) = to_phone(sms)
    assert f"{number}已受理" in text
    assert f"http://localhost/follow/{number}/stop" in text
    follow(told, number, texts=False, phone="15412345670")
    assert [to for to, *_ in sms.told if to == "15412345670"] == []


def test_without_his_word_nothing_is_sent(told: Told, sms: Gateway) -> None:
    supported(told, texts=False)
    assert to_phone(sms) == []


def test_without_a_gateway_nothing_is_written_for_a_telephone(told: Told) -> None:
    with override_settings(DEMO=False, NOTIFY={}):
        supported(told, texts=True)
    with records.acting(PLATFORM):
        assert not Notice.objects.filter(stream__startswith="notices.supporter:").exists()


def test_who_leaves_is_told_no_more(told: Told, sms: Gateway) -> None:
    number = told.quarter.report(kind=KIND, text="门口堵了")
    follow(told, number, texts=True)
    told.accept(number, NOW + MINUTE)
    told.deliver(NOW + 2 * MINUTE)
    with records.acting(PLATFORM):
        Supporter.objects.update(left_at=NOW)
    told.minute(NOW + 30 * MINUTE)
    assert to_phone(sms) == []


def joined_caller(told: Told, token: str = "", clerk: Actor | None = None) -> tuple[str, str]:
    """Two callers report one trouble, the later at `token`; its clerk joins the later case into the earlier."""
    quarter, clerk = told.quarter, clerk or told.clerk
    earlier = quarter.report(kind=KIND, text="消防通道被一辆白色面包车堵住，救护车进不来")
    later = quarter.report(
        quarter.hotline,
        kind=KIND,
        text="面包车堵住了消防通道，救护车进不来",
        channel=Channel.HOTLINE,
        phone=PHONE,
        token=token or quarter.token,
    )
    casework.mark_alike(actor=PLATFORM, now=NOW, streams=[quarter.row(later).stream])
    with records.acting(clerk):
        casework.answer_alike(
            viewer=Viewer(clerk),
            now=NOW,
            number=later,
            other=earlier,
            same=True,
            text="和先报的是同一件",
        )
    return earlier, later


def test_a_caller_whose_case_was_joined_goes_on_being_told(told: Told, sms: Gateway) -> None:
    earlier, _later = joined_caller(told)
    told.minute(NOW + 30 * MINUTE)
    before = len(to_phone(sms))
    told.accept(earlier, NOW + 31 * MINUTE)
    told.minute(NOW + 61 * MINUTE)
    (text,) = to_phone(sms)[before:]
    assert f"{earlier}已受理" in text


def test_who_stopped_the_messages_of_his_own_case_is_not_told_of_the_other(told: Told, sms: Gateway) -> None:
    earlier, later = joined_caller(told)
    notices.stop_contact(actor=PUBLIC, now=NOW, case_id=told.quarter.row(later).pk, stopped=True)
    told.accept(earlier, NOW + MINUTE)
    told.minute(NOW + 30 * MINUTE)
    assert to_phone(sms) == []


def test_a_caller_joined_across_communities_is_told_by_the_telephone_he_left_in_his_own(
    told: Told, sms: Gateway
) -> None:
    foreign = told.quarter.foreign_community
    earlier, _later = joined_caller(told, next_door(told.quarter), foreign)
    told.minute(NOW + 30 * MINUTE)
    before = len(to_phone(sms))
    told.accept(earlier, NOW + 31 * MINUTE)
    told.quarter.act(
        told.quarter.community,
        earlier,
        acts.Close(outcome=Outcome.NOT_SOLVED, text="车主联系不上，请交警再来"),
        NOW + 32 * MINUTE,
    )
    told.minute(NOW + 61 * MINUTE)
    (text,) = to_phone(sms)[before:]
    assert f"{earlier}已办结" in text
    assert f"http://localhost/follow/{earlier}/stop" in text

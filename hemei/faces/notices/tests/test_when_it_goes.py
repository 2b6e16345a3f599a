"""When a message may go and whether it is wanted is asked as it goes, at every attempt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemei.faces.notices import services
from hemei.faces.notices.rules.words import Matter
from hemei.faces.notices.streams import PLATFORM
from hemei.faces.notices.tests.conftest import KIND, NOW, Told
from hemei.faces.notices.tests.gateway import Gateway
from hemei.ground.people.queries import Channel
from hemei.ground.records import services as records
from hemei.kernel.workdays import SHANGHAI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated"),  # inside apprise, on Python 3.11 only
]
MINUTE = timedelta(minutes=1)
LATE = datetime(2026, 11, 2, 16, 50, tzinfo=SHANGHAI).astimezone(UTC)
NIGHT = datetime(2026, 11, 2, 23, 0, tzinfo=SHANGHAI).astimezone(UTC)
MORNING = datetime(2026, 11, 3, 8, 30, tzinfo=SHANGHAI).astimezone(UTC)


def test_a_worker_that_stood_still_sends_nothing_at_night_but_danger(told: Told, sms: Gateway) -> None:
    late = told.quarter.report(kind=KIND, now=LATE - 20 * MINUTE)
    danger = told.quarter.report(kind="gas_leak", text="楼下有煤气味", now=LATE)
    assert told.minute(NIGHT) == 1
    assert [danger in text for text in sms.texts()] == [True]
    assert told.minute(MORNING - MINUTE) == 0
    assert told.minute(MORNING) == 1
    assert late in sms.texts()[-1]


def test_what_must_be_accepted_in_half_an_hour_is_told_on_a_saturday(told: Told, sms: Gateway) -> None:
    saturday = datetime(2026, 11, 7, 15, 0, tzinfo=SHANGHAI).astimezone(UTC)
    services.choose(actor=told.clerk, now=saturday, channel=Channel.PLATFORM, off={Matter.TASK})
    urgent = told.quarter.report(kind="blocked_fire_lane", now=saturday)
    told.quarter.report(kind=KIND, now=saturday)
    assert told.minute(saturday) == 1
    assert [urgent in text for text in sms.texts()] == [True]


def test_a_failed_attempt_is_made_again_in_working_time_only(told: Told, sms: Gateway) -> None:
    sms.refuses = True
    told.quarter.report(kind=KIND, now=LATE - 20 * MINUTE)
    told.minute(LATE + 39 * MINUTE)
    sms.refuses = False
    assert [row.state for row in told.messages()] == ["failed"]
    assert told.minute(NIGHT) == 0
    assert told.minute(MORNING) == 1
    assert [(row.state, row.attempts) for row in told.messages()] == [("sent", 2)]


def test_what_was_switched_off_meanwhile_goes_no_more(told: Told, sms: Gateway) -> None:
    sms.refuses = True
    told.quarter.report(kind=KIND)
    told.minute(NOW + 20 * MINUTE)
    sms.refuses = False
    services.choose(actor=told.clerk, now=NOW + 21 * MINUTE, channel=Channel.SMS, off={Matter.TASK})
    told.minute(NOW + 30 * MINUTE)
    assert len(sms.told) == 1, "the attempt that failed"
    assert [(row.state, row.error) for row in told.messages()] == [("shown", "off")]
    assert [row.state for row in told.rows(told.clerk)] == ["off"]


def test_what_is_still_wanted_goes_without_the_rest(told: Told, sms: Gateway) -> None:
    sms.refuses = True
    first = told.quarter.report(kind=KIND)
    second = told.quarter.report(kind=KIND, text="楼道里堆满杂物", now=NOW + MINUTE)
    told.deliver(NOW + MINUTE)
    row = told.rows(told.clerk)[0]
    row.matter = Matter.VISIT.value
    with records.acting(PLATFORM):
        row.save(update_fields=["matter"])
    told.minute(NOW + 20 * MINUTE)
    sms.refuses = False
    services.choose(actor=told.clerk, now=NOW + 21 * MINUTE, channel=Channel.SMS, off={Matter.VISIT})
    told.minute(NOW + 30 * MINUTE)
    assert [(first in text, second in text) for text in sms.texts()] == [(True, True), (False, True)]
    assert [row.state for row in told.rows(told.clerk)] == ["off", "merged"]


def test_who_wants_no_texts_any_more_gets_none(told: Told, sms: Gateway) -> None:
    quarter = told.quarter
    number = quarter.report(quarter.public, kind=KIND, phone="15412345678", text="门口堵了")
    told.accept(number, NOW + MINUTE)
    sms.refuses = True
    told.minute(NOW + 30 * MINUTE)
    sms.refuses = False
    case = quarter.row(number)
    services.stop_contact(actor=quarter.public, now=NOW + 31 * MINUTE, case_id=case.pk, stopped=True)
    told.minute(NOW + 60 * MINUTE)
    assert [to for to, _, _ in sms.told].count("15412345678") == 1, "the attempt that failed"

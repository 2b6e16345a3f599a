"""From an event to a text on the gateway: once, merged, in working time, by the person's choice, through failures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from hemei.faces.notices import queries, services
from hemei.faces.notices.models import Message, Notice
from hemei.faces.notices.rules.words import Matter
from hemei.faces.notices.streams import PLATFORM
from hemei.faces.notices.tests.conftest import KIND, NOW, Told
from hemei.faces.notices.tests.gateway import Gateway
from hemei.ground.people.queries import Channel
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated"),  # inside apprise, on Python 3.11 only
]
MINUTE = timedelta(minutes=1)


def refused(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.decision.reasons[0].code


def test_several_things_become_one_message_and_none_is_said_twice(told: Told, sms: Gateway) -> None:
    first, second = (
        told.quarter.report(kind=KIND),
        told.quarter.report(kind=KIND, text="楼道里堆满杂物", now=NOW + MINUTE),
    )
    told.deliver()
    assert [row.number for row in told.rows(told.clerk)] == [first, second]
    assert told.minute(NOW + 19 * MINUTE) == 0  # others have time to join
    assert told.minute(NOW + 20 * MINUTE) == 1
    [(to, key, text)] = sms.told
    assert to == "15400000001"
    assert text.startswith(f"【小区治理】您有2条提醒：新报事{first}待受理；新报事{second}待受理。")
    assert len(key) == 32
    assert told.minute(NOW + 40 * MINUTE) == 0
    assert {row.state for row in told.rows(told.clerk)} == {"merged"}
    [message] = told.messages()
    assert (message.state, message.attempts, message.error) == ("sent", 1, "")


def test_an_event_told_again_writes_nothing_and_the_database_holds_to_it(told: Told) -> None:
    number = told.quarter.report(kind=KIND)
    told.deliver()
    with records.acting(PLATFORM):
        row = Notice.objects.get(person_id=told.clerk.person_id)
        event = {
            "id": int(row.cause.partition(":")[2]),
            "stream": told.quarter.row(number).stream,
            "payload": {
                "type": "cases.case_reported", "at": NOW.isoformat(), "data": {"change": {}}, "actor": {},
            },
        }  # fmt: skip
    assert services.tell(now=NOW, events=[event]) == 0
    assert len(told.rows(told.clerk)) == 1
    with records.acting(PLATFORM), pytest.raises(IntegrityError, match="once"), transaction.atomic():
        Notice.objects.create(
            stream=row.stream, scope=row.scope, person_id=row.person_id, cause=row.cause, code=row.code,
            matter=row.matter, subject=row.subject, number=row.number, happened_at=NOW, urgent=False, due_at=NOW,
        )  # fmt: skip


def test_who_did_it_is_not_told_and_who_reported_is(told: Told) -> None:
    number = told.quarter.report(kind=KIND)
    told.accept(number, NOW + MINUTE)
    told.whistle(number, NOW + 2 * MINUTE)
    told.deliver()
    resident = told.quarter.resident
    assert [row.code for row in told.rows(resident)] == ["case_accepted"]
    assert [row.code for row in told.rows(told.fire)] == ["departments_whistled"]
    assert told.rows(told.quarter.community) == []  # he holds no office in this town and did it himself


def test_a_holiday_is_waited_out_but_danger_is_told_at_night(told: Told, sms: Gateway) -> None:
    night = datetime(2026, 10, 2, 3, 0, tzinfo=SHANGHAI).astimezone(UTC)
    told.quarter.report(kind=KIND, now=night)
    danger = told.quarter.report(kind="gas_leak", text="楼下有煤气味", now=night + MINUTE)
    assert told.minute(night + MINUTE) == 1
    assert sms.texts() == [f"【小区治理】新报事{danger}待受理。详情请登录平台查看：{_here()}"]
    assert told.minute(datetime(2026, 10, 7, 10, 0, tzinfo=SHANGHAI)) == 0
    assert told.minute(datetime(2026, 10, 8, 8, 29, tzinfo=SHANGHAI)) == 0


def _here() -> str:
    return "http://localhost/notices"


def test_what_is_long_past_is_told_to_nobody(told: Told) -> None:
    told.quarter.report(kind=KIND, now=NOW - timedelta(days=4))
    told.deliver()
    assert told.rows(told.clerk) == []


def test_the_off_switch_keeps_a_matter_on_the_platform_and_danger_passes_it(told: Told, sms: Gateway) -> None:
    services.choose(actor=told.clerk, now=NOW, channel=Channel.SMS, off={Matter.TASK})
    told.quarter.report(kind=KIND)
    told.quarter.report(kind="gas_leak", text="楼下有煤气味", now=NOW + MINUTE)
    told.minute(NOW + 30 * MINUTE)
    assert [row.state for row in told.rows(told.clerk)] == ["off", "merged"]
    assert len(sms.told) == 1
    with records.acting(told.clerk):
        shown = queries.my_notices(actor=told.clerk, now=NOW)
    assert [row.state for row in shown] == ["sent", "off"]


def test_only_on_the_platform_sends_nothing(told: Told, sms: Gateway) -> None:
    services.choose(actor=told.clerk, now=NOW, channel=Channel.PLATFORM, off=())
    told.quarter.report(kind=KIND)
    told.minute(NOW + 30 * MINUTE)
    assert sms.told == []
    assert [(row.state, row.error) for row in told.messages()] == [("shown", "platform")]
    told.quarter.report(kind="gas_leak", text="楼下有煤气味", now=NOW + 31 * MINUTE)
    told.minute(NOW + 31 * MINUTE)
    assert [to for to, _, _ in sms.told] == ["15400000001"]


def test_a_gateway_that_fails_is_asked_again_with_the_same_key_and_given_up_in_the_end(
    told: Told, sms: Gateway
) -> None:
    sms.refuses = True
    told.quarter.report(kind=KIND)
    now = NOW + 20 * MINUTE
    told.minute(now)
    for minutes in (1, 5, 15, 60, 240):
        assert told.messages()[0].state == "failed"
        assert (
            services.send_due(clock=lambda now=now, m=minutes: now + m * MINUTE - timedelta(seconds=1)) == 0
        )
        now += minutes * MINUTE
        assert services.send_due(clock=lambda now=now: now) == 1
    [message] = told.messages()
    assert (message.state, message.attempts, message.error) == ("given_up", 6, "gateway")
    assert len(sms.told) == 6
    assert len({key for _, key, _ in sms.told}) == 1
    with records.acting(PLATFORM):
        assert [event.type for event in record.history(stream=message.stream)] == ["notices.message_given_up"]
    sms.refuses = False
    with pytest.raises(Refused) as caught:
        services.retry(actor=told.clerk, now=now, message_id=message.pk)
    assert refused(caught) == "role"
    assert services.retry(actor=told.admin, now=now, message_id=None) == 1
    assert services.send_due(clock=lambda: now) == 1
    assert [row.state for row in told.messages()] == ["sent"]
    assert list(sms.delivered) == [sms.told[0][1]]
    with pytest.raises(Refused) as caught:
        services.retry(actor=told.admin, now=now, message_id=message.pk)
    assert refused(caught) == "not_found"


def test_a_run_ends_within_its_minute_and_the_next_goes_on(told: Told, sms: Gateway) -> None:
    for number in range(7):
        quarter = told.quarter
        phone = f"1540000010{number}"
        told.accept(
            quarter.report(quarter.public, kind=KIND, phone=phone, text=f"第{number}件"), NOW + MINUTE
        )
    told.deliver(NOW + MINUTE)
    services.gather(now=NOW + 30 * MINUTE)
    ticks = iter(NOW + 30 * MINUTE + timedelta(seconds=10 * step) for step in range(1_000))
    first = services.send_due(clock=lambda: next(ticks))
    assert first == 5
    assert first + services.send_due(clock=lambda: NOW + 60 * MINUTE) == 8  # seven telephones and the clerk
    assert len(sms.delivered) == 8


def test_a_gateway_that_comes_back_heals_the_queue_by_itself(told: Told, sms: Gateway) -> None:
    sms.refuses = True
    told.quarter.report(kind=KIND)
    told.minute(NOW + 20 * MINUTE)
    sms.refuses = False
    assert services.send_due(clock=lambda: NOW + 21 * MINUTE) == 1
    assert [(row.state, row.attempts, row.error) for row in told.messages()] == [("sent", 2, "")]


def test_without_a_channel_the_platform_shows_it_and_a_demonstration_keeps_it_in_its_outbox(
    told: Told,
) -> None:
    told.quarter.report(kind=KIND)
    with override_settings(DEMO=False, NOTIFY={}):
        told.minute(NOW + 20 * MINUTE)
    assert [(row.state, row.error) for row in told.messages()] == [("shown", "unset")]
    told.quarter.report(kind=KIND, text="又堵了", now=NOW + 30 * MINUTE)
    with override_settings(DEMO=True, NOTIFY={}):
        told.minute(NOW + 60 * MINUTE)
    assert [(row.state, row.outbox) for row in told.messages()] == [("shown", False), ("sent", True)]


def test_the_telephone_left_with_a_case_is_told_until_it_says_stop(told: Told, sms: Gateway) -> None:
    quarter = told.quarter
    number = quarter.report(quarter.public, kind=KIND, phone="15412345678", text="门口堵了")
    told.accept(number, NOW + MINUTE)
    told.minute(NOW + 30 * MINUTE)
    mine = [(to, text) for to, _, text in sms.told if to == "15412345678"]
    follow = f"http://localhost/follow/{number}"
    assert mine == [("15412345678", f"【小区治理】您报的{number}已受理。详情请登录平台查看：{follow}")]
    case = quarter.row(number)
    services.stop_contact(actor=quarter.public, now=NOW, case_id=case.pk, stopped=True)
    assert not queries.contact_told(case_id=case.pk, now=NOW)
    with records.acting(PLATFORM):
        texts = list(Message.objects.values_list("text", flat=True))
    assert not any("15412345678" in text or "张三" in text for text in texts)


def test_a_deadline_that_comes_near_is_told_once(told: Told) -> None:
    assert services.tell_near(now=NOW) == 0  # the first look
    number = told.quarter.report(kind=KIND)
    told.accept(number)
    told.deliver()
    due = told.quarter.row(number).next_due_at
    assert due is not None
    assert due > NOW + timedelta(hours=4)
    looks = [services.tell_near(now=NOW + hours * timedelta(hours=3)) for hours in range(240)]
    assert sum(looks) == sum(row.code == "clock_near" for row in told.rows(told.clerk)) >= 1
    first = next(row for row in told.rows(told.clerk) if row.code == "clock_near")
    assert first.happened_at < due
    assert first.number == number


def test_an_address_counts_only_after_its_code_came_back(told: Told, gateway: Gateway) -> None:
    clerk = told.clerk
    with override_settings(DEMO=False, NOTIFY={"wecom": [gateway.address]}):
        with pytest.raises(Refused) as caught:
            services.choose(actor=clerk, now=NOW, channel=Channel.WECOM, off=())
        assert refused(caught) == "unproven"
        assert services.ask_address(actor=clerk, now=NOW, channel=Channel.WECOM, address="zhao.liu") == ""
        code = "".join(filter(str.isdigit, gateway.told[0][2].partition("，")[0]))
        assert gateway.told[0][0] == "zhao.liu"
        with pytest.raises(Refused) as caught:
            services.ask_address(
                actor=clerk, now=NOW + timedelta(seconds=30), channel=Channel.WECOM, address="b"
            )
        assert refused(caught) == "wait"
        wrong = "000000" if code != "000000" else "111111"
        with pytest.raises(Refused) as caught:
            services.prove_address(actor=clerk, now=NOW, channel=Channel.WECOM, code=wrong)
        assert refused(caught) == "wrong"
        services.prove_address(actor=clerk, now=NOW, channel=Channel.WECOM, code=code)
        told.quarter.report(kind=KIND)
        told.minute(NOW + 20 * MINUTE)
    assert [(to, text[:13]) for to, _, text in gateway.told[1:]] == [("zhao.liu", "【小区治理】新报事2611")]
    services.drop_address(actor=clerk, now=NOW, channel=Channel.WECOM)
    with records.acting(clerk):
        assert queries.preference_of(actor=clerk, now=NOW)[0] is Channel.PLATFORM


def test_a_test_message_goes_out_once_a_minute(told: Told, sms: Gateway) -> None:
    services.send_test(actor=told.clerk, now=NOW)
    with pytest.raises(Refused) as caught:
        services.send_test(actor=told.clerk, now=NOW + timedelta(seconds=30))
    assert refused(caught) == "wait"
    assert services.send_due(clock=lambda: NOW) == 1
    assert "测试消息" in sms.told[0][2]


def test_what_is_over_its_time_goes(told: Told) -> None:
    told.quarter.report(kind=KIND)
    told.minute(NOW + 20 * MINUTE)
    assert services.forget_old(now=NOW + timedelta(days=300)) == 0
    assert services.forget_old(now=NOW + timedelta(days=400)) == 2
    assert told.messages() == []


def test_nothing_of_a_person_stands_in_events_and_tables(told: Told, sms: Gateway) -> None:
    told.quarter.report(kind=KIND, text="张三家门口")
    told.minute(NOW + 20 * MINUTE)
    [message] = told.messages()
    assert "张三" not in message.text
    assert "15400000001" not in message.text + message.stream

"""The calendar of an office: what stands in it, who may read it, and that it stays the same while nothing changes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from hemei.coordination.cases import services as cases
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.visits import VisitDraft
from hemei.faces.notices import queries, services
from hemei.faces.notices.tests.conftest import KIND, NOW, Told
from hemei.ground.people import services as people
from hemei.ground.people.queries import Channel
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import SHANGHAI, shanghai_day

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def url(secret: str) -> str:
    return f"/notices/calendar/{secret}.ics"


def test_a_clerk_subscribes_and_reads_deadlines_without_a_word_of_their_matter(told: Told) -> None:
    now = utc_now()
    number = told.quarter.report(kind=KIND, text="张三家门口堵了", now=now)
    secret = services.issue_feed(actor=told.clerk, now=now)
    answer = Client().get(url(secret))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert "张三" not in text
    assert "绿地小区" not in text
    events = Calendar.from_ical(text).walk("VEVENT")
    due = told.quarter.row(number).next_due_at
    [mine] = [event for event in events if number in str(event["summary"])]
    assert mine.decoded("dtstart").astimezone(SHANGHAI) == due.astimezone(SHANGHAI).replace(microsecond=0)
    assert mine["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert "dtend" not in mine, "a moment: RFC 5545 wants an end later than the beginning, or none"
    assert str(mine["url"]).endswith(f"/cases/{number}")
    again = Client().get(url(secret), headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    told.quarter.report(kind=KIND, text="又堵了", now=now)
    changed = Client().get(url(secret), headers={"if-none-match": answer["ETag"]})
    assert changed.status_code == 200


def test_the_calendar_of_who_chose_english_is_in_english(told: Told) -> None:
    now = utc_now()
    number = told.quarter.report(kind=KIND, now=now)
    secret = services.issue_feed(actor=told.clerk, now=now)
    asked = {"headers": {"accept-language": "en"}}
    assert (
        f"案件{number}" in Client().get(url(secret), **asked).content.decode()
    )  # a program's wish is not a person's
    services.choose(actor=told.clerk, now=now, channel=Channel.PLATFORM, off=(), language="en")
    text = Client().get(url(secret)).content.decode()
    assert number in text
    assert not re.search(r"[\u4e00-\u9fff]", text)


def test_a_new_address_ends_the_one_before_and_a_closed_one_opens_nothing(told: Told) -> None:
    first = services.issue_feed(actor=told.clerk, now=NOW)
    second = services.issue_feed(actor=told.clerk, now=NOW)
    assert [Client().get(url(secret)).status_code for secret in (first, second, "x" * 43, "x" * 300)] == [
        404, 200, 404, 404,
    ]  # fmt: skip
    services.close_feed(actor=told.clerk, now=NOW)
    services.close_feed(actor=told.clerk, now=NOW)
    assert Client().get(url(second)).status_code == 404


def test_who_left_office_reads_nothing_any_more(told: Told) -> None:
    secret = services.issue_feed(actor=told.clerk, now=NOW)
    with records.acting(SYSTEM):
        office = people_office(told)
        people.end_appointment(
            actor=SYSTEM, now=utc_now(), appointment_id=office, valid_until=shanghai_day(utc_now())
        )
    assert Client().get(url(secret)).status_code == 404


def people_office(told: Told) -> int:
    from hemei.ground.people import queries as readers

    [office] = readers.appointments_on(shanghai_day(utc_now()), person_id=told.clerk.person_id)
    return office.id


def test_a_joint_visit_stands_in_the_calendar_of_who_takes_part(told: Told) -> None:
    number = told.quarter.report(kind=KIND)
    told.accept(number)
    draft = VisitDraft(
        meets_at=NOW + 24 * HOUR, spot="三幢楼下",
        bodies=(told.quarter.town.bodies["瑶海消防"], told.quarter.town.bodies["瑶海公安"]),
    )  # fmt: skip
    with records.acting(told.quarter.community):
        cases.set_visit(viewer=Viewer(told.quarter.community), now=NOW, number=number, draft=draft)
    told.deliver()
    assert [row.code for row in told.rows(told.fire)] == ["visit_set"]
    entries = queries.calendar_of(person_id=told.fire.person_id, now=NOW)
    assert [(entry.what, entry.number, entry.begins_at) for entry in entries or ()] == [
        (queries.WHAT["visit"], number, NOW + 24 * HOUR)
    ]

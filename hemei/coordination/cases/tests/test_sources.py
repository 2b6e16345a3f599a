"""How many reports one source may send in an hour, and who is never counted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hemei.coordination.cases import services
from hemei.coordination.cases.models import Case, SourceCount, Submission
from hemei.coordination.cases.rules.source import hour_of, source_of, too_many
from hemei.coordination.cases.rules.words import Channel
from hemei.coordination.cases.services.sources import source
from hemei.coordination.cases.tests.conftest import NOW, Quarter, count, made_quarter, picture
from hemei.coordination.cases.tests.test_at_once import at_once
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

MOST = 20
HOME, NEIGHBOUR = "203.0.113.7", "203.0.113.8"


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_source_is_an_address_or_the_network_of_a_household(address: str, source: str) -> None:
    assert source_of(address) == source


def test_the_refusal_says_how_many_and_from_when_on_again() -> None:
    reason = too_many(MOST, NOW + timedelta(minutes=59)).decision.reasons[0]
    assert hour_of(NOW + timedelta(minutes=59)) == NOW
    assert (reason.code, reason.values) == ("wait", {"most": MOST, "time": "11:00", "seconds": 60})


def send(quarter: Quarter, actor: Actor, number: int, address: str = HOME, **changes: object) -> str:
    form = services.Report(
        channel=Channel(changes.pop("channel", "resident")),
        kind="blocked_fire_lane",
        text=str(changes.pop("text", "消防通道被堵")),
    )
    door = records.as_public() if actor is quarter.public else records.acting(actor)
    with door:
        return services.report(
            actor=actor,
            now=changes.pop("now", NOW),  # type: ignore[arg-type]
            token=quarter.token,
            report=form,
            submission_key=f"form-{number}",
            address=address,
            photos=changes.pop("photos", ()),  # type: ignore[arg-type]
        )


def cases(quarter: Quarter) -> int:
    """Return how many cases and forms there are, which is the same."""
    with records.acting(quarter.system):
        assert Submission.objects.count() == Case.objects.count()
        return Case.objects.count()


def fill(now: datetime = NOW, address: str = HOME, reports: int = MOST) -> None:
    """Let a source have sent so many reports in this hour."""
    found = source(role=Role.PUBLIC, address=address, now=now)
    SourceCount.objects.create(source=found.digest, hour=found.hour, reports=reports)


def test_the_last_report_of_the_hour_is_taken_and_the_next_refused(quarter: Quarter) -> None:
    fill(reports=MOST - 1)
    send(quarter, quarter.public, 1)
    with pytest.raises(Refused, match="20") as refused:
        send(quarter, quarter.public, 2)
    assert refused.value.decision.reasons[0].code == "wait"
    assert cases(quarter) == 1


def test_a_neighbour_and_the_next_hour_are_counted_apart(quarter: Quarter) -> None:
    fill()
    send(quarter, quarter.public, 1, address=NEIGHBOUR)
    send(quarter, quarter.public, 2, now=NOW + timedelta(hours=1))
    assert cases(quarter) == 2


def test_a_resident_who_signed_in_is_counted_with_the_others_of_his_source(quarter: Quarter) -> None:
    fill()
    with pytest.raises(Refused):
        send(quarter, quarter.resident, 1)


@pytest.mark.parametrize("who", ["hotline", "community", "grid", "company"])
def test_whoever_reports_by_appointment_is_never_counted(quarter: Quarter, who: str) -> None:
    fill()
    channel = {"hotline": "hotline", "grid": "patrol"}.get(who, "caller")
    send(quarter, getattr(quarter, who), 1, channel=channel)
    assert SourceCount.objects.get().reports == MOST


def test_the_same_form_again_is_answered_and_not_counted(quarter: Quarter) -> None:
    fill(reports=MOST - 1)
    assert send(quarter, quarter.public, 1) == send(quarter, quarter.public, 1)
    assert SourceCount.objects.get().reports == MOST


def test_what_the_rules_refuse_is_not_counted(quarter: Quarter) -> None:
    with pytest.raises(Refused):
        send(quarter, quarter.public, 1, text=" ")
    assert not SourceCount.objects.exists()


def test_whoever_is_turned_away_leaves_no_photo_behind(quarter: Quarter, settings, tmp_path) -> None:
    settings.MEDIA = tmp_path
    fill()
    with pytest.raises(Refused):
        send(quarter, quarter.public, 1, photos=[picture()])
    assert list(tmp_path.rglob("*")) == []


def test_a_counted_report_takes_no_statement_more(quarter: Quarter) -> None:
    send(quarter, quarter.public, 1)
    with CaptureQueriesContext(connection) as statements:
        send(quarter, quarter.public, 2)
    assert count(statements) == 4  # the public role and its end, the facts, the door


def test_of_many_at_once_no_more_are_taken_than_may_be(own_database: str) -> None:
    quarter = made_quarter()
    fill(reports=MOST - 2)

    def hand(number: int):
        def report() -> object:
            try:
                return send(quarter, quarter.public, number)
            except Refused as refused:
                return refused

        return report

    answers = at_once([hand(number) for number in range(6)])
    assert sum(isinstance(answer, str) for answer in answers) == 2
    assert cases(quarter) == 2
    assert SourceCount.objects.get().reports == MOST


def test_no_address_is_kept_and_hours_gone_by_are_forgotten(quarter: Quarter) -> None:
    send(quarter, quarter.public, 1)
    with connection.cursor() as cursor:
        cursor.execute("select t::text from cases_sourcecount t")
        assert HOME not in cursor.fetchone()[0]
    assert services.forget_sources(now=NOW + timedelta(minutes=59)) == 0
    assert services.forget_sources(now=NOW + timedelta(hours=1)) == 1


def test_visitors_cannot_read_or_change_the_counts(quarter: Quarter) -> None:
    with records.as_public(), connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('cases_sourcecount', 'select, insert, update, delete')")
        assert cursor.fetchone() == (False,)


# --- the page ------------------------------------------------------------------------------------
def browse(quarter: Quarter, number: int, **headers: str):
    form = {"text": "楼道灯不亮", "spot": "3 幢门口", "kind": "", "submission_key": f"form-{number}"}
    return Client(REMOTE_ADDR=HOME).post(f"/report/{quarter.token}", form, headers=headers)


def test_the_page_keeps_the_form_says_when_again_and_answers_429(quarter: Quarter) -> None:
    now = timezone.now()
    fill(now=now)
    fill(now=now + timedelta(hours=1))  # the hour may turn while this runs
    page = browse(quarter, 1)
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 3600
    assert re.search(r"已经报了20件.*\d\d:00以后", page.text, re.DOTALL)
    assert "12345" in page.text
    assert "楼道灯不亮" in page.text
    assert "3 幢门口" in page.text


def test_behind_a_proxy_it_is_the_visitor_who_is_counted(quarter: Quarter, settings) -> None:
    settings.PROXIES = 1
    now = timezone.now()
    fill(now=now)
    fill(now=now + timedelta(hours=1))
    assert browse(quarter, 1, X_Forwarded_For=f"{NEIGHBOUR}, {HOME}").status_code == 429
    assert browse(quarter, 2, X_Forwarded_For=f"{HOME}, {NEIGHBOUR}").status_code == 302

"""Webhooks against a real receiver: signed, once, tried again, given up, healed; never into the own network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hemei.faces.api import queries, services
from hemei.faces.api.models import Delivery, Webhook
from hemei.faces.api.pushing import push
from hemei.faces.api.reactions import queue
from hemei.faces.api.rules import LEASE, RETRIES, Fault, State
from hemei.faces.api.services import sending
from hemei.faces.api.tests.conftest import NOW, SECURITY, Door
from hemei.faces.api.tests.receiver import Receiver, receiving
from hemei.ground.people import services as people
from hemei.ground.people.models import Account, ProgramKey
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.services import outbox
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.kernel.scopes import Scope

KIND = "cases.case_reported"


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def subscribed(door: Door, secret: str, url: str, *kinds: str) -> Any:
    answer = door.post("webhooks", secret, {"url": url, "kinds": list(kinds or (KIND,))})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def run(at: datetime) -> None:
    """Do what the worker does at a moment: queue what happened, ask who was given up, push."""
    records.deliver_pending(now=at)
    services.probe_paused(clock=lambda: at)
    services.send_waiting(clock=lambda: at)


def test_an_event_arrives_signed_by_its_number_only(door: Door, there: Receiver) -> None:
    community, other = door.key(), door.key(Role.STREET_CLERK)
    hook = subscribed(door, community, there.url)
    subscribed(door, other, there.url)
    number = door.report(door.key(Role.HOTLINE_CLERK)).json()["number"]
    run(NOW)
    [came] = there.came
    assert came.signed_with(hook["secret"])
    assert came.said["type"] == KIND
    assert set(came.said["data"]) == {"event", "subject", "number", "address"}
    assert came.said["data"]["number"] == number
    assert door.get(came.said["data"]["address"].removeprefix("/api/"), community).status_code == 200
    run(NOW + timedelta(minutes=1))
    assert len(there.came) == 1
    [row] = door.get(f"webhooks/{hook['id']}/deliveries", community).json()["items"]
    assert (row["state"], row["status"]) == ("sent", 200)
    assert door.get(f"webhooks/{hook['id']}/deliveries", other).json()["items"] == []
    assert bytes(Webhook.objects.get(pk=hook["id"]).secret).find(hook["secret"].encode()) == -1


def test_an_event_is_queued_once_by_the_database(door: Door, there: Receiver) -> None:
    hook = subscribed(door, door.key(), there.url)
    door.report(door.key(Role.HOTLINE_CLERK))
    run(NOW)
    row = Delivery.objects.get()
    with records.acting(SYSTEM):
        event = {
            "id": row.event_id,
            "stream": row.subject,
            "payload": {"type": KIND, "at": row.happened_at.isoformat()},
        }
        services.queue_events(events=[event], now=NOW)
    assert Delivery.objects.count() == 1
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    assert hook["id"] == row.webhook_id


def test_a_worker_killed_between_sending_and_writing_sends_the_same_again(
    door: Door, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(door, door.key(), there.url)
    door.report(door.key(Role.HOTLINE_CLERK))

    class KilledError(Exception):
        pass

    def killed(*said: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_settle", killed)
        with pytest.raises(KilledError):
            run(NOW)
    run(NOW + LEASE / 2)
    assert len(there.came) == 1
    run(NOW + LEASE)
    assert len(there.came) == 2
    assert there.came[0].number == there.came[1].number
    assert Delivery.objects.get().state == "sent"


def test_what_does_not_arrive_is_tried_again_given_up_and_heals(door: Door, there: Receiver) -> None:
    secret = door.key()
    hook = subscribed(door, secret, there.url)
    door.report(door.key(Role.HOTLINE_CLERK))
    there.status, at = 503, NOW
    for pause in RETRIES:
        run(at)
        run(at + pause - timedelta(seconds=1))
        at += pause
    run(at)
    assert len(there.came) == len(RETRIES) + 1
    [row] = queries.webhooks(actor=SECURITY)
    assert (row.state, row.given_up, row.failed_at) == (State.PAUSED, 1, NOW)
    door.report(door.key(Role.HOTLINE_CLERK), once="key-0002")
    run(at + timedelta(minutes=5))
    assert there.came[-1].said["type"] == "api.ping"
    assert there.came[-1].signed_with(hook["secret"])
    there.status, before = 204, len(there.came)
    run(at + timedelta(minutes=10))
    assert [one.said["type"] for one in there.came[before:]] == ["api.ping", KIND, KIND]
    [row] = queries.webhooks(actor=SECURITY)
    assert (row.state, row.waiting, row.given_up, row.failed_at) == (State.ACTIVE, 0, 0, None)


def test_a_redirect_is_not_followed_and_nobody_there_is_told_apart(door: Door, there: Receiver) -> None:
    there.status = 307
    assert push(there.url, {}, b"{}", inside=True).fault is Fault.REDIRECT
    assert len(there.came) == 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert push(f"http://127.0.0.1:{port}/", {}, b"{}", inside=True).fault is Fault.UNREACHABLE
    assert push(there.url.replace("http:", "https:"), {}, b"{}", inside=True).fault is Fault.TLS


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"])
def test_nothing_is_pushed_into_the_own_network(host: str, settings: Any, door: Door) -> None:
    settings.WEBHOOKS_INSIDE = False
    assert push(f"https://{host}/", {}, b"{}", inside=False).fault is Fault.PRIVATE
    answer = door.post("webhooks", door.key(), {"url": f"https://{host}/", "kinds": [KIND]})
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "private")


def test_a_name_is_checked_when_it_is_pushed_to(
    there: Receiver, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    """A name that was harmless when it was entered may lead inside later."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **more: real("127.0.0.1", port, **more))
    assert push("https://hooks.example.org/", {}, b"{}", inside=False).fault is Fault.PRIVATE
    assert there.came == []


def test_a_webhook_ends_with_its_key(door: Door, there: Receiver) -> None:
    secret = door.key()
    subscribed(door, secret, there.url)
    door.report(door.key(Role.HOTLINE_CLERK))
    key = ProgramKey.objects.order_by("id").first()
    assert key is not None
    people.stop_program_key(actor=SECURITY, now=NOW, key_id=key.pk)
    run(NOW)
    assert there.came == []
    assert Webhook.objects.get().state == "ended"


def test_its_own_program_alone_ends_a_webhook(door: Door, there: Receiver) -> None:
    secret, other = door.key(), door.key()
    hook = subscribed(door, secret, there.url)
    for key, status in ((other, 404), (secret, 204), (secret, 204)):
        answer = Client().delete(f"/api/webhooks/{hook['id']}", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == status
    assert door.get("webhooks", secret).json()["items"] == []
    narrow = door.key(scopes={Scope.WEBHOOKS})
    refused = door.post("webhooks", narrow, {"url": there.url, "kinds": [KIND]})
    assert refused.json()["reasons"][0]["code"] == "scope"


def test_a_load_of_long_ago_is_not_pushed(
    door: Door, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "reactions", lambda: {KIND: (queue,)})
    subscribed(door, door.key(), there.url)
    door.report(door.key(Role.HOTLINE_CLERK))
    outbox.skip_unheard()
    run(NOW)
    assert there.came == []


def test_a_case_that_was_undone_is_named_as_people_name_it(door: Door, there: Receiver) -> None:
    subscribed(door, door.key(), there.url)
    number = door.report(door.key(Role.HOTLINE_CLERK)).json()["number"]
    run(NOW)
    browser = keeper(door)
    assert number in browser.get("/office/webhooks").content.decode()
    Delivery.objects.update(number="")
    page = browser.get("/office/webhooks").content.decode()
    assert "cases.case:" not in page
    assert f"第{int(number[6:])}件（导入已撤销，没有这件了）" in page


@pytest.mark.at(NOW)
def test_the_queue_is_seen_sent_again_and_exported_by_who_keeps_the_keys(door: Door, there: Receiver) -> None:
    hook = subscribed(door, door.key(), there.url)
    door.report(door.key(Role.HOTLINE_CLERK))
    there.status = 500
    run(NOW)
    browser = keeper(door)
    page = browser.get("/office/webhooks").content.decode()
    assert "对方没有收下" in page
    assert "正在重试" in page
    there.status, row = 200, Delivery.objects.get()
    assert browser.post(f"/office/webhooks/deliveries/{row.pk}/again", follow=True).status_code == 200
    services.send_waiting(clock=lambda: NOW)
    assert len(there.came) == 2
    assert browser.get("/office/webhooks?state=waiting").content.decode().count("再次推送") == 0
    sheet = browser.get("/office/webhooks.xlsx")
    assert sheet.getvalue()[:2] == b"PK"
    assert "推送已结束" in browser.post(f"/office/webhooks/{hook['id']}/end", follow=True).content.decode()
    assert Client().get("/office/webhooks").status_code == 302
    with pytest.raises(Refused):
        services.send_again(actor=SYSTEM, now=NOW, delivery_id=row.pk)


def keeper(door: Door) -> Client:
    town = door.quarter.town
    town.person("安全员", "340100")
    town.found("平台", BodyKind.PLATFORM, "340100", Level.CITY)
    town.appoint("安全员", "平台", Role.SECURITY_ADMIN)
    account = town.account("安全员", "340100", username="keys")
    Account.objects.filter(pk=account).update(sample=1)
    browser = Client()
    browser.post(f"/demo/persons/{account}")
    return browser

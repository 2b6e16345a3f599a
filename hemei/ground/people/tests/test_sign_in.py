"""Sign-in by password, second factor and phone code; sessions and their end."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client, override_settings
from django_otp.oath import totp

from hemei.ground.people import queries, services
from hemei.ground.people.models import Account, PhoneCode, SecondFactor, Session
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from tests.grounds import standing

COMMUNITY = "340102001001"
PASSWORD = "Luzhou-2026-ok"  # noqa: S105 - of a made-up clerk
ANOTHER = "Another-2026-ok"
PHONE = "15400137000"


@standing
def clerk(town: Town) -> int:
    """A community clerk with a password; returns the account."""
    town.appoint("张三", "东风社区居委会", Role.COMMUNITY_CLERK)
    account_id = town.account("张三", COMMUNITY, username="zhangsan")
    services.set_password(actor=SYSTEM, now=NOW, account_id=account_id, password=PASSWORD)
    return account_id


def enter(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in", {"username": "zhangsan", "password": password, **more})


def test_a_clerk_signs_in_and_acts_in_the_one_appointment(clerk: int, client: Client) -> None:
    assert enter(client).status_code == 302
    page = client.get("/account")
    assert page.status_code == 200
    assert "社区工作人员" in page.content.decode()
    row = Session.objects.get(account_id=clerk)
    assert row.appointment is not None
    assert row.begun_at is not None
    with records.acting(SYSTEM):
        events = [event.type for event in record.history(stream=f"people.account:{clerk}")]
    assert events == ["people.account_created", "people.password_set", "people.signed_in"]


def test_the_session_gets_a_fresh_key_at_sign_in(clerk: int, client: Client) -> None:
    client.get("/sign-in")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    enter(client)
    assert client.session.session_key != before
    assert "x" not in client.session


def test_sign_in_goes_on_to_our_own_pages_only(clerk: int, client: Client) -> None:
    assert enter(client, next="/account").url == "/account"
    assert not enter(client, next="https://elsewhere.example/").url.startswith("https:")


def test_a_wrong_password_and_an_unknown_name_read_alike(clerk: int, client: Client) -> None:
    wrong = client.post("/sign-in", {"username": "zhangsan", "password": "x"})
    unknown = client.post("/sign-in", {"username": "nobody", "password": "x"})
    assert wrong.status_code == unknown.status_code == 422
    for page in (wrong, unknown):
        assert "用户名或密码不对" in page.content.decode()


def test_five_failures_lock_and_say_for_how_many_minutes(clerk: int, client: Client) -> None:
    for _ in range(5):
        enter(client, "wrong")
    page = enter(client)
    assert page.status_code == 422
    assert "请 15 分钟后再试" in page.content.decode()
    with pytest.raises(Refused):
        services.lift_lock(actor=Town.actor_of_role(Role.AUDITOR), now=NOW, username="zhangsan")
    services.lift_lock(actor=Town.actor_of_role(Role.SECURITY_ADMIN), now=NOW, username="zhangsan")
    assert enter(client).status_code == 302


def test_failures_of_one_address_do_not_lock_another(clerk: int, client: Client) -> None:
    for _ in range(5):
        enter(client, "wrong")
    page = client.post("/sign-in", {"username": "zhangsan", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9")
    assert page.status_code == 302


def test_a_second_factor_is_asked_for_once_enrolled(clerk: int, client: Client) -> None:
    enter(client)
    assert "svg" in client.get("/account/second-factor").content.decode()
    device = SecondFactor.objects.get(user_id=clerk)
    code = totp(device.bin_key)
    assert client.post("/account/second-factor", {"code": "000000"}).status_code == 422
    SecondFactor.objects.update(throttling_failure_count=0)
    assert client.post("/account/second-factor", {"code": f"{code:06}"}).status_code == 302

    other = Client()
    assert enter(other).status_code == 200
    assert other.get("/account").status_code == 302  # not in yet
    SecondFactor.objects.update(last_t=-1)
    assert other.post("/sign-in/factor", {"code": "000000"}).status_code == 422
    SecondFactor.objects.update(throttling_failure_count=0)
    assert other.post("/sign-in/factor", {"code": f"{totp(device.bin_key):06}"}).status_code == 302
    assert other.get("/account").status_code == 200

    wrong = other.post("/account/second-factor/remove", {"password": "no"})
    assert wrong.status_code == 422
    assert other.post("/account/second-factor/remove", {"password": PASSWORD}).status_code == 302
    assert not SecondFactor.objects.exists()


def test_a_password_is_strong_new_and_ends_all_sessions(clerk: int, client: Client) -> None:
    enter(client)
    for current, new, words in (
        ("wrong", ANOTHER, "现在的密码不对"),
        (PASSWORD, "short", "密码只有 5 位"),
        (PASSWORD, PASSWORD, "最近 5 次"),
    ):
        page = client.post("/account/password", {"current": current, "new": new})
        assert page.status_code == 422
        assert words in page.content.decode()
    assert client.post("/account/password", {"current": PASSWORD, "new": ANOTHER}).status_code == 302
    assert client.get("/account").status_code == 302
    assert enter(Client(), ANOTHER).status_code == 302


def test_a_password_of_ninety_days_is_spoken_of(clerk: int, client: Client) -> None:
    for days, said in ((89, False), (90, True)):
        Account.objects.update(password_set_at=utc_now() - timedelta(days=days))
        enter(client)
        assert ("密码已使用很久" in client.get("/account").content.decode()) is said


def test_only_security_administration_sets_anothers_password(clerk: int) -> None:
    with pytest.raises(Refused):
        services.set_password(
            actor=Town.actor_of_role(Role.SYSTEM_ADMIN),
            now=NOW,
            account_id=clerk,
            password=ANOTHER,
        )
    services.set_password(
        actor=Town.actor_of_role(Role.SECURITY_ADMIN), now=NOW, account_id=clerk, password=ANOTHER
    )


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_passwords_are_kept_as_argon2(clerk: int) -> None:
    services.set_password(actor=SYSTEM, now=NOW, account_id=clerk, password=ANOTHER)
    assert identify_hasher(Account.objects.get(pk=clerk).password).algorithm == "argon2"


def test_an_account_sees_its_sessions_and_ends_the_others(clerk: int, client: Client) -> None:
    other = Client()
    enter(client)
    enter(other)
    assert "结束其他全部会话" in client.get("/account").content.decode()
    key = other.session.session_key
    assert key not in client.get("/account").content.decode()  # the key itself opens the account
    client.post("/account/sessions/end")
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_security_administration_ends_anybodys_sessions_and_nobody_else_does(
    clerk: int, client: Client
) -> None:
    enter(client)
    for role in (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.CITY_BUREAU):
        with pytest.raises(Refused):
            services.revoke_sessions(actor=Town.actor_of_role(role), now=NOW, account_id=clerk)
    actor = Town.actor_of_role(Role.SECURITY_ADMIN)
    assert services.revoke_sessions(actor=actor, now=NOW, account_id=clerk) == 1
    assert client.get("/account").status_code == 302


def test_an_idle_session_is_over(clerk: int, client: Client) -> None:
    enter(client)
    Session.objects.update(seen_at=utc_now() - timedelta(minutes=14))
    assert client.get("/account").status_code == 200
    Session.objects.update(seen_at=utc_now() - timedelta(minutes=15))
    assert client.get("/account").status_code == 302
    assert not Session.objects.filter(account_id=clerk).exists()


def test_a_page_that_changes_the_session_keeps_it_in_use(town: Town, clerk: int, client: Client) -> None:
    enter(client)
    Session.objects.update(seen_at=utc_now() - timedelta(minutes=10))
    client.post("/account/appointments", {"appointment": ""})
    assert Session.objects.get().seen_at > utc_now() - timedelta(minutes=1)


def test_a_closed_account_is_out_at_once(clerk: int, client: Client) -> None:
    enter(client)
    Account.objects.update(is_active=False)
    assert client.get("/account").status_code == 302


def test_sign_out_ends_the_session(clerk: int, client: Client) -> None:
    enter(client)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/account").status_code == 302


def test_who_has_several_appointments_chooses(town: Town, clerk: int, client: Client) -> None:
    second = town.appoint("张三", "大地物业公司", Role.COMPANY_MANAGER)
    assert enter(client).url == "/account/appointments"
    assert "居民" in client.get("/account").content.decode()
    client.post("/account/appointments", {"appointment": str(second)})
    assert "物业项目经理" in client.get("/account").content.decode()
    other = town.appoint("李四", "三里庵社区居委会", Role.COMMUNITY_CLERK)
    assert client.post("/account/appointments", {"appointment": str(other)}).status_code == 404
    assert "物业项目经理" in client.get("/account").content.decode()
    client.post("/account/appointments", {"appointment": ""})
    assert "居民" in client.get("/account").content.decode()


def test_an_ended_appointment_leaves_a_resident(town: Town, clerk: int, client: Client) -> None:
    enter(client)
    appointment = queries.appointments_on(NOW.date(), person_id=town.persons["张三"])[0]
    services.end_appointment(actor=SYSTEM, now=NOW, appointment_id=appointment.id, valid_until=NOW.date())
    page = client.get("/account").content.decode()
    assert "居民" in page
    assert "社区工作人员" not in page


def code_of(caplog: pytest.LogCaptureFixture) -> str:
    return str(next(row for row in reversed(caplog.records) if row.message == "sign-in code").code)


@pytest.fixture
def console(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "hemei.people")
    return caplog


@override_settings(DEMO=True, NOTIFY={})
def test_a_resident_signs_in_by_code_and_comes_back_as_the_same_person(
    town: Town, client: Client, console: pytest.LogCaptureFixture
) -> None:
    page = client.post("/sign-in/phone", {"phone": PHONE})
    assert "154****7000" in page.content.decode()
    code = code_of(console)
    assert len(code) == 6
    assert client.post("/sign-in/phone/code", {"phone": PHONE, "code": code}).status_code == 302
    assert "居民" in client.get("/account").content.decode()
    account = Account.objects.get(phone_index__isnull=False)
    assert client.post("/sign-in/phone/code", {"phone": PHONE, "code": code}).status_code == 422  # used up
    PhoneCode.objects.update(sent_at=utc_now() - timedelta(minutes=2))
    client.post("/sign-in/phone", {"phone": PHONE})
    client.post("/sign-in/phone/code", {"phone": PHONE, "code": code_of(console)})
    assert Account.objects.filter(phone_index__isnull=False).get() == account


@override_settings(DEMO=True, NOTIFY={})
def test_five_wrong_codes_use_a_code_up(
    town: Town, client: Client, console: pytest.LogCaptureFixture
) -> None:
    client.post("/sign-in/phone", {"phone": PHONE})
    right = code_of(console)
    wrong = f"{(int(right) + 1) % 1000000:06}"
    for _ in range(5):
        assert client.post("/sign-in/phone/code", {"phone": PHONE, "code": wrong}).status_code == 422
    page = client.post("/sign-in/phone/code", {"phone": PHONE, "code": right})
    assert "输错 5 次" in page.content.decode()


@override_settings(DEMO=True, NOTIFY={})
def test_a_code_lives_five_minutes_and_is_not_kept_readably(
    town: Town, client: Client, console: pytest.LogCaptureFixture
) -> None:
    client.post("/sign-in/phone", {"phone": PHONE})
    row = PhoneCode.objects.get()
    assert code_of(console).encode() not in bytes(row.digest)
    PhoneCode.objects.update(expires_at=utc_now())
    page = client.post("/sign-in/phone/code", {"phone": PHONE, "code": code_of(console)})
    assert "已失效" in page.content.decode()


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_demonstration_alone_shows_the_code_where_it_is_asked(
    town: Town, client: Client, settings: Any, console: pytest.LogCaptureFixture, *, demonstration: bool
) -> None:
    settings.DEMO, settings.NOTIFY = True, {}
    client.post("/sign-in/phone", {"phone": PHONE})
    client.post("/sign-in/phone/code", {"phone": PHONE, "code": code_of(console)})
    PhoneCode.objects.update(sent_at=utc_now() - timedelta(minutes=2))
    settings.DEMO = demonstration
    page = client.post("/account/confirm?next=/work", {"step": "send"}).text
    found = re.search(r"示范系统：验证码是 (\d{6})", page)
    assert (found is not None) == demonstration
    assert ("这是示范系统" in page) is False
    if found:
        answer = client.post("/account/confirm", {"step": "check", "code": found[1], "next": "/work"})
        assert answer.headers["Location"] == "/work"


@override_settings(DEMO=False, NOTIFY={})
def test_outside_a_demonstration_neither_log_nor_page_shows_a_code(
    town: Town, client: Client, console: pytest.LogCaptureFixture
) -> None:
    assert "示范系统" not in client.post("/sign-in/phone", {"phone": PHONE}).text
    assert code_of(console) == "******"
    assert PHONE not in console.text


def test_another_code_within_a_minute_is_refused(town: Town, client: Client) -> None:
    client.post("/sign-in/phone", {"phone": PHONE})
    assert "秒后再获取" in client.post("/sign-in/phone", {"phone": PHONE}).content.decode()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # inside apprise, on Python 3.11 only
@override_settings(NOTIFY={"sms": ["json://127.0.0.1:9/{phone}"]})
def test_a_channel_that_fails_is_said_so(town: Town, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apprise.Apprise.notify", lambda *_args, **_more: False)
    assert "验证码没有发出去" in client.post("/sign-in/phone", {"phone": PHONE}).content.decode()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # inside apprise, on Python 3.11 only
@override_settings(NOTIFY={"sms": ["json://127.0.0.1:9/{phone}"]})
def test_a_code_goes_through_the_configured_channel(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("apprise.Apprise.notify", lambda _self, body: sent.append(body) or True)
    assert client.post("/sign-in/phone", {"phone": PHONE}).status_code == 200
    assert "5 分钟内有效" in sent[0]


def test_what_is_no_phone_number_is_refused(town: Town, client: Client) -> None:
    page = client.post("/sign-in/phone", {"phone": "12345"})
    assert page.status_code == 422
    assert "12345" in page.content.decode()  # what was typed stays

"""The secret of a second factor: sealed at rest, bound to its account, and still good for signing in."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django_otp.oath import totp

from hemei.ground.people import services
from hemei.ground.people.models import SecondFactor
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town, made_town
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

COMMUNITY = "340102001001"
PASSWORD = "Luzhou-2026-ok"  # noqa: S105 - of a made-up clerk
PLAIN = "3132333435363738393031323334353637383930"  # the secret of RFC 6238's appendix


def account(town: Town, name: str = "张三", username: str = "zhangsan") -> int:
    town.appoint(name, "东风社区居委会", Role.COMMUNITY_CLERK)
    number = town.account(name, COMMUNITY, username=username)
    services.set_password(actor=SYSTEM, now=NOW, account_id=number, password=PASSWORD)
    return number


@standing
def clerk(town: Town) -> int:
    return account(town)


def enrolled(account_id: int) -> bytes:
    """Enrol as the page does, up to the code; returns the secret the authenticator was shown."""
    actor = Actor(role=Role.COMMUNITY_CLERK, account_id=account_id)
    _, shown = services.enrol_totp(actor=actor, issuer="Hemei")
    return b32decode(shown.replace("%3D", "="))


def test_what_the_authenticator_is_shown_stands_in_no_column(clerk: int) -> None:
    secret = enrolled(clerk)
    assert len(secret) == 20
    device = SecondFactor.objects.get(user_id=clerk)
    assert device.bin_key == secret
    with connection.cursor() as cursor:
        cursor.execute("select d::text from otp_totp_totpdevice d")
        (row,) = cursor.fetchone()
    assert "sealed:" in row
    assert secret.hex() not in row
    assert enrolled(clerk) == secret  # a page loaded anew shows the one that was scanned


def test_each_secret_is_sealed_anew_and_opens_for_its_own_account_only(town: Town, clerk: int) -> None:
    other = account(town, "李四", "lisi")
    secrets = enrolled(clerk), enrolled(other)
    assert len(set(secrets)) == 2
    mine = SecondFactor.objects.get(user_id=clerk)
    SecondFactor.objects.filter(user_id=other).update(key=mine.key)
    with pytest.raises(InvalidTag):
        assert SecondFactor.objects.get(user_id=other).bin_key


def test_without_the_vaults_key_it_does_not_open(clerk: int, settings) -> None:
    enrolled(clerk)
    settings.VAULT_KEY = "0" * 64
    with pytest.raises(InvalidTag):
        assert SecondFactor.objects.get(user_id=clerk).bin_key


def test_the_database_takes_no_plain_secret(clerk: int) -> None:
    with pytest.raises(IntegrityError, match="people_second_factor_sealed"), transaction.atomic():
        SecondFactor.objects.create(user_id=clerk, name="totp", key=PLAIN)


@pytest.fixture
def older(own_database: str) -> Iterator[int]:
    """An account with a plain secret, as a version before kept it; returns its number."""
    with transaction.atomic(), records.acting(SYSTEM):
        number = account(made_town())
    with connections["owner"].cursor() as owner:
        owner.execute("alter table otp_totp_totpdevice drop constraint people_second_factor_sealed")
    SecondFactor.objects.create(user_id=number, name="totp", confirmed=True, key=PLAIN)
    yield number
    connections["owner"].close()


def test_a_secret_of_before_is_sealed_by_the_migration_and_still_signs_in(older: int) -> None:
    migration = import_module("hemei.ground.people.migrations.0006_sealed_second_factor")
    owner = connections["owner"]
    for _ in range(2):  # again it finds nothing to do
        migration.seal(apps, SimpleNamespace(connection=owner))
    with owner.cursor() as cursor:
        cursor.execute(migration.SEALED_ONLY)
    device = SecondFactor.objects.get(user_id=older)
    assert device.bin_key == bytes.fromhex(PLAIN)

    client = Client()
    assert client.post("/sign-in", {"username": "zhangsan", "password": PASSWORD}).status_code == 200
    answer = client.post("/sign-in/factor", {"code": f"{totp(bytes.fromhex(PLAIN)):06}"})
    assert answer.status_code == 302
    assert client.get("/account").status_code == 200

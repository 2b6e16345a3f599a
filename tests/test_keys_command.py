"""`hemei keys`: from one key to another, seen from the command line, with what may go and what is left."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from hemei.ground.people.models import Account, SecondFactor
from hemei.ground.people.models.factors import sealed_secret
from hemei.ground.people.tests.factories import SYSTEM, made_town
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.keys import mark_of
from hemei.ground.records.verify import verify
from hemei.project.commands.keys import keys

OLD, NEW = "a" * 64, "b" * 64
PHONE = "13800138000"
SECRET = bytes(range(20))


def run(*words: str) -> Result:
    return CliRunner().invoke(keys, words)


@pytest.fixture
def account(own_database: str, settings) -> int:
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE, settings.VAULT_CIPHER = OLD, [], "aes-256-gcm"
    town = made_town()
    number = town.account("张三", "340102001001", phone=PHONE)
    with records.acting(SYSTEM):
        SecondFactor.objects.create(user_id=number, name="x", key=sealed_secret(SECRET, number))
    return number


def test_from_one_key_and_cipher_to_another(account: int, settings) -> None:
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE, settings.VAULT_CIPHER = NEW, [OLD], "sm4-gcm"
    shown = run("show").output
    for words in (f"present key {mark_of(NEW).hex()}, cipher sm4-gcm", f"former key {mark_of(OLD).hex()}"):
        assert words in shown
    with records.acting(SYSTEM):  # signing in goes on before and meanwhile
        assert Account.objects.filter(phone_index__in=record.blind_indexes("phone", PHONE)).exists()
    done = run("rotate", "--batch", "2")
    assert done.exit_code == 0, done.output
    for words in (
        "sign-in phones: 1 locked anew",
        "second factors: 1 locked",
        f"Key {mark_of(OLD).hex()} may go",
    ):
        assert words in done.output
    settings.VAULT_KEYS_BEFORE = []
    with records.acting(SYSTEM):
        assert Account.objects.get().phone_index == record.blind_index("phone", PHONE)
        assert SecondFactor.objects.get().bin_key == SECRET
        (event,) = record.history(stream="records.keys")
        assert event.data["former"] == [mark_of(OLD).hex()]
    assert verify().whole
    again = run("rotate")  # nothing is left, nothing is recorded
    assert "texts: 0 locked anew" in again.output
    with records.acting(SYSTEM):
        assert len(record.history(stream="records.keys")) == 1


def test_a_key_that_is_missing_may_not_be_called_gone(account: int, settings) -> None:
    settings.VAULT_KEY = NEW
    done = run("rotate")
    assert done.exit_code == 1
    assert "do not open by any key at hand" in done.output
    assert "may go" not in done.output

"""Keys: known answers, two ciphers and two keys side by side, and everything locked anew."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from hemei.ground.records import keys, queries, services
from hemei.ground.records.models import File, Import, ProofKey
from hemei.ground.records.services.files import path_of
from hemei.ground.records.services.imports.uploads import keep_upload, opened_upload, upload_header
from hemei.ground.records.services.rotating import OWN, proof_keys
from hemei.ground.records.tests.importing import EVERYONE, begin, comma
from hemei.kernel.actor import Actor, PlaceRange, Role

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OLD, NEW = "1" * 64, "2" * 64


@pytest.fixture
def ring(settings, tmp_path) -> None:
    settings.MEDIA = tmp_path
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE, settings.VAULT_CIPHER = OLD, [], "aes-256-gcm"


def test_sm4_gives_the_standards_own_answer() -> None:
    """GB/T 32907, appendix A: key and text 0123456789abcdeffedcba9876543210."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - the example is one block
    assert encryptor.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_in_gcm_gives_the_answer_of_rfc_8998() -> None:
    """RFC 8998, appendix A.1."""
    sealer = keys.SM4GCM(bytes.fromhex("0123456789abcdeffedcba9876543210"))
    nonce = bytes.fromhex("00001234567800000000abcd")
    text = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    locked = sealer.encrypt(nonce, text, bound)
    assert locked.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert sealer.decrypt(nonce, locked, bound) == text
    for wrong in (locked[:-1] + b"\0", locked[:10]):
        with pytest.raises(InvalidTag):
            sealer.decrypt(nonce, wrong, bound)


def test_sm3_gives_the_standards_own_answer() -> None:
    assert hashlib.new("sm3", b"abc").hexdigest().startswith("66c7f0f462eeedd9d1f2d46bdc10e4e2")


def test_both_ciphers_and_keys_open_side_by_side(ring: None, settings) -> None:
    first = keys.lock(b"a", purpose="vault", bound=b"name")
    settings.VAULT_CIPHER = "sm4-gcm"
    second = keys.lock(b"b", purpose="vault", bound=b"name")
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE = NEW, [OLD]
    third = keys.lock(b"c", purpose="vault", bound=b"name")
    assert [one[0] for one in (first, second, third)] == [keys.AES, keys.SM4, keys.SM4]
    assert [keys.unlock(one, purpose="vault", bound=b"name") for one in (first, second, third)] == [
        b"a",
        b"b",
        b"c",
    ]
    assert [keys.is_present(one) for one in (first, second, third)] == [False, False, True]
    for moved in ({"purpose": "vault", "bound": b"phone"}, {"purpose": "files", "bound": b"name"}):
        with pytest.raises(InvalidTag):
            keys.unlock(third, **moved)
    with pytest.raises(InvalidTag):  # the cipher is authenticated too
        keys.unlock(bytes([keys.AES]) + third[1:], purpose="vault", bound=b"name")
    settings.VAULT_KEYS_BEFORE = []
    with pytest.raises(InvalidTag):
        keys.unlock(first, purpose="vault", bound=b"name")


def test_a_value_of_before_there_were_versions_opens(ring: None, settings) -> None:
    nonce = bytes(12)
    old = nonce + AESGCM(keys.derived(OLD, "vault")).encrypt(nonce, "甲".encode(), b"name")
    assert queries.decrypt(old, "name") == "甲"
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE = NEW, [OLD]
    assert queries.decrypt(old, "name") == "甲"


@pytest.fixture
def kept(db: None, ring: None) -> list[int]:
    """Seven texts, one of them erased, a file and an upload, all under the old key."""
    with services.acting(EVERYONE):
        texts = [
            services.seal(
                stream=f"t:{n}", scope="1.2.", field="phone", text=f"1380000000{n}", indexed=True
            ).vault_id
            for n in range(6)
        ]
        texts.append(services.seal(stream="t:9", scope="1.2.", field="text", text="三楼漏水").vault_id)
        services.erase_sealed(vault_ids=texts[:1], now=NOW)
        digest = services.store_bytes(b"photo of the old key")
        File.objects.create(
            stream="t:1",
            scope="1.2.",
            purpose="report",
            digest=digest,
            media_type="image/jpeg",
            size=20,
            added_at=NOW,
        )
    return texts


def texts_of(ids: list[int]) -> list[str | None]:
    with services.acting(EVERYONE):
        opened = queries.open_sealed(ids)
    return [opened[number] for number in ids]


class Killed(Exception):  # noqa: N818 - reads as what happened
    """Stands for a process that ended in the middle of a batch."""


def test_a_rotation_killed_in_the_middle_goes_on_and_leaves_nothing(kept: list[int], settings) -> None:
    before = texts_of(kept)
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE, settings.VAULT_CIPHER = NEW, [OLD], "sm4-gcm"
    column = OWN[0]
    done = []

    def die(turn: services.Turn) -> None:
        done.append(turn.changed)
        raise Killed

    with pytest.raises(Killed):
        services.rotate(column, batch=2, moved=die)
    assert done == [2]
    assert texts_of(kept) == before  # half by one key, half by the other: all opens
    assert services.waiting_for_rotation()["texts"] == 4
    with services.acting(EVERYONE):
        for number in (1, 5):  # one done, one not: both are found
            found = queries.sealed_streams(field="phone", text=f"1380000000{number}")
            assert [stream for stream, _ in found] == [f"t:{number}"]
    services.keep_proof_keys(now=NOW)
    turns = {one.name: services.rotate(one, batch=2) for one in services.everything_locked()}
    assert turns["texts"].changed == 4
    assert turns["files"].changed == 1
    assert all(not services.rotate(one).changed for one in services.everything_locked())
    settings.VAULT_KEYS_BEFORE = []  # the old key goes
    assert texts_of(kept) == before
    with services.acting(EVERYONE):
        assert queries.sealed_streams(field="phone", text="13800000005")[0][0] == "t:5"
        (file,) = queries.files_of(["t:1"])
        assert queries.file_content(file) == b"photo of the old key"
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from records_sealed where substring(ciphertext from 1 for 1) <> '\\x02'"
            )
            assert cursor.fetchone()[0] == 0


def test_what_no_key_opens_is_named_and_left_as_it_is(kept: list[int], settings) -> None:
    settings.VAULT_KEY = NEW
    with services.acting(EVERYONE):
        digest = File.objects.get().digest
    raw = path_of(digest).read_bytes()
    turn = services.rotate(OWN[0])
    assert (turn.changed, len(turn.lost)) == (0, 6)
    assert services.rotate(OWN[3]).lost == [digest]
    assert path_of(digest).read_bytes() == raw
    settings.VAULT_KEY = OLD
    assert texts_of(kept)[1] == "13800000001"


def test_events_of_a_former_key_are_proven_when_it_is_gone(db: None, ring: None, settings) -> None:
    old = keys.derived(OLD, "events")
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE = NEW, [OLD]
    assert proof_keys() == [keys.derived(NEW, "events"), old]
    services.keep_proof_keys(now=NOW)
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE = "3" * 64, [NEW]
    services.keep_proof_keys(now=NOW)  # a second rotation, the first key long gone
    settings.VAULT_KEYS_BEFORE = []
    assert set(proof_keys()) == {keys.derived(one, "events") for one in (OLD, NEW, "3" * 64)}
    assert all(keys.is_present(bytes(row.locked)) for row in ProofKey.objects.all())


def test_an_upload_that_waits_is_locked_anew(db: None, ring: None, settings) -> None:
    content = comma(("小区名称", "责任社区", "小区类型", "地址", "建筑面积", "户数"))
    begin(Actor(role=Role.SYSTEM, places=(PlaceRange("1."),)), NOW, content)
    with services.acting(EVERYONE):
        name = Import.objects.get().kept
    settings.VAULT_KEY, settings.VAULT_KEYS_BEFORE = NEW, [OLD]
    assert services.rotate(OWN[4]).changed == 1
    assert upload_header(name) == keys.present_header()
    settings.VAULT_KEYS_BEFORE = []
    with opened_upload(name) as file:
        assert file.read() == content


def test_an_upload_of_many_pieces_passes_under_either_cipher(db: None, ring: None, settings) -> None:
    settings.VAULT_CIPHER = "sm4-gcm"
    content = bytes(range(256)) * 10_000
    kept = keep_upload(iter(partial_of(content)))
    with opened_upload(kept.name) as file:
        assert file.read() == content


def partial_of(content: bytes) -> list[bytes]:
    out = io.BytesIO(content)
    return list(iter(lambda: out.read(70_000), b""))

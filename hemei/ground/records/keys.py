"""Keys of the record, and the one place where a value is locked and unlocked.

Everything is derived from a master key, for one purpose each (`vault`, `files`, `blind-index`, `events`).
`HEMEI_VAULT_KEY` is the master that locks; those of `HEMEI_VAULT_KEY_BEFORE` only unlock what was locked before,
until `hemei keys rotate` has locked it anew.

A locked value is `version ‖ key ‖ nonce ‖ ciphertext ‖ tag`: one byte for the cipher, four that name the master,
both authenticated. So AES-256-GCM and SM4-GCM, former keys and the present one stand side by side in one column.
A value of before there were versions begins with its nonce and opens by AES-256-GCM.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher as Ciphering
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
TAG_BYTES = 16
MARK_BYTES = 4
HEADER_BYTES = 1 + MARK_BYTES
OVERHEAD = HEADER_BYTES + NONCE_BYTES + TAG_BYTES
AES, SM4 = 1, 2
# The words of the setting HEMEI_VAULT_CIPHER, and the version each writes.
CIPHERS = {"aes-256-gcm": AES, "sm4-gcm": SM4}


class Sealer(Protocol):
    """Authenticated encryption, as the library's `AESGCM` does it."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return the text; raises InvalidTag."""


class SM4GCM:
    """SM4 (GB/T 32907) in GCM (GB/T 17964), of the library's parts, in the shape of `AESGCM`."""

    def __init__(self, key: bytes) -> None:
        self.key = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag."""
        encryptor = Ciphering(self.key, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return the text; raises InvalidTag."""
        if len(data) < TAG_BYTES:
            raise InvalidTag
        tag = data[-TAG_BYTES:]
        decryptor = Ciphering(self.key, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_BYTES]) + decryptor.finalize()


@lru_cache(maxsize=64)
def derived(master: str, purpose: str) -> bytes:
    """Return 32 bytes for a purpose (`vault`, `files`, `blind-index`, `events`)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"hemei/{purpose}".encode()).derive(
        master.encode()
    )


@lru_cache(maxsize=64)
def mark_of(master: str) -> bytes:
    """Return four bytes that tell a master key from others and tell nothing about it."""
    return derived(master, "mark")[:MARK_BYTES]


@lru_cache(maxsize=64)
def _sealer(master: str, purpose: str, version: int) -> Sealer:
    if version == AES:
        return AESGCM(derived(master, purpose))
    info = f"hemei/{purpose}/sm4".encode()
    return SM4GCM(HKDF(algorithm=hashes.SM3(), length=16, salt=None, info=info).derive(master.encode()))


def masters() -> Sequence[str]:
    """Return the present master key and then the former ones that are still at hand."""
    return [settings.VAULT_KEY, *(key for key in settings.VAULT_KEYS_BEFORE if key != settings.VAULT_KEY)]


def present_header() -> bytes:
    """Return how a value begins that is locked by the present key and cipher."""
    return bytes([CIPHERS[settings.VAULT_CIPHER]]) + mark_of(settings.VAULT_KEY)


def is_present(locked: bytes) -> bool:
    """Whether a value is locked by the present key and cipher."""
    return locked[:HEADER_BYTES] == present_header()


def lock(raw: bytes, *, purpose: str, bound: bytes) -> bytes:
    """Lock bytes with the present key and cipher. `bound` says where they belong: they open nowhere else."""
    header, nonce = present_header(), secrets.token_bytes(NONCE_BYTES)
    sealer = _sealer(settings.VAULT_KEY, purpose, header[0])
    return header + nonce + sealer.encrypt(nonce, raw, header + bound)


def unlock(locked: bytes, *, purpose: str, bound: bytes) -> bytes:
    """Open what was locked by any key at hand; raises InvalidTag where it was moved, changed, or the key is gone."""
    header = locked[:HEADER_BYTES]
    if (master := _named(header)) is not None:
        try:
            return _open(locked[HEADER_BYTES:], _sealer(master, purpose, header[0]), header + bound)
        except InvalidTag:
            pass  # one in four thousand million values of before there were versions begins like this
    for master in masters():
        try:
            return _open(locked, _sealer(master, purpose, AES), bound)
        except InvalidTag:
            continue
    raise InvalidTag


def names_key(header: bytes) -> bool:
    """Whether a value that begins so says by which cipher and key at hand it was locked."""
    return _named(header) is not None


def _named(header: bytes) -> str | None:
    if not header or header[0] not in CIPHERS.values():
        return None
    return next((master for master in masters() if mark_of(master) == header[1:]), None)


def _open(locked: bytes, sealer: Sealer, bound: bytes) -> bytes:
    return sealer.decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], bound)


def keyed_digests(purpose: str, text: bytes) -> list[bytes]:
    """Return the digest of a text under each key at hand, the present one first."""
    return [hmac.digest(derived(master, purpose), text, "sha256") for master in masters()]

"""Keys of the record, each derived from the vault's master key for one purpose."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@lru_cache(maxsize=16)
def derived(master: str, purpose: str) -> bytes:
    """Return 32 bytes for a purpose (`vault`, `files`, `blind-index`, `events`)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"hemei/{purpose}".encode()).derive(
        master.encode()
    )

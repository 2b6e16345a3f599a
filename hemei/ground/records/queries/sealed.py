"""Open what lies in the vault; row-level security decides what the bound actor sees."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from hemei.ground.records.keys import unlock

ERASED = None


def open_sealed(vault_ids: Iterable[int]) -> dict[int, str | None]:
    """Return the texts of vault rows by id; ``None`` where the text was erased. Unseen rows are absent."""
    wanted = [identity for identity in vault_ids if identity]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, field, ciphertext from records_sealed where id = any(%s::bigint[])", [wanted]
        )
        return {identity: decrypt(ciphertext, field) for identity, field, ciphertext in cursor.fetchall()}


def decrypt(ciphertext: bytes | memoryview | None, field: str) -> str | None:
    """Decrypt a vault value; ``None`` for an erased one. A value moved to another field does not open."""
    return ERASED if ciphertext is None else unlock_bytes(bytes(ciphertext), field).decode()


def unlock_bytes(locked: bytes, field: str) -> bytes:
    """Decrypt what `services.lock_bytes` encrypted; raises InvalidTag where it was moved or changed."""
    return unlock(locked, purpose="vault", bound=field.encode())

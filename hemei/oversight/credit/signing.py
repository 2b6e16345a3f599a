"""Signatures on what is exchanged: JSON Web Signatures (RFC 7515), ES256, keys from files.

Our own keys lie in `HEMEI_EXCHANGE_KEYS`, one PEM file a key. The last by name signs; the former ones only stay
published, so that what was signed before can still be checked, and go with their file. The public keys of a department
lie in `HEMEI_EXCHANGE_PARTNERS`, one JSON Web Key Set a department, named like its code.

The library is imported by who signs or verifies: it is large, and most web processes never do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, KeySet

ALGORITHM = "ES256"
_CURVE = "P-256"


class Unverified(Exception):  # noqa: N818 - an answer about a message, not a defect of the program
    """A message bears no valid signature of the department it names."""


class NoKey(Exception):  # noqa: N818 - something to be done by who runs the server
    """There is no key to sign with."""


def public_keys() -> dict[str, Any]:
    """Return our public keys as a key set, the signing one last."""
    keys = [key.as_dict(private=False, use="sig", alg=ALGORITHM) for key in _own_keys()]
    return {"keys": keys}


def signed(payload: Mapping[str, Any]) -> str:
    """Return a payload as a compact signature of our latest key."""
    from joserfc import jws  # noqa: PLC0415 - see above

    keys = _own_keys()
    if not keys:
        raise NoKey(f"No signing key in {settings.EXCHANGE_KEYS}; make one with `hemei credit key`.")
    header = {"alg": ALGORITHM, "kid": keys[-1].kid, "typ": "JWT"}
    return jws.serialize_compact(header, _text(payload), keys[-1], algorithms=[ALGORITHM])


def verified(department: str, token: str) -> dict[str, Any]:
    """Return what a department signed.

    Raises:
        Unverified: the department has no keys here, or the signature is none of theirs.
    """
    from joserfc import jws  # noqa: PLC0415 - see above
    from joserfc.errors import JoseError  # noqa: PLC0415 - see above

    try:
        found = jws.deserialize_compact(token.strip(), _keys_of(department), algorithms=[ALGORITHM])
        payload = json.loads(found.payload)
    except (JoseError, ValueError) as error:
        raise Unverified(str(error)) from error
    if not isinstance(payload, dict):
        raise Unverified("the payload is no object")
    return payload


def make_key(now: datetime) -> str:
    """Write a new signing key beside the others and return its id; from now on it signs."""
    from joserfc.jwk import ECKey  # noqa: PLC0415 - see above

    folder: Path = settings.EXCHANGE_KEYS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kid = f"{now:%Y%m%dT%H%M%S}"
    key = ECKey.generate_key(_CURVE, {"kid": kid})
    file = os.open(folder / f"{kid}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(key.as_pem(private=True))
    return kid


def _own_keys() -> list[ECKey]:
    """Return our keys by name; each file is named like the id of its key."""
    from joserfc.jwk import ECKey  # noqa: PLC0415 - see above

    files = sorted(Path(settings.EXCHANGE_KEYS).glob("*.pem"))
    return [ECKey.import_key(file.read_bytes(), {"kid": file.stem}) for file in files]


def _keys_of(department: str) -> KeySet:
    from joserfc.errors import JoseError  # noqa: PLC0415 - see above
    from joserfc.jwk import KeySet  # noqa: PLC0415 - see above

    file = Path(settings.EXCHANGE_PARTNERS) / f"{department}.json"
    if not department.isalpha() or not file.is_file():
        raise Unverified(f"no keys of {department!r}")
    try:
        return KeySet.import_key_set(json.loads(file.read_text(encoding="utf-8")))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Unverified(f"the keys of {department!r} cannot be read") from error


def _text(payload: Mapping[str, Any]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

"""The second factor of an account: django-otp's device, its secret sealed with the vault's key."""

from __future__ import annotations

from base64 import b64decode, b64encode

from django_otp.plugins.otp_totp.models import TOTPDevice

from hemei.ground.records import queries as record
from hemei.ground.records import services as records

_SEALED = "sealed:"
SECRET_BYTES = 20  # what authenticators expect of SHA-1 (RFC 4226, section 4)


class SecondFactor(TOTPDevice):  # type: ignore[misc]  # the library has no types
    """A time-based code 动态码. Counting, drift and replay are django-otp's; the secret it asks for is opened here.

    The column `key` holds the sealed secret as text; the database refuses any other. It opens for its own
    account only, so whoever can write to the database can neither read a secret nor put in his own.
    """

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The secret, opened."""
        return record.unlock_bytes(locked_secret(self), _field(self.user_id))


def locked_secret(factor: SecondFactor) -> bytes:
    """Return the secret as it is locked."""
    return b64decode(str(factor.key).removeprefix(_SEALED))


def _field(account_id: int) -> str:
    """Return where an account's secret belongs, as its seal names it."""
    return f"people.second_factor:{account_id}"


def sealed_secret(secret: bytes, account_id: int) -> str:
    """Return a secret as the column keeps it: 79 characters of the 80 there are."""
    return _SEALED + b64encode(records.lock_bytes(secret, _field(account_id))).decode()

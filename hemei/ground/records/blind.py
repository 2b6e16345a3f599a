"""Blind indexes: exact search over encrypted fields without storing them readably."""

from __future__ import annotations

import hmac

from django.conf import settings

from hemei.ground.records.keys import derived


def blind_index(field: str, text: str) -> bytes:
    """Return the keyed digest of a normalised value; equal values of a field have equal digests."""
    value = f"{field}\n{''.join(text.split()).casefold()}"
    return hmac.digest(derived(settings.VAULT_KEY, "blind-index"), value.encode(), "sha256")

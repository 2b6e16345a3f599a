"""Blind indexes: exact search over encrypted fields without storing them readably."""

from __future__ import annotations

from hemei.ground.records.keys import keyed_digests


def blind_index(field: str, text: str) -> bytes:
    """Return the keyed digest of a normalised value, to be kept; equal values of a field have equal digests."""
    return blind_indexes(field, text)[0]


def blind_indexes(field: str, text: str) -> list[bytes]:
    """Return the digests to search for: the present key's and, until all is rotated, those of former keys."""
    return keyed_digests("blind-index", f"{field}\n{''.join(text.split()).casefold()}".encode())

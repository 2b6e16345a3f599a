"""Words about estates: what kind they are, what their units are used for, and the token on their board."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from hemei.kernel.decision import mark


class EstateKind(StrEnum):
    """What an estate is; the old kinds decide how it comes to be managed (S16). The value is stored."""

    COMMODITY = "commodity"
    AFFORDABLE = "affordable"
    OLD = "old"
    RESETTLEMENT = "resettlement"
    OPEN = "open"
    SCATTERED = "scattered"


KIND_NAMES = {
    EstateKind.COMMODITY: mark("商品房小区"),
    EstateKind.AFFORDABLE: mark("保障性住房小区"),
    EstateKind.OLD: mark("老旧小区"),
    EstateKind.RESETTLEMENT: mark("老旧安置小区"),
    EstateKind.OPEN: mark("开放式小区"),
    EstateKind.SCATTERED: mark("零散小区"),
}


class UnitUse(StrEnum):
    """What a property unit is registered for; the value is stored."""

    RESIDENCE = "residence"
    SHOP = "shop"
    OFFICE = "office"
    PARKING = "parking"
    STORAGE = "storage"


USE_NAMES = {
    UnitUse.RESIDENCE: mark("住宅"),
    UnitUse.SHOP: mark("商铺"),
    UnitUse.OFFICE: mark("办公"),
    UnitUse.PARKING: mark("车位"),
    UnitUse.STORAGE: mark("储藏间"),
}


TOKEN_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # noqa: S105 - an alphabet without look-alikes
TOKEN_LENGTH = 12


def new_token(choice: Callable[[str], str]) -> str:
    """Return an opaque public id for a QR code, short enough to be typed: 31**12, about 59 bits.

    `choice` picks one letter; the caller passes `secrets.choice`, a demonstration a seeded one.
    """
    return "".join(choice(TOKEN_LETTERS) for _ in range(TOKEN_LENGTH))


def is_token(text: str) -> bool:
    """Whether the text can be a token at all; asked before the database is."""
    return len(text) == TOKEN_LENGTH and set(text) <= set(TOKEN_LETTERS)

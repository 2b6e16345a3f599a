"""Money is whole fen (a hundredth of a yuan), read from what people type and written as they read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

MOST_FEN = 10**13
"""A hundred thousand million yuan: above it a figure is a slip of the hand."""
_YUAN = re.compile(
    r"(?P<minus>-?)(?P<yuan>[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.(?P<rest>[0-9]{1,2}))?"
)


class NotMoney(ValueError):  # noqa: N818 - an answer to what was typed
    """A text is no amount in yuan with at most two decimals."""


def fen_of(text: str) -> int:
    """Read yuan with at most two decimals, thousands parted by commas or not, as whole fen.

    Raises:
        NotMoney: the text is anything else, as `0.001`, `1e3`, `12元` or `USD 5`.
    """
    found = _YUAN.fullmatch(text.strip())
    if found is None:
        raise NotMoney(f"{text!r} is no amount in yuan with at most two decimals.")
    fen = int(found["yuan"].replace(",", "")) * 100 + int((found["rest"] or "").ljust(2, "0"))
    return -fen if found["minus"] else fen


def yuan(fen: int) -> str:
    """Write fen as yuan with two decimals and thousands: `-1,234.50`."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def hundredths(whole: int) -> Decimal:
    """Return whole fen as yuan, or whole dm2 as m2, for a cell that is to be added up: exact, as no float is."""
    return Decimal(whole).scaleb(-2)


def apportioned(fen: int, weights: Mapping[int, int]) -> dict[int, int]:
    """Share whole fen by whole-number weights; the sum of the shares is the fen, none is a fen from its exact part.

    Each is rounded down, and the fen left over go to the largest remainders, of equal ones to the larger weight, then
    to the lower number: in which order they are named does not matter.
    """
    total = sum(weights.values())
    if fen < 0 or total <= 0 or min(weights.values()) < 0:
        raise ValueError(f"{fen} fen cannot be shared by {len(weights)} weights of {total} in all.")
    found = {one: fen * weight // total for one, weight in weights.items()}

    def turn(one: int) -> tuple[int, int, int]:
        return (-(fen * weights[one] % total), -weights[one], one)

    for one in sorted(weights, key=turn)[: fen - sum(found.values())]:
        found[one] += 1
    return found

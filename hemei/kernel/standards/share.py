"""A share as a whole-number fraction: weights and thresholds never pass through floats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_SHARE = re.compile(r"([0-9]+)/([1-9][0-9]*)|([0-9]+)%")


@dataclass(frozen=True, slots=True)
class Share:
    """An exact part of a whole, written "2/3" or "50%"."""

    value: Fraction

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read "2/3" or "50%"; raise ValueError for anything else."""
        found = _SHARE.fullmatch(text.strip())
        if not found:
            raise ValueError(f'"{text}" is not a share; write it like "2/3" or "50%"')
        above, below, percent = found.groups()
        return cls(Fraction(int(percent), 100) if percent else Fraction(int(above), int(below)))

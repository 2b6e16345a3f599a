"""A share that has to be reached: `>= 2/3` or `> 1/2`, compared in whole numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_BAR = re.compile(r"(>=|>) ([1-9][0-9]*)/([1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its edge (Civil Code art. 1259): `>= 2/3` holds at exactly two thirds, `> 1/2` not at one half."""

    share: Fraction
    included: bool

    @classmethod
    def parse(cls, text: str) -> Bar:
        """Read ">= 2/3" or "> 1/2"; raise ValueError for anything else, and for more than the whole."""
        found = _BAR.fullmatch(text)
        share = Fraction(int(found[2]), int(found[3])) if found else Fraction(2)
        if not found or share > 1 or (share == 1 and found[1] == ">"):
            raise ValueError(f'"{text}" is no bar that can be reached; write it like ">= 2/3" or "> 1/2"')
        return cls(share, found[1] == ">=")

    def __str__(self) -> str:
        return f"{self.sign} {self.share}"

    @property
    def sign(self) -> str:
        """The comparison as a formula shows it."""
        return "≥" if self.included else ">"

    def reached(self, part: int, whole: int) -> bool:
        """Whether the part reaches the bar; whole numbers multiplied crosswise, nothing is rounded."""
        left, right = self.share.denominator * part, self.share.numerator * whole
        return left >= right if self.included else left > right

    def least(self, whole: int) -> int:
        """Return the least part that reaches the bar."""
        least, rest = divmod(self.share.numerator * whole, self.share.denominator)
        return least + (1 if rest or not self.included else 0)

    def short(self, part: int, whole: int) -> int:
        """Return the least number that the part lacks, 0 where it reaches the bar."""
        return max(self.least(whole) - part, 0)

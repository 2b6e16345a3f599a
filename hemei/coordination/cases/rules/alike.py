"""How much two texts say the same: their pairs of neighbouring characters, as the search of texts cuts them."""

from __future__ import annotations

import unicodedata
from datetime import date
from fractions import Fraction

from hemei.coordination.cases.rules.standards import PatternRule

_SAYS_NOTHING = "的了是在有我你他她它们这那就都也很又被把和与啊吧呢吗请"


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of characters of a text that say something."""
    plain = "".join(
        sign if sign.isalpha() and sign not in _SAYS_NOTHING else " "
        for sign in unicodedata.normalize("NFKC", text).casefold()
    )
    return frozenset(run[place : place + 2] for run in plain.split() for place in range(len(run) - 1))


def likeness(one: str, other: str) -> Fraction:
    """Return which share of the shorter text's pairs stands in the other; a text that says nothing is like none."""
    first, second = pairs(one), pairs(other)
    least = min(len(first), len(second))
    return Fraction(len(first & second), least) if least else Fraction(0)


def is_repeat(before: date, later: date, rule: PatternRule) -> bool:
    """Whether a case of a day is the same trouble again as one of an earlier day at the same place."""
    return 0 <= (later - before).days <= rule.days

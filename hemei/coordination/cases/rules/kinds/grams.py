"""A text as fragments of one to three characters, as residents write it: no words are cut, nothing is corrected.

Digits go first, so that no number of a phone or a door is ever learnt; so do spaces, punctuation and signs.
"""

from __future__ import annotations

import unicodedata

LONGEST = 3
HEARD = 2000
"""Characters of a text that are looked at: as many as a report may have."""


def plain(text: str) -> str:
    """Return the letters of a text in one width and case: no digit, no space, no sign."""
    folded = unicodedata.normalize("NFKC", text[:HEARD]).casefold()
    return "".join(letter for letter in folded if letter.isalpha())


def grams_of(text: str) -> frozenset[str]:
    """Return the fragments of a text."""
    letters = plain(text)
    return frozenset(
        letters[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(len(letters) - length + 1)
    )

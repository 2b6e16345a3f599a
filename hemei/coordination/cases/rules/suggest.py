"""Which row of the responsibility list a resident's text means, and the words that say so."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from hemei.coordination.cases.rules.standards import Problem, ResponsibilityList

MOST_SUGGESTIONS = 3
"""How many rows a clerk is shown; a matter of screen space, not of law."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row the text may mean and the words found in it; `variant` is empty for the row itself."""

    problem: Problem
    words: tuple[str, ...]
    variant: str = ""


@dataclass(frozen=True, slots=True)
class _Match:
    suggestion: Suggestion
    covered: int


def suggest_kinds(text: str, listed: ResponsibilityList) -> tuple[Suggestion, ...]:
    """Return the rows the text may mean, the likeliest first, at most three, none where no word is found.

    Each row is weighed by how many characters of the text its words cover, so that
    "消防通道堵了" beats "堵了" and no character counts twice; ties go to the row with
    more words, then to the earlier row. A person confirms: this decides nothing.
    """
    plain = _plain(text)
    matches = [match for row in listed.problem if (match := _best(plain, row))]
    matches.sort(key=lambda match: (-match.covered, -len(match.suggestion.words)))
    return tuple(match.suggestion for match in matches[:MOST_SUGGESTIONS])


def words_found(text: str, row: Problem) -> tuple[str, ...]:
    """Return the words of a row that the text holds, of the row itself or of its best variant."""
    found = _best(_plain(text), row)
    return found.suggestion.words if found else ()


def _plain(text: str) -> str:
    """Return the text without spaces and in one width and case; residents write 'Ｋ歌' and '电 梯'."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _best(text: str, row: Problem) -> _Match | None:
    """Return how the row itself or the best of its variants fits the text; the row wins a tie."""
    own = _match(text, row, "", row.words)
    variants = [_match(text, row, variant.code, variant.words) for variant in row.variant]
    found = [match for match in (own, *variants) if match is not None]
    return max(found, key=lambda match: match.covered, default=None)


def _match(text: str, row: Problem, variant: str, words: tuple[str, ...]) -> _Match | None:
    covered: set[int] = set()
    found: list[str] = []
    for word in words:
        places = [_places(text, part) for part in _plain_parts(word)]
        if all(places):
            found.append(word)
            covered.update(*places)
    return _Match(Suggestion(row, tuple(found), variant), len(covered)) if found else None


def _plain_parts(word: str) -> list[str]:
    """Return the parts of a word of the list that must all occur."""
    return [_plain(part) for part in word.split()]


def _places(text: str, part: str) -> set[int]:
    """Return the positions of all characters of the text that the part covers."""
    places: set[int] = set()
    start = text.find(part)
    while start >= 0:
        places.update(range(start, start + len(part)))
        start = text.find(part, start + 1)
    return places

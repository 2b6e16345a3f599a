"""Which kinds a person is shown for a text; the very same function is asked how often it is right (`measuring`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hemei.coordination.cases.rules.kinds.model import Model
from hemei.coordination.cases.rules.standards import KindSuggestions, Problem, ResponsibilityList
from hemei.coordination.cases.rules.suggest import MOST_SUGGESTIONS, suggest_kinds, words_found


@dataclass(frozen=True, slots=True)
class Suggested:
    """A kind a text may mean, the words that say so, and whether the city has confirmed too few such cases yet."""

    problem: Problem
    words: tuple[str, ...]
    few: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What was learnt, and how many confirmed cases of each kind taught it."""

    model: Model
    cases: Mapping[str, int]


def suggested(
    text: str, listed: ResponsibilityList, rules: KindSuggestions, taught: Taught | None
) -> tuple[Suggested, ...]:
    """Return the kinds a text may mean, the likeliest first, at most three; a person chooses.

    Where nothing was taught (None), and where that knows nothing of the text, the list's words speak; so they do for
    lines that came into the list since.
    """
    said = tuple(
        Suggested(one.problem, one.words, _few(one.problem.code, rules, taught))
        for one in suggest_kinds(text, listed)
    )
    if taught is None:
        return said
    fresh = tuple(one for one in said if one.problem.code not in taught.model.kinds)
    return (*fresh, *_learnt(text, listed, rules, taught))[:MOST_SUGGESTIONS] or said


def _learnt(
    text: str, listed: ResponsibilityList, rules: KindSuggestions, taught: Taught
) -> Iterator[Suggested]:
    rows = {row.code: row for row in listed.problem}
    for one in taught.model.ranked(text, MOST_SUGGESTIONS):
        row = rows.get(one.kind)
        words = (words_found(text, row) if row else ()) or one.words
        if row is not None and words and rules.shown.shows(one.probability):
            yield Suggested(row, words, _few(row.code, rules, taught))


def _few(kind: str, rules: KindSuggestions, taught: Taught | None) -> bool:
    return taught is not None and rules.kind.are_few(taught.cases.get(kind, 0))

"""The weekly lot: which of the cases that ended as done are visited again, so that anybody can draw them once more.

The list of a week is fixed and its digest recorded as an event. The first checkpoint taken afterwards covers that
event; its published root is the seed. Whoever closed a case could not know it, and whoever fixed the list could not
choose it. Each visiting body's cases are a lot of their own: its share of them with the smallest tickets is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from hemei.coordination.cases.rules.standards import RevisitRule
from hemei.coordination.cases.rules.state import CaseState, Revisit
from hemei.coordination.cases.rules.words import Ending, Outcome
from hemei.kernel.draw import drawn

Lots = Mapping[int, tuple[str, ...]]
"""The numbers of cases by the body that would visit them."""
NOBODY = 0
"""Stands in the list for the body of cases that no body above could visit: they are listed and not drawn."""


def drawn_as(state: CaseState) -> str:
    """Return by which word the standard draws a case that ended; empty for one that its reporter wanted ended."""
    if state.ended is Ending.WITHDRAWN:
        return ""
    return "refused" if state.outcome is None else state.outcome.value


def could_be_asked(state: CaseState) -> bool:
    """Whether the reporter of a case that ended had his word on it."""
    return state.ended in {Ending.ACCEPTED, Ending.SILENT}


def is_on_paper(visit: Revisit) -> bool:
    """Whether the record is judged, nothing being there to be seen; without an outcome it had been refused."""
    return visit.outcome in {None, Outcome.NOT_A_CASE}


def solver_of(state: CaseState) -> int:
    """Return who said that a case is solved: whose result the closing rests on, else its home body."""
    return state.home if state.solver is None else state.solver


def week_of(day: date) -> date:
    """Return the Monday a day's week begins with."""
    return day - timedelta(days=day.weekday())


def weeks_due(last: date | None, today: date) -> list[date]:
    """Return the weeks that are over and have no list yet, oldest first: all since the last that has one.

    A worker that stood still for weeks leaves none out. Without any list the week before this is the first.
    """
    over = week_of(today) - timedelta(days=7)
    first = over if last is None else last + timedelta(days=7)
    return [first + timedelta(days=days) for days in range(0, (over - first).days + 1, 7)]


def as_text(lots: Lots) -> str:
    """Return the list as it is fixed and published: `body number` a line, in order."""
    lines = sorted((body, number) for body, numbers in lots.items() for number in numbers)
    return "".join(f"{body} {number}\n" for body, number in lines)


def as_lots(text: str) -> dict[int, tuple[str, ...]]:
    """Return the list that a text holds."""
    found: dict[int, list[str]] = {}
    for line in text.splitlines():
        body, number = line.split(" ")
        found.setdefault(int(body), []).append(number)
    return {body: tuple(numbers) for body, numbers in found.items()}


def digest_of(text: str) -> str:
    """Return what fixes a list: SHA-256 of its text."""
    return hashlib.sha256(text.encode()).hexdigest()


def draw(lots: Lots, rule: RevisitRule, *, seed: str) -> dict[int, tuple[str, ...]]:
    """Return which cases each body visits."""
    return {
        body: drawn(numbers, rule.size_of(len(numbers)), seed=seed)
        for body, numbers in lots.items()
        if body != NOBODY
    }


def visited(lots: Lots) -> list[tuple[str, ...]]:
    """Return the lots of the bodies that visit, without those nobody could visit."""
    return [numbers for body, numbers in lots.items() if body != NOBODY]


def size(lots: Iterable[tuple[str, ...]]) -> int:
    """Return how many cases lots hold together."""
    return sum(len(numbers) for numbers in lots)

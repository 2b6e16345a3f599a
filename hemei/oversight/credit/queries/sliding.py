"""Who slides and who climbs between two days, by which item; and what a new catalogue would have changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.periods import months_after
from hemei.oversight.credit.queries.scores import Summed, scores
from hemei.oversight.credit.queries.standards import catalogue_if_any, catalogues
from hemei.oversight.credit.rules.levels import levels_of
from hemei.oversight.credit.rules.standards import LEVELS, CreditCatalogue, LevelCode


@dataclass(frozen=True, slots=True)
class Slide:
    """A company whose score moved, and the item that moved it most; `by` is what that item came to."""

    company_id: int
    company: str
    uscc: str
    before: int
    after: int
    item: str
    item_name: str
    by: int

    @property
    def moved(self) -> int:
        """By how much the score moved; below zero it slid."""
        return self.after - self.before


def slides(*, actor: Actor, since: date, on: date) -> list[Slide]:
    """Return the companies at work whose scores moved between two days, who slid most first; four statements."""
    with opened(actor, places.city().path):
        at_work = companies.companies_at_work(on)
        before = {one.subject: one for one in scores("company", at_work, since, explained=True)}
        after = scores("company", at_work, on, explained=True)
    entered = {row.id: row for row in companies.companies()}
    named = {row.code: row.name for version in catalogues() for row in version.behaviour}
    found = []
    for now in after:
        then = before[now.subject]
        if now.score != then.score:
            item, by = _moved_most(then, now)
            row = entered.get(now.subject)
            name, uscc = (row.name, row.uscc) if row else ("", "")
            found.append(Slide(now.subject, name, uscc, then.score, now.score, item, named.get(item, ""), by))
    return sorted(found, key=lambda one: (one.moved, one.company_id))


def _moved_most(then: Summed, now: Summed) -> tuple[str, int]:
    """Return the item that moved a score most in the direction it went, and by how much."""
    old, new = _given(then), _given(now)
    moved = {code: new.get(code, 0) - old.get(code, 0) for code in sorted({*old, *new})}
    down = now.score < then.score
    return min(moved.items(), key=lambda one: one[1] if down else -one[1], default=("", 0))


def _given(found: Summed) -> dict[str, int]:
    """Return what each behaviour gave: points times lines, bounded as the catalogue bounds it."""
    given: dict[str, int] = {}
    most: dict[str, int] = {}
    for key, kept in _lines(found).items():
        code, _, version = key.partition("@")
        catalogue = catalogue_if_any(date.fromisoformat(version))
        row = catalogue.of(code) if catalogue else None
        if row is not None:
            given[code] = given.get(code, 0) + row.points * len(kept)
            most[code] = row.most
    return {
        code: max(-most[code], min(most[code], points)) if most[code] else points
        for code, points in given.items()
    }


def _lines(found: Summed) -> Mapping[str, list[int]]:
    lines: Mapping[str, list[int]] = (found.explained or {}).get("lines", {})
    return lines


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A company at a year's end under the catalogue that held and under the one on trial."""

    year: int
    company_id: int
    company: str
    score: int
    trial: int
    level: LevelCode
    trial_level: LevelCode

    @property
    def rises(self) -> int:
        """By how many levels it would rise; below zero it would fall."""
        return LEVELS.index(self.level) - LEVELS.index(self.trial_level)


@dataclass(frozen=True, slots=True)
class YearForeseen:
    """A year's end twice: how many have each level by either, and who would stand elsewhere."""

    year: int
    rated: int
    counts: Mapping[LevelCode, tuple[int, int]]
    moved: tuple[Foreseen, ...]


def foresee(draft: CreditCatalogue, *, actor: Actor, on: date, years: int = 3) -> list[YearForeseen]:
    """Run a catalogue on trial over past years beside those that held, the latest first; three statements a year.

    What is not in the catalogue on trial counts nothing in it: that is what the trial shows.
    """
    found = []
    for year in range(on.year - 1, on.year - 1 - years, -1):
        day = date(year, 12, 31)
        held = catalogue_if_any(day)
        if held is None:
            continue
        with opened(actor, places.city().path):
            at_work = companies.companies_at_work(day)
            since = months_after(day, -held.unrated.months)
            rated = [company for company, first in at_work.items() if first <= since]
            old = {one.subject: one.score for one in scores("company", rated, day)}
            new = {one.subject: one.score for one in scores("company", rated, day, draft=draft)}
        found.append(_compared(year, old, new, held, draft))
    return found


def _compared(
    year: int, old: Mapping[int, int], new: Mapping[int, int], held: CreditCatalogue, draft: CreditCatalogue
) -> YearForeseen:
    levels = levels_of({str(one): score for one, score in old.items()}, held)
    trial = levels_of({str(one): score for one, score in new.items()}, draft)
    names = companies.company_names(old)
    rows = [
        Foreseen(year, one, names.get(one, ""), old[one], new[one], levels[str(one)], trial[str(one)])
        for one in sorted(old)
    ]
    counts = {
        level: (list(levels.values()).count(level), list(trial.values()).count(level)) for level in LEVELS
    }
    moved = tuple(sorted((row for row in rows if row.rises), key=lambda row: (row.rises, row.company_id)))
    return YearForeseen(year, len(rows), counts, moved)

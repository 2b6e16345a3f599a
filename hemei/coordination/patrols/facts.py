"""The standard of a day, and who the worker is."""

from __future__ import annotations

from datetime import date

from hemei.coordination.cases import queries as cases
from hemei.coordination.patrols.rules.standards import PatrolRounds, PointKind
from hemei.ground.records import queries as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.standards import NoStandard

SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def rules_on(day: date) -> PatrolRounds:
    """Return the document `patrol-rounds` in force on a day.

    Raises:
        NoStandard: there is none.
    """
    return records.standards().find("patrol-rounds", PatrolRounds, on=day)


def rules_or_none(day: date) -> PatrolRounds | None:
    """Return the document in force on a day, None where there is none."""
    try:
        return rules_on(day)
    except NoStandard:
        return None


def case_kinds(day: date) -> list[str]:
    """Return the kinds of cases that rounds of a day may find, each once, in the order of the document."""
    rules = rules_or_none(day)
    kinds = [code for kind in rules.point for code in kind.cases] if rules else []
    return list(dict.fromkeys((*kinds, *cases.law_of(day).emergencies())))


def kinds_at(kind: PointKind | None, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the kinds of cases of a point of this kind, and the emergencies that may be found at any point."""
    own = kind.cases if kind else ()
    return own, tuple(code for code in cases.law_of(day).emergencies() if code not in own)

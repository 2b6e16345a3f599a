"""The documents petitions and the counting of disputes rest on, by day."""

from __future__ import annotations

from datetime import date

from hemei.ground.records import queries as records
from hemei.kernel.standards import NoStandard
from hemei.oversight.mediation.facts import levels_on
from hemei.oversight.mediation.rules.petition_standards import DisputeCounting, PetitionRules

FIRST_DAY = date(2022, 5, 1)
"""The regulation's first day; what was received before is judged by it all the same, for want of another document."""


def petition_rules(day: date) -> PetitionRules:
    """Return the times of petitions received on a day, and how repetitions and patterns are told."""
    return records.standards().find("petition-rules", PetitionRules, on=max(day, FIRST_DAY))


def counting_on(day: date) -> DisputeCounting | None:
    """Return how disputes are counted on a day; None where no document says it."""
    try:
        return records.standards().find("dispute-counting", DisputeCounting, on=day)
    except NoStandard:
        return None


def kind_words(day: date) -> dict[str, str]:
    """Return the kinds of dispute by every word a file may use: name, English name in small letters, code."""
    kinds = levels_on(day).kind
    return {
        **{one.name_en.lower(): one.code for one in kinds},
        **{one.code: one.code for one in kinds},
        **{one.name: one.code for one in kinds},
    }


def kinds_on(day: date) -> list[tuple[str, str]]:
    """Return the kinds of a day by code and name, in their order."""
    return [(one.code, one.name) for one in levels_on(day).kind]

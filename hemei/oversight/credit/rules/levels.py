"""Levels at a year's end: the two ends by rank, the rest by score. And when managers are called to a talk."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from hemei.oversight.credit.rules.replay import Score
from hemei.oversight.credit.rules.standards import CreditCatalogue, Cut, LevelCode, Talk


def levels_of(scores: Mapping[str, int], catalogue: CreditCatalogue) -> dict[str, LevelCode]:
    """Return the level of every one who is rated, by the scores of all who are.

    The cut takes the share of all, rounded up. Of equals at the cut all are in or none, as the catalogue says; whoever
    stands in both ends, in a very small field, has the better level.
    """
    levels = {subject: _by_score(score, catalogue) for subject, score in scores.items()}
    down = {subject: -score for subject, score in scores.items()}
    for cut, ranked in ((catalogue.bottom, down), (catalogue.top, dict(scores))):
        for subject in _within(ranked, cut):
            levels[subject] = cut.level
    return levels


def _by_score(score: int, catalogue: CreditCatalogue) -> LevelCode:
    for band in catalogue.band:
        if score >= band.least:
            return band.code
    return catalogue.band[-1].code


def _within(ranked: Mapping[str, int], cut: Cut) -> list[str]:
    """Return who is within the share at the upper end of what is ranked."""
    if not ranked:
        return []
    places = ceil(cut.share.value * len(ranked))
    values = sorted(ranked.values(), reverse=True)
    edge = values[places - 1]
    beyond = places < len(values) and values[places] == edge
    if beyond and cut.ties == "all_out":
        return [subject for subject, value in ranked.items() if value > edge]
    return [subject for subject, value in ranked.items() if value >= edge]


def lost_in_cycle(score: Score) -> int:
    """Return how many points bad conduct has cost, adjustments included, as a number above zero."""
    costs = {line.key: line.counted for line in score.lines if line.counted < 0}
    back = sum(one.points for one in score.adjustments if one.points > 0 and set(one.keys) <= set(costs))
    return -(sum(costs.values()) + back)


def talk_for(lost: int, catalogue: CreditCatalogue) -> Talk | None:
    """Return the talk that so many lost points lead to, or None."""
    for talk in catalogue.talk:
        if lost > talk.over and (not talk.up_to or lost <= talk.up_to):
            return talk
    return None


def places_of(scores: Mapping[int, int]) -> dict[int, int]:
    """Return the place of each in the ranking, the best first; equals share the better place."""
    places: dict[int, int] = {}
    for number, score in enumerate(sorted(scores.values(), reverse=True), start=1):
        places.setdefault(score, number)
    return {subject: places[score] for subject, score in scores.items()}

"""The owners' survey: how many are asked and who, and what the answers say with how certain it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from hemei.kernel.decision import mark
from hemei.kernel.draw import drawn
from hemei.kernel.figures import Interval, wilson
from hemei.oversight.assessment.rules.sample import allocate
from hemei.oversight.assessment.rules.scoring import Share
from hemei.oversight.assessment.rules.standards import AssessmentRules

BEST = 5
SATISFIED_FROM = 4
ANSWERS: dict[int, str] = {
    5: mark("很满意"),
    4: mark("满意"),
    3: mark("一般"),
    2: mark("不满意"),
    1: mark("很不满意"),
}
Channel = Literal["phone", "door"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
CHANNEL_TEXTS: dict[Channel, str] = {"phone": mark("电话"), "door": mark("当面")}


def draw_units(
    buildings: Mapping[str, Sequence[int]], *, seed: str, rules: AssessmentRules
) -> list[tuple[int, bool]]:
    """Return the units of an estate in the order they are asked and whether drawn, stratified by building.

    Behind those that are drawn follow as many of their building as can ever replace them, in their order.
    """
    size = rules.survey.size(sum(len(units) for units in buildings.values()))
    strata = {name: list(units) for name, units in buildings.items() if units}
    if not strata:
        return []
    if size < len(strata):  # more buildings than are asked: the draw goes over all of them together
        strata = {"": [unit for units in strata.values() for unit in units]}
    places = allocate({name: len(units) for name, units in strata.items()}, size)
    found = []
    for name in sorted(strata):
        reach = places[name] * (1 + rules.replacement.times)
        order = drawn((str(unit) for unit in strata[name]), reach, seed=seed)
        found += [(int(unit), place < places[name]) for place, unit in enumerate(order)]
    return found


def may_be_replaced(replaced: int, rules: AssessmentRules) -> bool:
    """Whether a unit that gave no answer is replaced once more, after so many replacements at its place."""
    return replaced < rules.replacement.times


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the answers of a survey say: points of a hundred, and the share satisfied with its 95 % interval."""

    answers: int
    total: int
    satisfied: int
    interval: Interval | None

    @property
    def points(self) -> Fraction | None:
        """The mean answer in points: 5 is a hundred, 1 is twenty."""
        return Fraction(100 * self.total, BEST * self.answers) if self.answers else None

    @property
    def share(self) -> Share:
        """What the evaluation takes over: the sum of the answers of the best they could have been."""
        return Share(self.total, BEST * self.answers)


def opinion_of(counts: Mapping[int, int]) -> Opinion:
    """Return what so many answers of each value say; without an answer there is nothing to say."""
    answers = sum(counts.values())
    satisfied = sum(count for value, count in counts.items() if value >= SATISFIED_FROM)
    interval = wilson(satisfied, answers) if answers else None
    return Opinion(answers, sum(value * count for value, count in counts.items()), satisfied, interval)

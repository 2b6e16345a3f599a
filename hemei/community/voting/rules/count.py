"""The count: areas and heads in whole numbers, held against the shares of the matter.

`measure` turns a roll and its ballots into sums; `judge` needs only the sums, so what the database summed is judged
by the same rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from hemei.community.voting.rules.roll import Ballot, Double, Unit, head_of, standing_ballots
from hemei.community.voting.rules.standards import Keep, Matter, VoteCounting
from hemei.kernel.standards import Bar


@dataclass(frozen=True, slots=True)
class Sums:
    """Area in whole dm2 and heads."""

    area_dm2: int
    heads: int


@dataclass(frozen=True, slots=True)
class Uncast:
    """What is missing in a building: units without a standing ballot, and their area."""

    building: str
    units: int
    area_dm2: int


@dataclass(frozen=True, slots=True)
class Details:
    """What explains the sums and decides nothing."""

    units: int
    developer_units: int
    parking_units: int
    shared_with_developer: int
    cast_units: int
    mixed_heads: int
    spoiled_ballots: int
    uncast: tuple[Uncast, ...]
    doubles: tuple[Double, ...]
    channels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """All owners, those taking part, those agreeing; areas count by unit, heads as the interpretation merges them."""

    total: Sums
    part: Sums
    agree: Sums
    details: Details


Measure = Literal["area", "heads"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a result: a part held against a bar of a whole, with what it lacks."""

    stage: Literal["take_part", "agree"]
    of: Measure
    bar: Bar
    part: int
    whole: int

    @property
    def holds(self) -> bool:
        """Whether the part reaches the bar."""
        return self.bar.reached(self.part, self.whole)

    @property
    def short(self) -> int:
        """The least number that is missing."""
        return self.bar.short(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether enough took part, whether the matter is decided, and each comparison it rests on."""

    quorum: bool
    passed: bool
    tests: tuple[Comparison, ...]


@dataclass(slots=True)
class _Head:
    units: int = 0
    cast: int = 0
    agreeing: int = 0
    cast_dm2: int = 0
    agreeing_dm2: int = 0

    def agrees(self, rule: Literal["all_units", "most_area"]) -> bool:
        if rule == "all_units":
            return 0 < self.cast == self.agreeing
        return 2 * self.agreeing_dm2 > self.cast_dm2


def measure(
    roll: Sequence[Unit],
    ballots: Iterable[Ballot],
    counting: VoteCounting,
    *,
    keep: Keep,
) -> Measured:
    """Measure who is there, who takes part and who agrees.

    Every ballot must be of a unit of the roll; the reader of the files and the database see to that.

    Raises:
        ValueError: no unit of the roll has a vote, so nothing can be decided.
    """
    ballots = tuple(ballots)
    standing, doubles = standing_ballots(ballots, keep=keep)
    choices: dict[str, str] = {unit: ballot.choice for unit, ballot in standing.items()}
    spoiled = [ballot.unit for ballot in ballots if not ballot.valid]
    if counting.spoiled_ballots.take_part:
        choices = dict.fromkeys(spoiled, "") | choices
    voting = [unit for unit in roll if not unit.parking or counting.parking_spaces.counts_for_vote]
    if not voting:
        raise ValueError("The roll has no unit with a vote; nothing can be counted.")
    heads = _heads(voting, choices, counting)
    details = Details(
        units=len(voting),
        developer_units=sum(unit.developers for unit in voting),
        parking_units=len(roll) - len(voting),
        shared_with_developer=sum(unit.shared_with_developer for unit in voting),
        cast_units=sum(head.cast for head in heads),
        mixed_heads=sum(0 < head.agreeing < head.cast for head in heads),
        spoiled_ballots=len(spoiled),
        uncast=_uncast(voting, choices),
        doubles=doubles,
        channels=tuple(sorted(Counter(ballot.channel for ballot in standing.values()).items())),
    )
    rule = counting.mixed_choice.agrees
    return Measured(
        total=Sums(sum(unit.area_dm2 for unit in voting), len(heads)),
        part=Sums(sum(head.cast_dm2 for head in heads), sum(head.cast > 0 for head in heads)),
        agree=Sums(sum(head.agreeing_dm2 for head in heads), sum(head.agrees(rule) for head in heads)),
        details=details,
    )


def _heads(roll: Iterable[Unit], choices: dict[str, str], counting: VoteCounting) -> list[_Head]:
    heads: dict[Hashable, _Head] = {}
    for unit in roll:
        head = heads.setdefault(head_of(unit, counting), _Head())
        head.units += 1
        choice = choices.get(unit.code)
        if choice is None:
            continue
        head.cast += 1
        head.cast_dm2 += unit.area_dm2
        if choice == "for":
            head.agreeing += 1
            head.agreeing_dm2 += unit.area_dm2
    return list(heads.values())


def _uncast(roll: Iterable[Unit], choices: dict[str, str]) -> tuple[Uncast, ...]:
    """Return the buildings in which units are missing, the largest missing area first."""
    found: dict[str, list[int]] = {}
    for unit in roll:
        if unit.code not in choices:
            found.setdefault(unit.building, []).append(unit.area_dm2)
    missing = [Uncast(building, len(areas), sum(areas)) for building, areas in found.items()]
    return tuple(sorted(missing, key=lambda one: (-one.area_dm2, one.building)))


def judge(matter: Matter, *, total: Sums, part: Sums, agree: Sums) -> Outcome:
    """Hold the sums against the shares of the matter."""
    if matter.take_part is None or matter.agree is None:
        return _unanimous(total, part, agree)
    whole = part if matter.agree_of == "taking_part" else total
    taking_part = (
        Comparison("take_part", "area", matter.take_part, part.area_dm2, total.area_dm2),
        Comparison("take_part", "heads", matter.take_part, part.heads, total.heads),
    )
    agreeing = (
        Comparison("agree", "area", matter.agree, agree.area_dm2, whole.area_dm2),
        Comparison("agree", "heads", matter.agree, agree.heads, whole.heads),
    )
    quorum = all(test.holds for test in taking_part)
    return Outcome(quorum, quorum and all(test.holds for test in agreeing), (*taking_part, *agreeing))


def _unanimous(total: Sums, part: Sums, agree: Sums) -> Outcome:
    """Every head takes part; every head agrees with all its units, which is all the area of the roll."""
    every = Bar.parse(">= 1/1")
    tests = (
        Comparison("take_part", "heads", every, part.heads, total.heads),
        Comparison("agree", "area", every, agree.area_dm2, total.area_dm2),
        Comparison("agree", "heads", every, agree.heads, total.heads),
    )
    return Outcome(tests[0].holds, all(test.holds for test in tests), tests)

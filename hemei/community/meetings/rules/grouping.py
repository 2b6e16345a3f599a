"""Opinions on short statements, grouped by who agrees with whom, so that common ground shows.

Two people are as far apart as they differ, on average, over the statements both spoke to. Average linkage (scipy) joins
the nearest first; of two to so many groups the division counts whose mean silhouette is best. Whole numbers go in and
the order of people is put aside first, so the same opinions always give the same groups. Only sums come out, never who
is in which group, and no group that is so small that it would tell. What a group says to a statement is left out where
few of it spoke to it, and so much more that the whole without what is shown is never a few either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hemei.community.meetings.rules.standards import MeetingOpinions
from hemei.community.meetings.rules.words import Opinion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Opinions = Mapping[int, Opinion]
"""What one person said, by statement."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some people say to a statement."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def spoke(self) -> int:
        """How many said anything."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Group:
    """Some who think alike: how many, and what they say to each statement, without what would tell of a few."""

    size: int
    sums: Mapping[int, Sums]


@dataclass(frozen=True, slots=True)
class Grouped:
    """What the opinions come to. Without groups only the whole is told; statements few spoke to are left out."""

    voters: int
    sums: Mapping[int, Sums]
    groups: tuple[Group, ...] = ()
    hidden: int = 0
    common: tuple[int, ...] = ()
    against: tuple[int, ...] = ()

    def as_payload(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "voters": self.voters,
            "sums": _stored(self.sums),
            "groups": [{"size": group.size, "sums": _stored(group.sums)} for group in self.groups],
            "hidden": self.hidden,
            "common": list(self.common),
            "against": list(self.against),
        }

    @classmethod
    def of_payload(cls, stored: Mapping[str, Any]) -> Grouped:
        """Read it back."""
        return cls(
            stored["voters"],
            _read(stored["sums"]),
            tuple(Group(group["size"], _read(group["sums"])) for group in stored["groups"]),
            stored["hidden"],
            tuple(stored["common"]),
            tuple(stored["against"]),
        )


def grouped(voters: Sequence[Opinions], rules: MeetingOpinions) -> Grouped:
    """Group the opinions by the rules of the day; the order of voters does not matter."""
    spoken = sorted((dict(sorted(one.items())) for one in voters if one), key=_order)
    statements = sorted({number for one in spoken for number in one})
    least = rules.groups.least_members
    shown = {number: sums for number, sums in _sums(spoken, statements).items() if sums.spoke >= least}
    several = [one for one in spoken if len(one) >= rules.groups.opinions_each]
    parts = _divided(several, statements, rules) if len(several) >= rules.groups.least_voters else [several]
    large = [part for part in parts if len(part) >= least] if len(parts) > 1 else []
    if len(large) < 2:  # noqa: PLR2004 - one group is no grouping
        return Grouped(len(spoken), shown)
    large.sort(key=lambda part: (-len(part), [_order(one) for one in part]))
    groups = tuple(Group(len(part), _sums(part, list(shown))) for part in large)
    guarded = guard(Grouped(len(spoken), shown, groups), least)
    bar = rules.common_ground.agree

    def everywhere(number: int, *, agree: bool) -> bool:
        found = [group.sums[number] for group in groups]
        return all(
            one.spoke >= least and bar.reached(one.agree if agree else one.disagree, one.spoke)
            for one in found
        )

    return Grouped(
        len(spoken),
        shown,
        guarded.groups,
        len(several) - sum(group.size for group in groups),
        tuple(number for number in shown if everywhere(number, agree=True)),
        tuple(number for number in shown if everywhere(number, agree=False)),
    )


def guard(found: Grouped, least: int) -> Grouped:
    """Leave out of each group what would tell of fewer than `least`, also by subtracting the groups from the whole."""
    kept: list[dict[int, Sums]] = [{} for _ in found.groups]
    for number, whole in found.sums.items():
        cells = sorted(
            (group.sums[number].spoke, place)
            for place, group in enumerate(found.groups)
            if number in group.sums and group.sums[number].spoke >= least
        )
        rest = whole.spoke - sum(spoke for spoke, _ in cells)
        while 0 < rest < least and cells:
            rest += cells.pop(0)[0]
        for _, place in cells:
            kept[place][number] = found.groups[place].sums[number]
    groups = (Group(group.size, sums) for group, sums in zip(found.groups, kept, strict=True))
    return replace(found, groups=tuple(groups))


def _divided(
    several: Sequence[Opinions], statements: Sequence[int], rules: MeetingOpinions
) -> list[list[Opinions]]:
    """Return the best division, or all together where no division is clear enough."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - only the worker needs it
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    apart = _distances(several, statements)
    tree = linkage(squareform(apart, checks=False), method="average")
    best, clear = [1] * len(several), float(rules.groups.apart.value)
    for count in range(2, rules.groups.most + 1):
        labels = [int(label) for label in fcluster(tree, count, criterion="maxclust")]
        found = _silhouette(apart, labels, rules.groups.least_members)
        if found > clear:
            best, clear = labels, found
    return [
        [one for one, label in zip(several, best, strict=True) if label == wanted]
        for wanted in sorted(set(best))
    ]


def _distances(several: Sequence[Opinions], statements: Sequence[int]) -> NDArray[np.float64]:
    """Return how far each is from each, from 0 to 1; one half where they spoke to nothing in common."""
    import numpy as np  # noqa: PLC0415

    said = {
        choice: np.array(
            [[one.get(number) is choice for number in statements] for one in several], dtype=np.int64
        )
        for choice in Opinion
    }
    agree, disagree, passed = (said[choice] for choice in Opinion)
    whole = agree + disagree + passed
    opposed, half = agree @ disagree.T, passed @ (agree + disagree).T
    differ = 2 * (opposed + opposed.T) + half + half.T
    common = 2 * (whole @ whole.T)
    apart = np.full(common.shape, 0.5)
    np.divide(differ, common, out=apart, where=common > 0)
    np.fill_diagonal(apart, 0.0)
    return apart


def _silhouette(apart: NDArray[np.float64], labels: Sequence[int], least: int) -> float:
    """Return the mean silhouette of a division; below zero where it has not two groups that may be shown."""
    import numpy as np  # noqa: PLC0415

    marks = np.array(labels)
    names = sorted(set(labels))
    sizes = {name: int((marks == name).sum()) for name in names}
    if sum(size >= least for size in sizes.values()) < 2:  # noqa: PLR2004 - one group is no grouping
        return -1.0
    mean = np.stack(
        [apart[:, marks == name].sum(axis=1) / np.maximum(sizes[name] - (marks == name), 1) for name in names]
    )
    own = np.array([mean[names.index(label), place] for place, label in enumerate(labels)])
    for place, label in enumerate(labels):
        mean[names.index(label), place] = np.inf
    other = mean.min(axis=0)
    top = np.maximum(own, other)
    each = np.where(top > 0, (other - own) / np.where(top > 0, top, 1.0), 0.0)
    each = np.where([sizes[label] > 1 for label in labels], each, 0.0)
    return float(each.mean())


def _sums(voters: Sequence[Opinions], statements: Sequence[int]) -> dict[int, Sums]:
    return {
        number: Sums(*(sum(one.get(number) is choice for one in voters) for choice in Opinion))
        for number in statements
    }


def _order(one: Opinions) -> list[tuple[int, str]]:
    return [(number, choice.value) for number, choice in one.items()]


def _stored(sums: Mapping[int, Sums]) -> dict[str, list[int]]:
    return {str(number): [one.agree, one.disagree, one.passed] for number, one in sums.items()}


def _read(stored: Mapping[str, Sequence[int]]) -> dict[int, Sums]:
    return {int(number): Sums(*counts) for number, counts in stored.items()}

"""Which buildings are published together, so that no tally tells how somebody voted.

Where all ballots of a building agree its tally tells everybody's choice, and where all but one do it tells the one
who chose otherwise. Buildings are put together until neither holds of any group. The groups are all that is said by
building, and each is safe: what is left after some are taken from the whole is itself a group that may be read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hemei.community.voting.rules.roll import CHOICES, Choice, Unit, head_of
from hemei.community.voting.rules.standards import PublicTallies, VoteCounting

Withheld = Literal["few", "agreeing"]
Table = Mapping[Choice, frozenset[Hashable]]
"""The heads that cast a ballot, by choice; one whose units vote differently stands under several."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """The groups of buildings of a public file; `withheld` says why even all of them together tell no choice."""

    groups: tuple[tuple[str, ...], ...]
    withheld: Withheld | None = None


def table_of(
    units: Iterable[Unit], choices: Mapping[str, Choice], counting: VoteCounting
) -> dict[str, Table]:
    """Return by building which heads cast which choice."""
    found: dict[str, dict[Choice, set[Hashable]]] = {}
    for unit in units:
        cast = found.setdefault(unit.building, {choice: set() for choice in CHOICES})
        if unit.code in choices:
            cast[choices[unit.code]].add(head_of(unit, counting))
    return {
        building: {choice: frozenset(heads) for choice, heads in cast.items()}
        for building, cast in found.items()
    }


def withheld_of(table: Table, bar: PublicTallies) -> Withheld | None:
    """Return why the tally of a group gives somebody's choice away, None where it does not."""
    if len(frozenset[Hashable]().union(*table.values())) < bar.least_ballots:
        return "few"
    others = (
        frozenset[Hashable]().union(*(heads for other, heads in table.items() if other != choice))
        for choice in CHOICES
    )
    return "agreeing" if any(len(heads) < bar.least_others for heads in others) else None


@dataclass(frozen=True, slots=True)
class _Group:
    """Buildings with their tables, one for each count that can be read."""

    names: tuple[str, ...]
    tables: tuple[Table, ...]

    def withheld(self, bar: PublicTallies) -> Withheld | None:
        return next((why for table in self.tables if (why := withheld_of(table, bar))), None)

    def size(self) -> int:
        return sum(map(len, self.tables[-1].values()))

    def with_(self, other: _Group) -> _Group:
        pairs = zip(self.tables, other.tables, strict=True)
        tables = tuple({choice: a[choice] | b[choice] for choice in CHOICES} for a, b in pairs)
        return _Group(tuple(sorted(self.names + other.names)), tables)


def pooled(counts: Sequence[Mapping[str, Table]], bar: PublicTallies) -> Pooled:
    """Put buildings together until each group may be read in every one of these counts.

    After ballots were struck both the first count and the one anew are public, so the groups must hold for both. The
    smallest group that may not be read joins the smallest with which it may, or else the smallest.
    """
    groups = [_Group((name,), tuple(count[name] for count in counts)) for name in sorted(counts[0])]
    if not groups:
        return Pooled(())
    whole = groups[0]
    for one in groups[1:]:
        whole = whole.with_(one)
    if why := whole.withheld(bar):
        return Pooled((whole.names,), why)
    while unsafe := [one for one in groups if one.withheld(bar)]:
        small = min(unsafe, key=lambda one: (one.size(), one.names))
        others = [one for one in groups if one is not small]
        unions = {one.names: small.with_(one) for one in others}
        partner = min(
            others, key=lambda one: (unions[one.names].withheld(bar) is not None, one.size(), one.names)
        )
        groups = [one for one in others if one is not partner] + [unions[partner.names]]
    return Pooled(tuple(sorted(one.names for one in groups)))

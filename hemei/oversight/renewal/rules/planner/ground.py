"""Where the small estates lie to each other: who is a step away, who is near enough, what the clerk wishes.

Sets of estates are whole numbers, a bit for each estate: union and section are one machine instruction each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hemei.oversight.renewal.rules.planner.costs import Budget, budget_of
from hemei.oversight.renewal.rules.planner.standard import PackagePlanning
from hemei.oversight.renewal.rules.planner.walks import Line, Spot, Walks


@dataclass(frozen=True, slots=True)
class Site:
    """A small estate with its position on the plane."""

    id: int
    name: str
    street: int
    spot: Spot
    area_dm2: int
    households: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the clerk asks of a plan: the fee, who stays together or apart, who is left out, whether streets matter."""

    fee_fen: int
    together: tuple[tuple[int, ...], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    without: frozenset[int] = frozenset()
    beyond_street: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """Estates for one tender: the sum of area and households, the metres of their shortest tree, and the month."""

    mask: int
    members: tuple[int, ...]
    households: int
    area_dm2: int
    metres: int
    budget: Budget


@dataclass(slots=True)
class Ground:
    """The estates of a plan as bits, with what follows from where they lie. `groups` are those to stay together."""

    sites: Sequence[Site]
    wishes: Wishes
    rules: PackagePlanning
    walks: Walks
    ways: list[dict[int, int]] = field(init=False)
    next_to: list[int] = field(init=False)
    near: list[int] = field(init=False)
    groups: list[int] = field(init=False)
    group_of: list[int] = field(init=False)
    _seen: dict[int, Bundle] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.sites)
        self.ways = [{} for _ in range(count)]
        self.next_to, self.near = [0] * count, [1 << number for number in range(count)]
        for one in range(count):
            for other in range(one + 1, count):
                if self.wishes.beyond_street or self.sites[one].street == self.sites[other].street:
                    self._join(one, other)
        index = {site.id: number for number, site in enumerate(self.sites)}
        for first, second in self.wishes.apart:
            if first in index and second in index:
                self.near[index[first]] &= ~(1 << index[second])
                self.near[index[second]] &= ~(1 << index[first])
        self.groups = _merged(self.wishes.together, index)
        self.group_of = [
            next((group for group in self.groups if group >> number & 1), 1 << number)
            for number in range(count)
        ]

    def _join(self, one: int, other: int) -> None:
        way = self.walks.metres(self.sites[one].spot, self.sites[other].spot, most=self.rules.walk.across)
        if way is None:
            return
        self.ways[one][other] = self.ways[other][one] = way
        self.near[one] |= 1 << other
        self.near[other] |= 1 << one
        if way <= self.rules.walk.step:
            self.next_to[one] |= 1 << other
            self.next_to[other] |= 1 << one

    def parts(self) -> list[int]:
        """Return the estates that hang together by steps or groups, each part a set; single ones are left out."""
        left, found = (1 << len(self.sites)) - 1, []
        while left:
            part = grown = self.group_of[(left & -left).bit_length() - 1]
            while grown:
                around = 0
                for number in bits(grown):
                    around |= self.next_to[number] | self.group_of[number]
                for number in bits(around):
                    around |= self.group_of[number]
                grown = around & ~part
                part |= around
            left &= ~part
            if part & (part - 1):
                found.append(part)
        return found

    def may_hold(self, mask: int) -> bool:
        """Whether all of a set lie near enough to each other, with nobody kept apart, and are not too many."""
        allowed = -1
        households = count = 0
        for number in bits(mask):
            allowed &= self.near[number]
            households += self.sites[number].households
            count += 1
        return (
            mask & ~allowed == 0
            and count <= self.rules.size.most
            and households <= self.rules.size.households
        )

    def grown(self, mask: int) -> Iterator[int]:
        """Yield the sets that are larger by one estate, or one group, a step away; those that keep to the limits."""
        start = self.bundle(mask)
        if len(start.members) >= self.rules.size.most:
            return
        step, allowed = 0, -1
        for number in start.members:
            step |= self.next_to[number]
            allowed &= self.near[number]
        left = self.rules.size.households - start.households
        for number in bits(step & allowed & ~mask):
            group = self.group_of[number]
            if group & (group - 1):
                if self.may_hold(mask | group):
                    yield mask | group
            elif self.sites[number].households <= left:
                yield mask | group

    def hangs_together(self, mask: int) -> bool:
        """Whether one gets from each estate of a set to each other by steps within it."""
        reached = mask & -mask
        grown = reached
        while grown:
            around = 0
            for number in bits(grown):
                around |= self.next_to[number]
            grown = around & mask & ~reached
            reached |= grown
        return reached == mask

    def bundle(self, mask: int) -> Bundle:
        """Return a set with its sums; reckoned once."""
        found = self._seen.get(mask)
        if found is None:
            found = self._seen[mask] = self._reckoned(mask)
        return found

    def reckoned(self) -> Iterator[Bundle]:
        """Yield every set that was looked at."""
        yield from self._seen.values()

    def _reckoned(self, mask: int) -> Bundle:
        members = tuple(bits(mask))
        area = sum(self.sites[number].area_dm2 for number in members)
        households = sum(self.sites[number].households for number in members)
        metres = self._tree(members)
        budget = budget_of(area, households, metres, fee_fen=self.wishes.fee_fen, rules=self.rules)
        return Bundle(mask, members, households, area, metres, budget)

    def _tree(self, members: Sequence[int]) -> int:
        """Return the length of the shortest tree of ways between some estates."""
        first, *others = members
        least = {number: self.ways[first].get(number, self.rules.walk.across) for number in others}
        whole = 0
        while least:
            nearest = min(least, key=lambda number: (least[number], number))
            whole += least.pop(nearest)
            ways = self.ways[nearest]
            for number, known in least.items():
                least[number] = min(known, ways.get(number, known))
        return whole

    def pays(self, bundle: Bundle) -> bool:
        """Whether a set may be a bundle: enough estates that hang together, and the fee covers the cost."""
        return (
            bundle.mask.bit_count() >= self.rules.size.least
            and bundle.budget.surplus_fen >= 0
            and self.hangs_together(bundle.mask)
        )


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of a set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _merged(groups: Sequence[Sequence[int]], index: dict[int, int]) -> list[int]:
    """Return the sets of estates to stay together; those that share an estate are one."""
    found: list[int] = []
    for group in groups:
        mask = sum(1 << index[number] for number in set(group) if number in index)
        for known in [one for one in found if one & mask]:
            found.remove(known)
            mask |= known
        if mask & (mask - 1):
            found.append(mask)
    return found


def ground_of(sites: Sequence[Site], lines: Sequence[Line], wishes: Wishes, rules: PackagePlanning) -> Ground:
    """Lay out the estates the clerk did not leave out."""
    kept = [site for site in sites if site.id not in wishes.without]
    return Ground(kept, wishes, rules, Walks(lines, rules.walk.detour.value))

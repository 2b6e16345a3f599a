"""What a team for several estates costs a month, what they pay, and at which fee the two are even."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.oversight.renewal.rules.planner.standard import PackagePlanning


@dataclass(frozen=True, slots=True)
class Budget:
    """The month of a bundle in fen, its posts by code, and the fee at which it breaks even (fen a m2 and month)."""

    posts: tuple[tuple[str, int], ...]
    wages_fen: int
    running_fen: int
    walking_fen: int
    income_fen: int
    break_even_fen: int

    @property
    def cost_fen(self) -> int:
        """What it costs."""
        return self.wages_fen + self.running_fen + self.walking_fen

    @property
    def surplus_fen(self) -> int:
        """What is left over; below zero, what is missing."""
        return self.income_fen - self.cost_fen

    @property
    def staff(self) -> int:
        """How many posts there are."""
        return sum(number for _, number in self.posts)


def posts_for(households: int, rules: PackagePlanning) -> tuple[tuple[str, int], ...]:
    """Return how many of each post so many households need together."""
    return tuple((post.code, max(post.least, -(-households // post.households))) for post in rules.post)


def budget_of(
    area_dm2: int, households: int, tree_metres: int, *, fee_fen: int, rules: PackagePlanning
) -> Budget:
    """Reckon the month of estates that are served together."""
    posts = posts_for(households, rules)
    wages = sum(number * post.fen for (_, number), post in zip(posts, rules.post, strict=True))
    running = -(-area_dm2 * rules.running.fen // 100)
    walking = -(-tree_metres * rules.walking.fen // 1000)
    paid = rules.paid.share.value
    income = area_dm2 * fee_fen * paid.numerator // (100 * paid.denominator)
    cost = wages + running + walking
    even = -(-cost * 100 * paid.denominator // (area_dm2 * paid.numerator)) if area_dm2 else 0
    return Budget(posts, wages, running, walking, income, even)

"""Who is elected: those who pass the bar, by agreeing heads, then area, what is equal by lot from the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hemei.community.committees.rules.election_standards import ElectionRules
from hemei.community.committees.rules.election_words import Result
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.draw import ticket


@dataclass(frozen=True, slots=True)
class Counted:
    """A candidate with what was counted for him."""

    candidate: int
    passed: bool
    heads: int
    area_dm2: int


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a candidate, his place among those who passed, and whether the lot decided it."""

    candidate: int
    result: Result
    place: int | None
    by_lot: bool = False


def placed(
    counted: Iterable[Counted], *, seats: int, reserves: int, rules: ElectionRules, seed: str
) -> tuple[Placed, ...]:
    """Give seats, then reserve places, to those who passed; all others are not elected."""
    known = list(counted)
    passed = sorted(
        (one for one in known if one.passed), key=lambda one: (*_rank(one, rules), _lot(seed, one))
    )
    found = [
        Placed(
            one.candidate,
            _result(place, seats, reserves),
            place + 1,
            _tied(passed, place, seats, reserves, rules),
        )
        for place, one in enumerate(passed)
    ]
    return (*found, *(Placed(one.candidate, Result.NOT_ELECTED, None) for one in known if not one.passed))


def _rank(one: Counted, rules: ElectionRules) -> tuple[int, int]:
    values = {"heads": one.heads, "area": one.area_dm2}
    return -values[rules.ranking.first], -values[rules.ranking.then]


def _lot(seed: str, one: Counted) -> str:
    return ticket(seed, str(one.candidate))


def _result(place: int, seats: int, reserves: int) -> Result:
    if place < seats:
        return Result.ELECTED
    return Result.RESERVE if place < seats + reserves else Result.NOT_ELECTED


def _tied(passed: Sequence[Counted], place: int, seats: int, reserves: int, rules: ElectionRules) -> bool:
    """Whether the lot, and not the count, decided between this candidate and one with another result."""
    mine = _result(place, seats, reserves)
    return any(
        _rank(other, rules) == _rank(passed[place], rules) and _result(at, seats, reserves) is not mine
        for at, other in enumerate(passed)
    )


def enough(elected: int, *, seats: int, least: int, rules: ElectionRules) -> bool:
    """Whether those who were elected form a committee: the least size of the law, and the share of the seats."""
    share = rules.enough.share.value
    return elected >= least and elected * share.denominator >= seats * share.numerator


def may_go_on(left: int, *, seats: int, least: int, rules: ElectionRules) -> Decision:
    """Whether those whose votes were not annulled still are a committee; else all are elected anew."""
    if enough(left, seats=seats, least=least, rules=rules):
        return Decision.yes(rules.enough.warrant.reference)
    return Decision.no(
        Reason(
            mark("当选仍然有效的委员{left}人，不够组成业委会"), {"left": left},
            mark("请选择任期终止、重新选举"), "resolution", "too_few",
        )
    )  # fmt: skip

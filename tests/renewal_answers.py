"""What the planner of packages answers to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from hemei.oversight.renewal.rules.packages import Standing, may_tender, standing_after
from hemei.oversight.renewal.rules.planner.bundles import points_of
from hemei.oversight.renewal.rules.planner.costs import Budget, budget_of, posts_for
from hemei.oversight.renewal.rules.planner.ground import Bundle
from hemei.oversight.renewal.rules.planner.standard import PackagePlanning
from hemei.oversight.renewal.rules.planner.walks import Walks
from tests.asked import Answer, Asked


def package_planning(asked: Asked) -> Answer:
    rules: PackagePlanning = asked.content
    facts, item = asked.facts, asked.example.item
    if item in _BOUNDS:
        return _BOUNDS[item](asked, rules)
    posts = dict(posts_for(int(facts["households"]), rules))
    if item in posts:
        return {"posts": posts[item]}
    found = budget_of(
        int(facts["area_m2"]) * 100, int(facts["households"]), int(facts["metres"]),
        fee_fen=rules.fee.fen, rules=rules,
    )  # fmt: skip
    return {
        "income": found.income_fen,
        "cost": found.cost_fen,
        "even": found.break_even_fen,
        "running": found.running_fen,
        "walking": found.walking_fen,
    }


def _repeated(asked: Asked, rules: PackagePlanning) -> Answer:
    stands = standing_after(
        passed=False, quorum=asked.facts["quorum"] == "yes", short_before=int(asked.facts["short_before"]),
        repeats=rules.repeated.times,
    )  # fmt: skip
    return {"standing": stands.value}


def _walk(asked: Asked, rules: PackagePlanning) -> Answer:
    walks = Walks((), Fraction(rules.walk.detour.value))
    metres = walks.at_least((0, 0), (int(asked.facts["straight"]) * 10, 0))
    return {"metres": metres, **_yes("next", metres <= rules.walk.step)}


def _size(asked: Asked, rules: PackagePlanning) -> Answer:
    size, facts = rules.size, asked.facts
    fits = size.least <= int(facts["estates"]) <= size.most and int(facts["households"]) <= size.households
    return _yes("fits", fits)


def _bidding(asked: Asked, rules: PackagePlanning) -> Answer:
    opens, closes = (date.fromisoformat(str(asked.facts[name])) for name in ("opens", "closes"))
    decision = may_tender([Standing.PASSED] * 2, opens=opens, closes=closes, least=rules.bidding.days)
    return _yes("allowed", decision.allowed)


def _points(asked: Asked, rules: PackagePlanning) -> Answer:
    facts = asked.facts
    rule = next(one for one in rules.alternative if one.code == asked.example.item)
    budget = Budget((), 0, 0, 0, int(facts["surplus_yuan"]) * 100, 0)
    bundle = Bundle(3, (0, 1), int(facts["households"]), 0, int(facts["metres"]), budget)
    return {"points": points_of(bundle, rule)}


def _yes(name: str, said: bool) -> Answer:  # noqa: FBT001 - the word of an example
    return {name: "yes" if said else "no"}


_BOUNDS: dict[str, Callable[[Asked, PackagePlanning], Answer]] = {
    "repeated": _repeated,
    "walk": _walk,
    "size": _size,
    "bidding": _bidding,
    "reach": _points,
    "lean": _points,
    "near": _points,
}
ANSWERS: dict[str, Callable[[Asked], Answer]] = {"package-planning": package_planning}

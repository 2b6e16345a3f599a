"""What the rules of petitions and of counting disputes answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hemei.oversight.mediation.rules.patterns import Found, is_pattern
from hemei.oversight.mediation.rules.petition_standards import (
    DisputeCounting,
    PetitionRules,
    ended_at_its_level,
)
from hemei.oversight.mediation.rules.petitions import Known, repeated_by, times_of
from hemei.oversight.mediation.rules.words import Level, Outcome
from tests.asked import Answer, Asked


def petition_rules(asked: Asked) -> Answer:
    rules: PetitionRules = asked.content
    facts, item = asked.facts, asked.example.item
    if "received_on" in facts:
        told = date.fromisoformat(str(facts["told_on"])) if "told_on" in facts else None
        received = date.fromisoformat(str(facts["received_on"]))
        times = times_of(received, told, rules, asked.working, extended=facts.get("extended") == "yes")
        return {name: getattr(times, name).isoformat() for name in asked.example.expect}
    if "days_apart" in facts:
        later, who = asked.example.on, frozenset({b"somebody"})
        first = Known(1, later - timedelta(days=int(facts["days_apart"])), "noise", 1, None, who)
        found = repeated_by(Known(2, later, "noise", 1, None, who), [first], rules.repeat)
        return {"proposed": _yes(found == 1)}
    if "persons" in facts:
        return {"group": _yes(int(facts["persons"]) >= rules.group.persons)}
    rule = next(one for one in rules.pattern if one.code == item)
    return {"pattern": _yes(is_pattern(Found(rule.code, 1, "noise", int(facts["estates"]), 0, 0), rule))}


def dispute_counting(asked: Asked) -> Answer:
    counting: DisputeCounting = asked.content
    facts = asked.facts
    if "disputes" in facts:
        return {"named": _yes(int(facts["disputes"]) >= counting.named.least)}
    level, outcome = Level(str(facts["level"])), Outcome(str(facts["outcome"]))
    return {"counted": _yes(ended_at_its_level(facts["stays"], level, outcome, counting))}  # type: ignore[arg-type]


def _yes(answer: bool) -> str:  # noqa: FBT001 - one word for one truth
    return "yes" if answer else "no"


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "petition-rules": petition_rules,
    "dispute-counting": dispute_counting,
}

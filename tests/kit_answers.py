"""What the rules of third-party assessment answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hemei.kernel.captures import repeated
from hemei.oversight.assessment.rules.agreement import level_of
from hemei.oversight.assessment.rules.sample import Must, must_of, second_visits, size_band
from hemei.oversight.assessment.rules.standards import AssessmentRules
from hemei.oversight.assessment.rules.surveys import may_be_replaced
from hemei.oversight.assessment.rules.visits import Shot, VisitFacts, flags_of, standing_of
from tests.asked import Answer


def _visit(facts: Mapping[str, Any], rules: AssessmentRules) -> tuple[str, ...]:
    """Return the flags of a visit that is plain but for what the facts say."""
    start = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
    alike = int(facts.get("alike", 0))
    shot = Shot(
        "item",
        start - timedelta(minutes=int(facts.get("early", 0))),
        int(facts.get("metres", 0)),
        copied=False,
    )
    return flags_of(
        VisitFacts(
            start, start + timedelta(minutes=int(facts.get("minutes", 60))),
            {str(n): Fraction(1) for n in range(alike)}, {"item": int(facts.get("seconds", 60))}, (shot,),
        ),
        (), rules,
    )  # fmt: skip


def _said(holds: object) -> str:
    return "yes" if holds else "no"


def _likeness(rules: AssessmentRules, facts: Mapping[str, Any]) -> Answer:
    other = f"{(1 << int(facts['bits'])) - 1:032x}"
    return {"same": _said(repeated([("one", "0" * 32), ("other", other)], bits=rules.photo_likeness.bits))}


def _careless(rules: AssessmentRules, facts: Mapping[str, Any]) -> Answer:
    doubtful, seen = int(facts["doubtful"]), int(facts["seen"])
    return {
        "careless": _said(standing_of([("short",)] * doubtful + [()] * (seen - doubtful), rules).careless)
    }


def _again(rules: AssessmentRules, facts: Mapping[str, Any]) -> Answer:
    return {
        "again": len(second_visits([str(n) for n in range(int(facts["visits"]))], secret="", rules=rules))
    }


def _must(rules: AssessmentRules, facts: Mapping[str, Any]) -> Answer:
    last = date.fromisoformat(str(facts["last"])) if "last" in facts else None
    found = must_of([Must(int(facts["every"]), "")], last, date(2026, 11, 2), rules)
    return {"must": _said(found)}


KIT: dict[str, Callable[[AssessmentRules, Mapping[str, Any]], Answer]] = {
    "must_check": _must,
    "second_visits": _again,
    "shortest_visit": lambda rules, facts: {"short": _said("short" in _visit(facts, rules))},
    "replacement": lambda rules, facts: {"again": _said(may_be_replaced(int(facts["replaced"]), rules))},
    "estate_size": lambda rules, facts: {"band": size_band(int(facts["size"]), rules.estate_size)},
    "photo_likeness": _likeness,
    "photo_window": lambda rules, facts: {"outside": _said("outside" in _visit(facts, rules))},
    "photo_distance": lambda rules, facts: {"elsewhere": _said("elsewhere" in _visit(facts, rules))},
    "quick_item": lambda rules, facts: {"rushed": _said("rushed" in _visit(facts, rules))},
    "straight_line": lambda rules, facts: {"straight": _said("straight" in _visit(facts, rules))},
    "careless": _careless,
    "agreement": lambda rules, facts: {"level": level_of(Fraction(str(facts["alpha"])), rules)},
}

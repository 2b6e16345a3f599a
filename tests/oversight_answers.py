"""What the rules of oversight answer to the facts of an example: credit and assessment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from hemei.kernel.standards import Share as Part
from hemei.oversight.assessment.rules.conflict import Tie, may_assess
from hemei.oversight.assessment.rules.consequences import following
from hemei.oversight.assessment.rules.rounds import counted
from hemei.oversight.assessment.rules.scoring import Evaluated, Share, evaluate
from hemei.oversight.assessment.rules.spread import spread_of
from hemei.oversight.assessment.rules.standards import (
    EVALUATIONS,
    AssessmentRules,
    EvaluationConsequences,
    EvaluationStandard,
    GradeBand,
    Item,
    Section,
    VetoCap,
)
from hemei.oversight.credit.rules.levels import levels_of, talk_for
from hemei.oversight.credit.rules.lines import Recorded, expires_on, repairable_from
from hemei.oversight.credit.rules.replay import score_of
from hemei.oversight.credit.rules.standards import (
    Behaviour,
    CreditConsequences,
    CreditRepair,
)
from hemei.oversight.credit.rules.stars import StarFacts, StarRating, stars_of
from tests.asked import Answer, Asked
from tests.kit_answers import KIT


def credit_catalogue(asked: Asked) -> Answer:
    """Replay `behaviour day [about]; ...`, rank scores, or hold one number against its bar."""
    return next(answer(asked) for fact, answer in _CATALOGUE.items() if fact in asked.facts)


def _replayed(asked: Asked) -> Answer:
    lines = recorded(str(asked.facts["lines"]))
    scores = {
        holder: score_of(
            lines,
            holder=holder,
            subject=holder,
            on=asked.example.on,
            catalogues=lambda _: asked.content,
            repair=None,
        )
        for holder in ("company", "manager")
    }
    return {holder: score.total for holder, score in scores.items()}


def _ranked(asked: Asked) -> Answer:
    ranked = {str(place): int(one) for place, one in enumerate(str(asked.facts["scores"]).split(" "))}
    levels = list(levels_of(ranked, asked.content).values())
    return {"top": levels.count("AAA"), "bottom": levels.count("E")}


def _levelled(asked: Asked) -> Answer:
    field = {str(score): score for score in range(-40, 140)}
    return {"level": levels_of(field, asked.content)[str(asked.facts["score"])]}


def _talked(asked: Asked) -> Answer:
    talk = talk_for(int(asked.facts["lost"]), asked.content)
    return {"talk": talk.code if talk else "none"}


def _filed(asked: Asked) -> Answer:
    filed, filing = date.fromisoformat(str(asked.facts["filed"])), asked.content.filing
    return {"in_time": "yes" if filed <= date(filed.year, filing.month, filing.day) else "no"}


_CATALOGUE: dict[str, Callable[[Asked], Answer]] = {
    "start": lambda asked: {"due": asked.due(getattr(asked.content, asked.example.item).limit)},
    "projects": lambda asked: {
        "places": ceil(asked.content.quality_top.share.value * int(asked.facts["projects"]))
    },
    "lines": _replayed,
    "scores": _ranked,
    "score": _levelled,
    "lost": _talked,
    "months": lambda asked: {
        "rated": "no" if int(asked.facts["months"]) < asked.content.unrated.months else "yes"
    },
    "filed": _filed,
}


def credit_repair(asked: Asked) -> Answer:
    repair: CreditRepair = asked.content
    facts, item = asked.facts, asked.example.item
    if "start" in facts:
        return {"due": asked.due(getattr(repair, item).limit)}
    if "objected" in facts:
        return {"allowed": "yes" if int(facts["objected"]) < repair.objections.most else "no"}
    row = replace(_ANY, grade=facts["grade"], months=int(facts["months"]))  # type: ignore[arg-type]
    [line] = recorded(f"B05 {facts['happened']}")
    first = repairable_from(line, row, repair)
    return {"expires": expires_on(line, row, repair).isoformat(), "from": first.isoformat() if first else ""}


def credit_consequences(asked: Asked) -> Answer:
    consequences: CreditConsequences = asked.content
    return {"every": str(consequences.of(asked.facts["level"]).every)}  # type: ignore[arg-type]


def star_rating(asked: Asked) -> Answer:
    rating: StarRating = asked.content
    facts = asked.facts
    held = {"exemplar": int(facts["exemplars"]), "demonstration": int(facts["demonstrations"])}
    vetoes = tuple(str(facts.get("veto", "")).split())
    known = StarFacts(Fraction(facts["assessment"]), int(facts["credit"]), held, vetoes)
    found = stars_of(known, rating)
    return {"points": str(found.points), "stars": found.stars} if found else {}


def evaluation(asked: Asked) -> Answer:
    """Score `item mark; ...` and `source counted/of; ...`; with `all` everything else is met."""
    standard: EvaluationStandard = asked.content
    facts = asked.facts
    if "share" in facts:
        return {"grade": standard.grade_at(Fraction(str(facts["share"]))).code}
    marks = {code: Fraction(value) for code, value in _pairs(facts.get("marks", ""))}
    records = {
        source: Share(*map(int, value.split("/"))) for source, value in _pairs(facts.get("records", ""))
    }
    if "all" in facts:
        marks = {item.code: Fraction(1) for item in standard.item if not item.filled_by} | marks
        records = {item.filled_by: Share(1, 1) for item in standard.item if item.filled_by} | records
    found = evaluate(standard, marks=marks, records=records)
    return {"points": str(found.points), "grade": found.grade, "vetoes": " ".join(found.vetoes)}


def assessment_rules(asked: Asked) -> Answer:
    rules: AssessmentRules = asked.content
    facts, on = asked.facts, asked.example.on
    if "start" in facts:
        return {"due": asked.due(getattr(rules, asked.example.item).limit)}
    if "households" in facts:
        return {"asked": rules.survey.size(int(facts["households"]))}
    if "left" in facts:
        tie = Tie(7, date.fromisoformat(str(facts["left"])))
        return {"conflict": "no" if may_assess([tie], body=7, on=on, rules=rules).allowed else "yes"}
    if asked.example.item in KIT:
        return KIT[asked.example.item](rules, facts)
    return _of_round(rules, facts)


def _of_round(rules: AssessmentRules, facts: Mapping[str, Any]) -> Answer:
    if "several" in facts:
        return {"counts": str(counted(Fraction(one) for one in str(facts["several"]).split()))}
    return _spread(rules, str(facts.get("grades", "")), str(facts.get("marks", "")))


def evaluation_consequences(asked: Asked) -> Answer:
    document: EvaluationConsequences = asked.content
    grades = str(asked.facts["grades"]).split()
    found = following(document, str(asked.facts["standard"]), grades)
    return {"follows": " ".join(one.follows for one in found)}


def _spread(rules: AssessmentRules, grades: str, marks: str) -> Answer:
    """Look at a round of which so many have each grade, or each mark on a standard of one item."""
    round_: list[Evaluated] = []
    for grade, times in enumerate(map(int, grades.split())):
        one = evaluate(_ONE_ITEM, marks={}, records={})
        round_ += [replace(one, grade=f"grade {grade}")] * times
    for mark, times in enumerate(map(int, marks.split())):
        round_ += [evaluate(_ONE_ITEM, marks={"item": Fraction(mark)}, records={})] * times
    found = spread_of(round_, rules)
    return {"crowded": "yes" if found.crowded else "no", "same": "yes" if found.same else "no"}


def _pairs(text: str | int) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (one.split(" ") for one in str(text).split("; ") if one)]


def recorded(text: str) -> list[Recorded]:
    """Read `behaviour day [about]; ...` as lines of one company and one manager, confirmed on their day."""
    lines = []
    for number, one in enumerate(filter(None, text.split("; "))):
        code, day, *about = one.split(" ")
        on = date.fromisoformat(day)
        lines.append(
            Recorded(f"line:{number:03}", code, "project", "company", "manager", on, on, "".join(about))
        )
    return lines


_ANY = Behaviour("B05", "", ("company",), "bad", -5, 12, "", None)  # type: ignore[arg-type]
_ONE_ITEM = EvaluationStandard(
    head=None,  # type: ignore[arg-type]
    subjects="project",
    total=1,
    section=(Section("section", "", 1, None),),  # type: ignore[arg-type]
    item=(Item("item", "section", "", 1, "met", "", None),),  # type: ignore[arg-type]
    grade=(GradeBand("grade", "", Part.parse("0%"), None),),  # type: ignore[arg-type]
    veto_cap=VetoCap("grade", None),  # type: ignore[arg-type]
)
ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    **dict.fromkeys(EVALUATIONS, evaluation),
    "assessment-rules": assessment_rules,
    "evaluation-consequences": evaluation_consequences,
    "credit-catalogue": credit_catalogue,
    "credit-consequences": credit_consequences,
    "credit-repair": credit_repair,
    "star-rating": star_rating,
}

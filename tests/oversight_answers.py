"""What the rules of oversight answer to the facts of an example: credit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hemei.oversight.credit.rules.levels import levels_of, talk_for
from hemei.oversight.credit.rules.lines import Recorded, expires_on, repairable_from
from hemei.oversight.credit.rules.replay import score_of
from hemei.oversight.credit.rules.standards import Behaviour, CreditCatalogue, CreditRepair
from tests.asked import Answer, Asked


def credit_catalogue(asked: Asked) -> Answer:
    """Replay `behaviour day [about]; ...`, rank scores, or hold one number against its bar."""
    catalogue: CreditCatalogue = asked.content
    facts = asked.facts
    if "lines" in facts:
        lines = recorded(str(facts["lines"]))
        scores = {
            holder: score_of(
                lines,
                holder=holder,
                subject=holder,
                on=asked.example.on,
                catalogues=lambda _: catalogue,
                repair=None,
            )
            for holder in ("company", "manager")
        }
        return {holder: score.total for holder, score in scores.items()}
    if "scores" in facts:
        ranked = {str(place): int(one) for place, one in enumerate(str(facts["scores"]).split(" "))}
        levels = list(levels_of(ranked, catalogue).values())
        return {"top": levels.count("AAA"), "bottom": levels.count("E")}
    if "score" in facts:
        field = {str(score): score for score in range(-40, 140)}
        return {"level": levels_of(field, catalogue)[str(facts["score"])]}
    if "lost" in facts:
        talk = talk_for(int(facts["lost"]), catalogue)
        return {"talk": talk.code if talk else "none"}
    if "months" in facts:
        return {"rated": "no" if int(facts["months"]) < catalogue.unrated.months else "yes"}
    filed, filing = date.fromisoformat(str(facts["filed"])), catalogue.filing
    return {"in_time": "yes" if filed <= date(filed.year, filing.month, filing.day) else "no"}


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

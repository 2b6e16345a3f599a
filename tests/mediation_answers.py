"""What the rules of mediation answer to the facts of an example."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.kernel.workdays import SHANGHAI
from hemei.oversight.mediation.rules.clocks import last_without_agreement, may_extend, planned
from hemei.oversight.mediation.rules.sizing import Matter, grounds_of, may_send_back, propose
from hemei.oversight.mediation.rules.standards import MediationLevels, MediationRules
from hemei.oversight.mediation.rules.standing import Bond, Office, may_make_up, may_mediate
from hemei.oversight.mediation.rules.words import Level, Tie
from tests.asked import Answer, Asked


def _yes(allowed: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "yes" if allowed else "no"


def _at(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=SHANGHAI)


def _matter(facts: Any) -> Matter:
    return Matter(
        str(facts["kind"]), int(facts["persons"]), int(facts["amount_fen"]) if "amount_fen" in facts else None,
        bool(facts.get("danger")), Level(facts.get("spans", "community")),
    )  # fmt: skip


def mediation_levels(asked: Asked) -> Answer:
    levels: MediationLevels = asked.content
    facts = asked.facts
    item = asked.example.item
    if "start" in facts:
        return {"due": asked.due(levels.of_level(Level(item)).limit)}
    if item == "send_back":
        return {"again": _yes(may_send_back(int(facts["times"]), levels, "材料不全").allowed)}
    if "level" in facts:
        found = grounds_of(_matter(facts), Level(facts["level"]), levels, failed=bool(facts.get("failed")))
        return {"grounds": " ".join(found)}
    proposal = propose(_matter(facts), levels)
    return {"size": proposal.size, "level": proposal.level, "because": " ".join(proposal.because)}


def mediation_rules(asked: Asked) -> Answer:
    rules: MediationRules = asked.content
    item = asked.example.item
    answers = {
        "committee": _committee, "longest": _longest, "recusal": _recusal, "half": _warning, "near": _warning,
    }  # fmt: skip
    if item in answers:
        return answers[item](asked, rules)
    if item == "acceptance":
        return {"due": asked.due(rules.acceptance.limit)}
    if "told" in asked.facts:
        return {"words": next(one.words for one in rules.principle if one.code == item)}
    named = (*rules.other_way, *rules.qualification)
    return {"words": next(one.name for one in named if one.code == item)}


def _committee(asked: Asked, rules: MediationRules) -> Answer:
    facts = asked.facts
    elected, until = (date.fromisoformat(str(facts[key])) for key in ("elected", "until"))
    members, women = int(facts["members"]), int(facts["women"])
    return {
        "may": _yes(
            may_make_up(members=members, women=women, elected_on=elected, until=until, rules=rules).allowed
        )
    }


def _longest(asked: Asked, rules: MediationRules) -> Answer:
    facts, accepted = asked.facts, _at(asked.facts["accepted"])
    last = last_without_agreement(accepted, rules.longest.limit, asked.working)
    decision = may_extend(
        accepted_on=accepted.date(), until=date.fromisoformat(str(facts["until"])), today=asked.example.on,
        agreed=bool(facts["agreed"]), reason="还要一次调解会", longest=(last, rules.longest.warrant.reference),
    )  # fmt: skip
    return {"may": _yes(decision.allowed)}


def _recusal(asked: Asked, rules: MediationRules) -> Answer:
    left = asked.facts.get("left")
    bond = Bond(Tie(asked.facts["tie"]), date.fromisoformat(str(left)) if left else None)
    office = Office(date(2020, 1, 1), None, None, same_body=True)
    return {"may": _yes(may_mediate(office, [bond], on=asked.example.on, rules=rules).allowed)}


def _warning(asked: Asked, rules: MediationRules) -> Answer:
    first, second = planned(_at(asked.facts["start"]), _at(asked.facts["due"]), rules)
    return {"first": first.at.isoformat(), "second": second.at.isoformat()}

"""What the rules of elections answer to the facts of an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hemei.community.committees.rules import contests, electing, gates, outcome
from hemei.community.committees.rules.election_standards import ElectionGates, ElectionRules
from hemei.community.committees.rules.election_words import ElectionKind, Side
from hemei.community.committees.rules.gates import By, Fact
from tests.asked import Answer, Asked


def _yes(allowed: bool) -> str:  # noqa: FBT001 - one word of an answer
    return "yes" if allowed else "no"


def election_gates(asked: Asked) -> Answer:
    known: ElectionGates = asked.content
    item, facts = asked.example.item, asked.facts
    if item == "jurisdiction":
        return {"profile": known.jurisdiction.profile}
    profile = next((one for one in known.profile if one.code == item), None)
    if profile is not None:
        return {"bars": len(profile.bars)}
    adopted = [one for one in str(facts.get("adopted", "")).split(",") if one]
    found = gates.found({item: Fact(facts["clear"] == "yes", By.DECLARED)}, known, adopted)
    answers = {one.gate.code: one.answer.value for one in found}
    return {"answer": answers.get(item, "off")}


def election_rules(asked: Asked) -> Answer:
    rules: ElectionRules = asked.content
    item, facts = asked.example.item, asked.facts
    kind = item.split("_")[0] if item.startswith(("first_", "group_")) and "since" not in facts else item
    if kind in _ANSWERS:
        return _ANSWERS[kind](asked, rules)
    if "since" in facts:
        length = getattr(rules, item)
        return {
            "due": electing.due_day(
                date.fromisoformat(str(facts["since"])), length.limit, asked.working
            ).isoformat()
        }
    work = rules.work_of(item)
    return {"renewal": _yes(work.renewal)} if work else {"profile": rules.jurisdiction.profile}


def _condition(asked: Asked, rules: ElectionRules) -> Answer:
    facts, row = asked.facts, next(one for one in rules.condition if one.code == asked.example.item)
    here = replace(rules, jurisdiction=replace(rules.jurisdiction, profile=row.profile))
    first = date.fromisoformat(str(facts["first"])) if "first" in facts else None
    have = electing.Delivered(int(facts["area"]), int(facts["total"]), 0, 0, first)
    return {"met": _yes(electing.may_hold_first(have, asked.example.on, here).allowed)}


def _group(asked: Asked, rules: ElectionRules) -> Answer:
    row = next(one for one in rules.group if one.code == asked.example.item)
    here = replace(rules, jurisdiction=replace(rules.jurisdiction, profile=row.profile))
    others = [electing.Member(Side.STREET, chair=True), electing.Member(Side.RESIDENTS_COMMITTEE)]
    others += [electing.Member(Side.DEVELOPER)] * (int(asked.facts["others"]) - len(others))
    owners = [electing.Member(Side.OWNER)] * int(asked.facts["owners"])
    return {"allowed": _yes(electing.may_form_group([*others, *owners], here).allowed)}


def _posting(asked: Asked, rules: ElectionRules) -> Answer:
    posted, opens = (date.fromisoformat(str(asked.facts[name])) for name in ("posted", "opens"))
    works = asked.facts.get("works")
    ready = electing.Readiness(
        ElectionKind.FIRST, 5, 6, 0, works_posted=date.fromisoformat(str(works)) if works else None
    )
    return {"allowed": _yes(electing.may_call(electing.Called(posted, opens, ready, opens), rules).allowed)}


def _candidates(asked: Asked, rules: ElectionRules) -> Answer:
    ready = electing.Readiness(
        ElectionKind.RENEWAL, int(asked.facts["seats"]), int(asked.facts["accepted"]), 0
    )
    return {"allowed": _yes(electing.may_post_candidates(ready, rules).allowed)}


def _reserves(asked: Asked, rules: ElectionRules) -> Answer:
    plan = electing.Plan(ElectionKind.FIRST, int(asked.facts["seats"]), int(asked.facts["reserves"]), 3)
    law = {"least": 5, "most": 11, "odd": True, "most_years": 5, "size_clause": "", "term_clause": ""}
    return {"allowed": _yes(electing.may_plan(plan, rules=rules, **law).allowed)}  # type: ignore[arg-type]


def _party(asked: Asked, rules: ElectionRules) -> Answer:
    return {
        "short": _yes(electing.party_short(int(asked.facts["party"]), int(asked.facts["members"]), rules))
    }


def _ranking(asked: Asked, rules: ElectionRules) -> Answer:
    names = {1: "first", 2: "second"}
    counted = [
        outcome.Counted(number, True, *(int(value) for value in str(asked.facts[name]).split(" ")))
        for number, name in names.items()
    ]
    found = outcome.placed(counted, seats=1, reserves=1, rules=rules, seed="x")
    return {"order": " ".join(names[one.candidate] for one in found)}


def _enough(asked: Asked, rules: ElectionRules) -> Answer:
    found = outcome.enough(int(asked.facts["elected"]), seats=int(asked.facts["seats"]), least=5, rules=rules)
    return {"enough": _yes(found)}


def _gives_way(asked: Asked, rules: ElectionRules) -> Answer:
    days = [date.fromisoformat(one) for one in str(asked.facts["taken"]).split()]
    later = [contests.Later(number, day) for number, day in enumerate(days)]
    found = contests.giving_way(later, int(asked.facts["over"]))
    return {"gives": " ".join(days[one].isoformat() for one in found), "becomes": rules.gives_way.becomes}


def _officers(asked: Asked, rules: ElectionRules) -> Answer:
    day = asked.example.on
    held = electing.Held(day, tuple(range(5)), adopted=True, signed=True)
    decision = electing.may_constitute(
        held, elected_on=date(2026, 11, 20), today=day, members=range(5), chair=0,
        vices=range(1, int(asked.facts["vices"]) + 1), rules=rules,
    )  # fmt: skip
    return {"allowed": _yes(decision.allowed)}


_ANSWERS = {
    "first": _condition,
    "application": lambda asked, rules: {
        "enough": _yes(electing.enough_applicants(int(asked.facts["owners"]), rules).allowed)
    },
    "group": _group,
    "posting": _posting,
    "candidates": _candidates,
    "reserves": _reserves,
    "party": _party,
    "ranking": _ranking,
    "enough": _enough,
    "gives_way": _gives_way,
    "officers": _officers,
}

"""What the rules of renewal answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hemei.oversight.renewal.rules.deciding import DecisionFacts, Vote, may_decide
from hemei.oversight.renewal.rules.proposing import EstateFacts, lacking, propose
from hemei.oversight.renewal.rules.standards import RenewalModes
from hemei.oversight.renewal.rules.timing import later
from hemei.oversight.renewal.rules.words import Decider, Mode
from tests.asked import Answer, Asked


def renewal_modes(asked: Asked) -> Answer:
    rules: RenewalModes = asked.content
    facts, item = asked.facts, asked.example.item
    if "decide" in facts:
        return _decided(asked)
    if "work" in facts:
        work = next(one for one in rules.renovation if one.code == facts["work"])
        return {"brings": " ".join(work.brings)}
    if "service" in facts:
        service = next(one for one in rules.service if one.code == facts["service"])
        return {"emergency": "yes" if service.emergency else "no"}
    if "from" in facts or "before" in facts:
        day = date.fromisoformat(str(facts.get("from", facts.get("before"))))
        return {"until": later(day, getattr(rules, item).limit, back="before" in facts).isoformat()}
    known = _estate(asked)
    found, missing = propose(known, rules), lacking(known, rules)
    said = {"lacks": " ".join(sorted(missing))} if missing is not None else {}
    return {"mode": found.mode.value if found else "none", "rule": found.rule if found else "", **said}


def _estate(asked: Asked) -> EstateFacts:
    facts = asked.facts
    return EstateFacts(
        kind=str(facts["kind"]),
        area_dm2=int(facts["area"]) * 100,
        households=int(facts["homes"]),
        enclosed={"yes": True, "no": False}.get(str(facts.get("enclosed", ""))),
        facilities=frozenset(str(facts["facilities"]).split()) if "facilities" in facts else None,
        stage=str(facts.get("stage", "")),
        companions=int(facts.get("companions", 0)),
    )


def _decided(asked: Asked) -> Answer:
    facts, on = asked.facts, asked.example.on
    named = str(facts.get("vote", "none"))
    vote = Vote(1, "hire_company", named == "passed", annulled=False, published_on=on)
    mode, by = Mode(str(facts["decide"])), Decider(str(facts["by"]))
    package = "第1包" if mode is Mode.PACKAGED else ""
    entered = DecisionFacts(1, mode, by, None if named == "none" else vote, "1号", package, on, on)
    decision = may_decide(entered, asked.content, today=on)
    code = decision.reasons[0].code if decision.reasons else ""
    return {"allowed": "yes" if decision.allowed else "no", "code": code}


def mixed_mode_duties(asked: Asked) -> Answer:
    found = asked.content.by_matter().get(str(asked.facts["matter"]))
    return {"side": found.falls_to, "part": found.code} if found else {"side": "none"}


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "mixed-mode-duties": mixed_mode_duties,
    "renewal-modes": renewal_modes,
}

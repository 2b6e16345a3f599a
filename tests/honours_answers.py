"""What the rules of honours answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from hemei.kernel.decision import Decision
from hemei.kernel.figures import Verdict
from hemei.kernel.standards import Share
from hemei.oversight.credit.rules.exchange import PENALTY, CreditExchange, Message, may_ask
from hemei.oversight.honours.rules.deciding import (
    Candidate,
    Former,
    Look,
    may_look,
    may_nominate,
    may_set_target,
    passes,
)
from hemei.oversight.honours.rules.standards import ExemplarRules, HarmoniousPlan
from hemei.oversight.honours.rules.words import State
from tests.asked import Answer, Asked


def exemplar_rules(asked: Asked) -> Answer:
    rules: ExemplarRules = asked.content
    facts, on, item = asked.facts, asked.example.on, asked.example.item
    if "start" in facts:
        return {"due": asked.due(getattr(rules, item).limit)}
    if "member" in facts:
        return {"sits": "yes" if facts["member"] in {one.code for one in rules.member} else "no"}
    if "visitors" in facts:
        look = Look(on, int(facts["visitors"]), 0, on, on)
        return _said(may_look(look, least=rules.visitors.least))
    if "present" in facts:
        kind = rules.of(item) if item != "group" else rules.kind[0]
        look = Look(on, int(facts["present"]), int(facts["agree"]), on, on)
        share = Share.parse(str(facts["share"])).value if "share" in facts else None
        return {"passed": "yes" if passes(look, share, kind, rules) else "no"}
    if "ended" in facts:
        former = [Former(State.WITHDRAWN, date.fromisoformat(str(facts["ended"])))]
        candidate = Candidate(mechanism=1)
        decision = may_nominate(rules.kind[0], candidate, by="street", former=former, on=on, rules=rules)
        return _said(decision)
    candidate = Candidate(
        mechanism=1 if facts.get("mechanism") in {"yes", "idle"} else None,
        works=Verdict.NO if facts.get("mechanism") == "idle" else Verdict.YES,
        committee=1 if facts.get("committee") == "yes" else None,
        filed=True,
        project=1 if facts.get("project") == "yes" else None,
    )
    by = "company" if facts["by"] == "company" else "street"
    return _said(may_nominate(rules.of(item), candidate, by=by, former=(), on=on, rules=rules))  # type: ignore[arg-type]


def harmonious_plan(asked: Asked) -> Answer:
    plan: HarmoniousPlan = asked.content
    facts = asked.facts
    if "year" in facts:
        year = int(facts["year"])
        return _said(may_set_target(year=year, years=plan.plan.years, value=Fraction(1), known=True))
    if "aim" in facts:
        return {"measures": sum(one.aim == facts["aim"] for one in plan.measure)}
    measure = plan.of(str(facts["measure"]))
    return {"aim": measure.aim, "measured_by": measure.measured_by} if measure else {}


def _said(decision: Decision) -> Answer:
    code = decision.reasons[0].code if decision.reasons else ""
    return {"allowed": "yes" if decision.allowed else "no", "code": code}


def credit_exchange(asked: Asked) -> Answer:
    exchange: CreditExchange = asked.content
    facts = asked.facts
    if "level" in facts:
        return {"lists": " ".join(one.code for one in exchange.lists_of(str(facts["level"])))}
    issued = datetime.combine(asked.example.on, time(9), UTC)
    message = Message(str(facts["department"]), issued, "1", str(facts["purpose"]), str(facts["legal"]))
    now = issued + timedelta(minutes=int(facts.get("minutes", 0)))
    return _said(may_ask(message, now, exchange, seen=False, brings=message.purpose == PENALTY))


ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "credit-exchange": credit_exchange,
    "exemplar-rules": exemplar_rules,
    "harmonious-plan": harmonious_plan,
}

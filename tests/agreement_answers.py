"""What the rules of agreements answer to the facts of an example."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hemei.kernel.money import fen_of
from hemei.kernel.workdays import SHANGHAI
from hemei.oversight.mediation.rules.agreement_standards import AgreementRules
from hemei.oversight.mediation.rules.agreements import (
    Form,
    Hands,
    Payment,
    Terms,
    may_ask_court,
    may_draw_up,
    may_note_breach,
    missing_hands,
)
from tests.asked import Answer, Asked

_PAYER, _PAYEE = 1, 2


def mediation_agreements(asked: Asked) -> Answer:
    rules: AgreementRules = asked.content
    facts = asked.facts
    if "signed" in facts:
        hands = Hands(
            int(facts["parties"]), int(facts["signed"]), bool(facts["mediator"]), bool(facts["seal"])
        )
        return {"missing": " ".join(missing_hands(Form(str(facts["form"])), hands, rules))}
    if "done" in facts:
        due_on = date.fromisoformat(str(facts["due_on"]))
        found = may_note_breach(
            due_on=due_on, done=facts["done"] == "yes", today=asked.example.on, reason="没有付款"
        )
        return {"breach": _yes(allowed=found.allowed)}
    if "asked_at" in facts:
        return _confirmation(asked, rules)
    if "start" in facts:
        return {"due": asked.due(getattr(rules, asked.example.item).limit)}
    return {
        "allowed": _yes(allowed=may_draw_up(_terms(asked), [_PAYER, _PAYEE], rules, asked.example.on).allowed)
    }


def self_help_disputes(asked: Asked) -> Answer:
    guide = asked.content.of_kind(str(asked.facts["kind"]))
    return {"papers": len(guide.papers)}


def _confirmation(asked: Asked, rules: AgreementRules) -> Answer:
    start = datetime.fromisoformat(str(asked.facts["start"])).replace(tzinfo=SHANGHAI)
    found = may_ask_court(
        form=Form(str(asked.facts["form"])),
        due_at=asked.working.due(start, rules.confirmation.limit).at,
        asked=False,
        jointly=asked.facts["jointly"] == "yes",
        now=datetime.fromisoformat(str(asked.facts["asked_at"])).replace(tzinfo=SHANGHAI),
        rules=rules,
    )
    return {"allowed": _yes(allowed=found.allowed)}


def _terms(asked: Asked) -> Terms:
    facts = asked.facts
    later = asked.example.on + timedelta(days=30)
    parts = [Payment(_PAYER, later, fen_of(text)) for text in str(facts.get("parts", "")).split()]
    return Terms(
        form=Form.WRITTEN,
        text="甲方分期付清物业费",
        amount_fen=fen_of(str(facts["amount"])) if "amount" in facts else None,
        payments=parts,
        unit_owned=facts["owned"] == "yes" if "owned" in facts else None,
        has_committee=True,
    )


def _yes(*, allowed: bool) -> str:
    return "yes" if allowed else "no"

"""What the rules of owners' assemblies answer to the facts of an example."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from hemei.community.voting.rules import assemblies, proposals, striking
from hemei.community.voting.rules.count import Sums
from hemei.kernel.workdays import SHANGHAI
from tests.asked import Answer, Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hemei.community.voting.rules.procedure_standard import AssemblyProcedure, Caller, Kind


def assembly_procedure(asked: Asked) -> Answer:
    procedure: AssemblyProcedure = asked.content
    facts, item = asked.facts, asked.example.item
    ground = procedure.of(item)
    if ground is not None:
        usual = "yes" if facts["called_by"] == "committee" else "no"
        record = assemblies.Record(
            proposal_reached=facts.get("reached") == "yes",
            members_recall=facts.get("recall") == "yes",
            order_unmet=facts.get("unmet") == "yes",
            committee_at_work=facts.get("committee", usual) == "yes",
            committee_decided=facts.get("decided", "yes") == "yes",
            reason=str(facts.get("reason", "")),
        )
        caller, kind = cast("Caller", facts["called_by"]), cast("Kind", facts["kind"])
        decision = assemblies.may_call(ground, called_by=caller, kind=kind, record=record)
        return {"allowed": "yes" if decision.allowed else "no"}
    if "struck" in facts:
        return _struck(procedure, item, facts)
    if item.startswith("proposal") or "without" in facts:
        return _enough(procedure, facts, asked)
    if item.startswith("notice") or item == "document_shown":
        return _noticed(procedure, facts)
    if "from" in facts:
        begin = datetime.fromisoformat(f"{facts['from']}T10:00:00+08:00")
        due = asked.working.due(begin, getattr(procedure, item).limit).at
        return {"due": due.astimezone(SHANGHAI).date().isoformat()}
    return {"said": "yes" if str(facts["words"]) in getattr(procedure, item).text else "no"}


def _struck(procedure: AssemblyProcedure, item: str, facts: Mapping[str, object]) -> Answer:
    def numbers(key: str) -> frozenset[int]:
        return frozenset(int(one) for one in str(facts.get(key, "")).split(";") if one.strip())

    # Who entered an objection, who settled it, who strikes; it speaks of unit 1, the ballot is of this one or another.
    raised, settled, strikes = (
        striking.Hand(int(one), None) for one in str(facts.get("hands", "1 2 1")).split()
    )
    upheld = striking.Upheld(raised, settled, frozenset({1}))
    proof = striking.Proof(
        unit_id=int(str(facts.get("unit", 1))),
        striker=strikes,
        denied_to=settled if facts.get("denied") == "yes" else None,
        right_denied_to=settled if facts.get("right_denied") == "yes" else None,
        fallen=(upheld,) if facts.get("fallen") == "yes" else (),
        objection=upheld if facts.get("upheld") == "yes" else None,
        raised=numbers("objections"),
        orders=numbers("orders"),
        cites=int(str(facts.get("cites", 0))) or None,
        document=str(facts.get("document", "")),
    )
    return {"allowed": "yes" if striking.may_strike(procedure.strike_of(item), proof).allowed else "no"}


def _enough(procedure: AssemblyProcedure, facts: Mapping[str, object], asked: Asked) -> Answer:
    """Of the `heads` who ask, all but `without` signed to ask no more: nobody checked it from ten to ten o'clock."""

    def held(name: str) -> proposals.Asked:
        total, part = (
            Sums(int(str(facts.get(f"{one}area", 0))) * 100, int(str(facts[key])))
            for one, key in (("total_", "total_heads"), ("", name))
        )
        return proposals.asked_by(total, part, procedure)

    if "without" not in facts:
        return {"reached": "yes" if held("heads").reached else "no"}
    since, looked = (datetime.fromisoformat(f"{facts[key]}T10:00:00+08:00") for key in ("waits", "looked"))
    over = asked.working.due(since, procedure.checked_lists.limit).at < looked
    return {"reached": "yes" if proposals.share_reached(held("heads"), held("without"), over=over) else "no"}


def _noticed(procedure: AssemblyProcedure, facts: Mapping[str, object]) -> Answer:
    if "document" in facts:
        document, shown = facts["document"] == "yes", facts["scan"] == "yes"
        decision = assemblies.may_notice_by(document=document, shown=shown, procedure=procedure)
        return {"allowed": "yes" if decision.allowed else "no"}
    days = {key: date.fromisoformat(str(day)) for key, day in facts.items()}
    earliest = assemblies.earliest_opening(days["noticed"], procedure)
    if "opens" not in days:
        return {"earliest": earliest.isoformat()}
    return {"allowed": "yes" if days["opens"] >= earliest else "no"}

"""Candidates against the gates: what each gate makes of what is known, and why somebody is not accepted.

Whom the owners may choose is theirs to say (Civil Code art. 278): what no rule in force here demands may be told to
them, and keeps nobody out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hemei.community.committees.rules.election_standards import Effect, ElectionGates, Gate
from hemei.kernel.decision import Decision, Reason, mark


class By(StrEnum):
    """Where a fact of a candidate comes from."""

    REGISTER = "register"
    DECLARED = "declared"
    CHECKED = "checked"


BY_TEXTS = {By.REGISTER: mark("登记核对"), By.DECLARED: mark("本人声明"), By.CHECKED: mark("工作人员核实")}


class Answer(StrEnum):
    """What a gate makes of a candidate."""

    CLEAR = "clear"
    WARNS = "warns"
    BARS = "bars"
    UNSAID = "unsaid"


ANSWER_TEXTS = {
    Answer.CLEAR: mark("符合"),
    Answer.WARNS: mark("不符合，提醒业主"),
    Answer.BARS: mark("不符合"),
    Answer.UNSAID: mark("没有说明"),
}
ANSWER_TONES = {Answer.CLEAR: "good", Answer.WARNS: "warn", Answer.BARS: "bad", Answer.UNSAID: "warn"}


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a candidate for a gate."""

    clear: bool
    by: By


@dataclass(frozen=True, slots=True)
class Finding:
    """A gate's answer with its effect here; `adopted` says that the owners' own rules made it bar."""

    gate: Gate
    answer: Answer
    by: By | None
    adopted: bool


def effect_of(gate: Gate, gates: ElectionGates, adopted: Collection[str]) -> Effect:
    """Return what failing a gate does here: it bars where the profile in force or the rules of procedure say so."""
    if gate.code in gates.here.bars or gate.code in adopted:
        return "bar"
    return "warn" if gate.effect == "bar" else gate.effect


def asked_gates(gates: ElectionGates, adopted: Collection[str]) -> tuple[Gate, ...]:
    """Return the gates that are asked here; one that is off and adopted by nobody is not."""
    return tuple(gate for gate in gates.gate if effect_of(gate, gates, adopted) != "off")


def found(facts: Mapping[str, Fact], gates: ElectionGates, adopted: Collection[str]) -> tuple[Finding, ...]:
    """Hold what is known of a candidate against every gate that is asked here."""
    return tuple(_finding(gate, facts.get(gate.code), gates, adopted) for gate in asked_gates(gates, adopted))


def _finding(gate: Gate, fact: Fact | None, gates: ElectionGates, adopted: Collection[str]) -> Finding:
    own = gate.code in adopted and gate.code not in gates.here.bars
    if fact is None:
        return Finding(gate, Answer.UNSAID, None, own)
    if fact.clear:
        return Finding(gate, Answer.CLEAR, fact.by, own)
    bars = effect_of(gate, gates, adopted) == "bar"
    return Finding(gate, Answer.BARS if bars else Answer.WARNS, fact.by, own)


def may_accept(findings: Iterable[Finding], gates: ElectionGates, adopted: Collection[str]) -> Decision:
    """Whether a candidate may be put to the owners; every gate that keeps him out is named with its clause."""
    known = tuple(findings)
    reasons = [_barred(one) for one in known if one.answer is Answer.BARS]
    reasons += [
        Reason(
            mark("没有说明是否“{gate}”"), {"gate": one.gate.name}, mark("请候选人补充声明，或由工作人员核实后登记"),
            "findings", f"unsaid.{one.gate.code}",
        )
        for one in known
        if one.answer is Answer.UNSAID and effect_of(one.gate, gates, adopted) == "bar"
    ]  # fmt: skip
    references = tuple(one.gate.warrant.reference for one in known)
    return Decision(not reasons, tuple(reasons), references)


def no_owner(gates: ElectionGates) -> Decision:
    """Refuse who owns nothing here, before anything else is asked."""
    gate = gates.of("owner")
    if gate is None:
        return Decision.yes()
    values = {"source": gate.warrant.source.title, "clause": gate.warrant.clause}
    text = mark("没有叫这个名字的登记业主：业委会委员由业主担任（{source}{clause}）")
    reason = Reason(text, values, mark("请核对姓名，或先补登业主"), "name", "gate.owner")
    return Decision.no(reason, references=(gate.warrant.reference,))


def may_still_stand(sold: Iterable[str], gates: ElectionGates, adopted: Collection[str]) -> Decision:
    """Whether who was accepted may be put to the owners still; `sold` names those who own nothing here any more."""
    gate = gates.of("owner")
    if gate is None or effect_of(gate, gates, adopted) != "bar":
        return Decision.yes()
    cited = {"source": gate.warrant.source.title, "clause": gate.warrant.clause}
    reasons = tuple(
        Reason(
            mark("候选人{name}已经不是本小区的业主（{source}{clause}）"), {"name": name, **cited},
            mark("请对他重新审查；留下的候选人仍多于应选名额的，再召集"), code="gate.owner",
        )
        for name in sold
    )  # fmt: skip
    return Decision(not reasons, reasons, (gate.warrant.reference,))


def barred(decision: Decision) -> bool:
    """Whether a refusal rests on a gate, not only on something that was not said yet."""
    return any(reason.code.startswith("gate.") for reason in decision.reasons)


def _barred(one: Finding) -> Reason:
    warrant = one.gate.warrant
    if one.adopted:
        text = mark("不符合“{gate}”：本小区的议事规则采用了这一条件")
        return Reason(text, {"gate": one.gate.name}, _OBJECT, code=f"gate.{one.gate.code}")
    values = {"gate": one.gate.name, "source": warrant.source.title, "clause": warrant.clause}
    return Reason(mark("不符合“{gate}”（{source}{clause}）"), values, _OBJECT, code=f"gate.{one.gate.code}")


_OBJECT = mark("不服的，可以在异议期内向街道提出")

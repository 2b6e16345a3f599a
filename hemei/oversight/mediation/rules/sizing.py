"""How large a dispute is and where it begins: proposed by a dated rule, with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hemei.kernel.decision import Decision, Reason, Reference, gives_reason, mark
from hemei.oversight.mediation.rules.standards import MediationLevels, Sign
from hemei.oversight.mediation.rules.words import Ground, Level, Size


@dataclass(frozen=True, slots=True)
class Matter:
    """What the size of a dispute follows from. `spans` is the lowest level whose place holds all parties."""

    kind: str
    persons: int
    amount_fen: int | None = None
    danger: bool = False
    spans: Level = Level.COMMUNITY


@dataclass(frozen=True, slots=True)
class Proposal:
    """A size and a level, with the items they follow from, the weightiest first."""

    size: Size
    level: Level
    because: tuple[str, ...]
    references: tuple[Reference, ...]


def may_be(matter: Matter, levels: MediationLevels) -> Decision:
    """Whether this can be a dispute: of a kind on the list, between people, over something."""
    reasons = []
    if levels.of_kind(matter.kind) is None:
        reasons.append(Reason(mark("请选择纠纷类型"), field="kind", code="kind"))
    if matter.amount_fen is not None and matter.amount_fen <= 0:
        reasons.append(Reason(mark("金额要大于0"), {}, mark("没有金额的请留空"), "amount", "amount"))
    if matter.persons < 1:
        reasons.append(Reason(mark("至少涉及1人"), {}, "", "persons", "persons"))
    return Decision(not reasons, tuple(reasons))


def propose(matter: Matter, levels: MediationLevels) -> Proposal:
    """Return the size and the level by the rule: the largest size that kind, amount, persons or danger ask for.

    The level is where that size begins, or the lowest that holds all parties where they come from further apart.
    """
    kind = levels.of_kind(matter.kind)
    if kind is None:
        raise LookupError(matter.kind)
    found = [(Size(kind.least), kind.code, kind.warrant.reference)]
    found += [(Size(one.size), one.code, one.warrant.reference) for one in levels.sign if _shows(one, matter)]
    size = max((one[0] for one in found), key=lambda each: each.rank)
    weighty = [(code, reference) for each, code, reference in found if each is size]
    begins = levels.of_size(size)
    level = max(Level(begins.level), matter.spans, key=lambda each: each.rank)
    references = [reference for _, reference in weighty] + [begins.warrant.reference]
    because = [code for code, _ in weighty]
    if level is not Level(begins.level):
        ground = levels.of_ground(Ground.CROSS_BORDER)
        because.append(ground.code)
        references.append(ground.warrant.reference)
    return Proposal(size, level, tuple(because), tuple(references))


def may_size(proposed: Size, size: Size, reason: str) -> Decision:
    """Whether a mediator may set this size: another than the rule's only with a reason."""
    if size is proposed:
        return Decision.yes()
    return gives_reason(mark("与规则提出的大小不同，没有写明为什么调整。"), reason)


def _shows(sign: Sign, matter: Matter) -> bool:
    value = {
        "amount_fen": matter.amount_fen or 0, "persons": matter.persons, "danger": int(matter.danger),
    }[sign.of]  # fmt: skip
    return value >= sign.least


def grounds_of(matter: Matter, level: Level, levels: MediationLevels, *, failed: bool) -> tuple[Ground, ...]:
    """Return on which grounds a dispute may go up from a level; from the city's there is no further way up."""
    if level is Level.CITY:
        return ()
    holds = {
        Ground.FAILED: failed,
        Ground.CROSS_BORDER: matter.spans.rank > level.rank,
        Ground.MANY_PERSONS: matter.persons >= levels.of_ground(Ground.MANY_PERSONS).least,
        Ground.LARGE_AMOUNT: (matter.amount_fen or 0) >= levels.of_ground(Ground.LARGE_AMOUNT).least,
    }
    return tuple(ground for ground in Ground if holds[ground])


def may_escalate(ground: Ground, open_grounds: Iterable[Ground], levels: MediationLevels) -> Decision:
    """Whether a dispute goes up on this ground."""
    rule = levels.of_ground(ground)
    if ground in set(open_grounds):
        return Decision.yes(rule.warrant.reference)
    return Decision.no(
        Reason(
            mark("不符合“{ground}”，不能上报"), {"ground": rule.name},
            mark("只有本级调解不成、当事人跨区域、人数多或金额大的才上报"), "ground", "ground",
        ),
        references=(rule.warrant.reference,),
    )  # fmt: skip


def may_send_back(times: int, levels: MediationLevels, reason: str) -> Decision:
    """Whether a dispute may be sent back: so often, and with a reason."""
    rule = levels.send_back
    if times >= rule.times:
        return Decision.no(
            Reason(
                mark("已经退回过{times}次，不能再退"),
                {"times": times},
                mark("请受理，或按规定上报"),
                "",
                "again",
            ),
            references=(rule.warrant.reference,),
        )
    told = gives_reason(mark("没有写明退回的理由。"), reason)
    if not told.allowed:
        return told
    return Decision.yes(rule.warrant.reference)

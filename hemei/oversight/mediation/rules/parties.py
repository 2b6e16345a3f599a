"""Who can be a party: named, on one side, alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemei.kernel.decision import Decision, Reason, mark
from hemei.oversight.mediation.rules.words import PartyKind, Side

MOST = 200


@dataclass(frozen=True, slots=True)
class Joining:
    """A party about to join, or one who takes part."""

    side: Side
    kind: PartyKind
    named: bool
    person_id: int | None = None
    body_id: int | None = None
    died_on: str = ""


def may_join(parties: Sequence[Joining]) -> Decision:
    """Whether these can be the parties: an applicant at least, each named and alive, none on both sides."""
    reasons = []
    if not any(party.side is Side.APPLICANT for party in parties):
        reasons.append(Reason(mark("没有写申请人"), {}, "", "name", "applicant"))
    if len(parties) > MOST:
        reasons.append(Reason(mark("当事人超过{most}个"), {"most": MOST}, mark("请推选代表"), "name", "many"))
    if any(not party.named for party in parties):
        reasons.append(Reason(mark("没有写当事人的姓名或单位"), {}, "", "name", "name"))
    if any(party.died_on for party in parties):
        reasons.append(
            Reason(mark("有当事人已经去世"), {}, mark("请由他的继承人申请或参加"), "died_on", "died")
        )
    known = [
        (party.kind, party.person_id or party.body_id)
        for party in parties
        if party.person_id or party.body_id
    ]
    if len(set(known)) < len(known):
        reasons.append(
            Reason(
                mark("同一个当事人写了两次，或者同时在两边"), {}, mark("请核对双方当事人"), "name", "twice"
            )
        )
    return Decision(not reasons, tuple(reasons))

"""Which ballots may be struck after a vote was closed, and which of a unit's ballots stands then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hemei.community.voting.rules.procedure_standard import StrikeGround
from hemei.community.voting.rules.standards import Keep
from hemei.kernel.decision import Decision, Reason, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What stands in the record for striking a ballot; `cites` is the objection or order the decision names."""

    denied: bool = False
    fallen: bool = False
    objections: frozenset[int] = frozenset()
    orders: frozenset[int] = frozenset()
    cites: int | None = None
    document: str = ""


def may_strike(ground: StrikeGround | None, proof: Proof) -> Decision:
    """Whether a ballot may be struck on this ground. Nobody strikes by his own lights once a result can be known."""
    if ground is None:
        return Decision.no(Reason(mark("请选择剔除的理由"), field="ground", code="ground"))
    holds = {
        "denied_call": proof.denied,
        "fallen_binding": proof.fallen,
        "objection": proof.cites in proof.objections,
        "order": proof.cites in proof.orders,
        "document": bool(proof.document.strip()),
    }[ground.needs]
    reference = ground.warrant.reference
    if holds:
        return Decision.yes(reference)
    text, field = _LACKS[ground.needs]
    return Decision.no(Reason(text, field=field, code=ground.needs), references=(reference,))


_LACKS = {
    "denied_call": (mark("回访记录里没有业主否认这张票"), "ground"),
    "fallen_binding": (mark("这张票凭的表决人登记没有因异议取消"), "ground"),
    "objection": (mark("请写明核实成立的是第几项异议"), "cites"),
    "order": (mark("请写明执行的是第几号责令"), "cites"),
    "document": (mark("请写明文书的编号"), "document"),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """A valid ballot of a unit that was not struck."""

    id: int
    received_at: datetime


def standing_of(cast: Iterable[Cast], keep: Keep) -> int | None:
    """Return which of a unit's remaining ballots stands; at the same instant the one entered later is the later."""
    order = sorted(cast, key=lambda one: (one.received_at, one.id))
    if not order:
        return None
    return order[-1 if keep == "last" else 0].id

"""Who stands above whom, and what would close a circle."""

from __future__ import annotations

from collections.abc import Iterable

from hemei.kernel.decision import Decision, Reason, mark
from hemei.leadership.party.rules.words import RelationKind

Pair = tuple[int, int]
"""Who stands above, who below."""


def may_relate(above: int, below: int, leading: Iterable[Pair], kind: RelationKind) -> Decision:
    """Whether a relation may be added: never to oneself, and nobody leads, over however many steps, his leader."""
    if above == below:
        return Decision.no(Reason(mark("党组织不能领导或指导自己"), field="above", code="self"))
    if kind is RelationKind.LEADS and above in led_by(below, leading):
        return Decision.no(
            Reason(
                mark("它已经在对方的领导之下，不能反过来领导"),
                remedy=mark("请先结束原来的关系"),
                field="above",
                code="circle",
            )
        )
    return Decision.yes()


def led_by(organisation: int, leading: Iterable[Pair]) -> set[int]:
    """Return all that an organisation leads, directly or through others."""
    below: dict[int, list[int]] = {}
    for above, under in leading:
        below.setdefault(above, []).append(under)
    found: set[int] = set()
    waiting = [organisation]
    while waiting:
        for under in below.get(waiting.pop(), ()):
            if under not in found:
                found.add(under)
                waiting.append(under)
    return found

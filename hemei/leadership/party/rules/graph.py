"""Who stands above whom, and what would close a circle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hemei.kernel.decision import Decision, Reason, mark
from hemei.leadership.party.rules.words import RelationKind


@dataclass(frozen=True, slots=True)
class Link:
    """Who stands above, who below, how and when; the last day is excluded."""

    above: int
    below: int
    kind: RelationKind
    since: date
    until: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def meets(self, other: Link) -> bool:
        """Whether there is a day on which both hold."""
        return (self.until is None or other.since < self.until) and (
            other.until is None or self.since < other.until
        )


def may_relate(new: Link, leading: Iterable[Link]) -> Decision:
    """Whether a relation may be added: never to oneself, and nobody leads, over however many steps, his leader.

    `leading` are the relations of leading of all time. A circle counts on any day of the new relation, so those that
    begin later or have ended since are looked at too.
    """
    if new.above == new.below:
        return Decision.no(Reason(mark("党组织不能领导或指导自己"), field="above", code="self"))
    if new.kind is RelationKind.LEADS:
        beside = [link for link in leading if link.meets(new)]
        turns = {new.since, *(link.since for link in beside if link.since > new.since)}
        for day in sorted(turns):
            if new.above in led_by(new.below, [link for link in beside if link.runs_on(day)]):
                return Decision.no(
                    Reason(
                        mark("{day}它在对方的领导之下，不能反过来领导"),
                        {"day": day.isoformat()},
                        mark("请先结束原来的关系，或核对日期"),
                        field="above",
                        code="circle",
                    )
                )
    return Decision.yes()


def led_by(organisation: int, leading: Iterable[Link]) -> set[int]:
    """Return all that an organisation leads, directly or through others."""
    below: dict[int, list[int]] = {}
    for link in leading:
        below.setdefault(link.above, []).append(link.below)
    found: set[int] = set()
    waiting = [organisation]
    while waiting:
        for under in below.get(waiting.pop(), ()):
            if under not in found:
                found.add(under)
                waiting.append(under)
    return found


def may_hold_since(since: date, ends: Iterable[tuple[str, date, date | None]]) -> Decision:
    """Whether a relation or a coverage may begin on a day: every side, by name, was founded by then and runs."""
    for name, founded, ended in ends:
        if since < founded:
            return Decision.no(
                Reason(
                    mark("“{name}”{founded}才成立，关系不能从{since}开始"),
                    {"name": name, "founded": founded.isoformat(), "since": since.isoformat()},
                    mark("请填写双方都已成立之后的日期"),
                    field="since",
                    code="before_founding",
                )
            )
        if ended is not None:
            return Decision.no(
                Reason(
                    mark("“{name}”已于{ended}撤销"),
                    {"name": name, "ended": ended.isoformat()},
                    mark("请选择仍在的党组织"),
                    code="ended",
                )
            )
    return Decision.yes()

"""Who may settle an objection to who votes for a unit, or to what came in for one: whoever had no hand in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from hemei.community.voting.models import SheetObjection, VoterBinding
from hemei.community.voting.queries.calling import serves, staff_of
from hemei.community.voting.queries.disputed import (
    PaperInDispute,
    SheetInDispute,
    hands_behind,
    papers_in_dispute,
    sheets_in_dispute,
)
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.striking import Hand, hand_of, may_settle, settled_by_none
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day

Row = TypeVar("Row", VoterBinding, SheetObjection)


@dataclass(frozen=True, slots=True)
class HandsOn:
    """Who had a hand in what an objection speaks of: entered it, made or confirmed the binding, handled its sheets."""

    raised_by: Hand
    bound_by: Hand | None
    entered_by: Hand | None
    behind: tuple[Hand, ...]
    sheets: tuple[PaperInDispute | SheetInDispute, ...]

    def left_by(self, staff: frozenset[int]) -> bool:
        """Whether nobody of the staff may settle it."""
        return settled_by_none(staff, (self.raised_by, self.bound_by, self.entered_by, *self.behind))


def hands_on_voters(rows: Sequence[VoterBinding]) -> dict[int, HandsOn]:
    """Return who had a hand in each binding with an objection that waits, as the events keep them."""
    streams = [row.stream for row in rows]
    made, raised = (
        {stream: hand_of(event.actor) for stream, event in record.events_of(streams=streams, kind=kind)}
        for kind in ("voting.voter_bound", "voting.voter_objected")
    )
    papers = papers_in_dispute([row.unit_id for row in rows])
    behind = hands_behind(papers)
    return {
        row.pk: HandsOn(
            raised[row.stream],
            made.get(row.stream),
            Hand(row.bound_by, None) if row.confirmed_by else None,
            behind.get(row.unit_id, ()),
            tuple(papers.get(row.unit_id, ())),
        )
        for row in rows
    }


def hands_on_sheets(rows: Sequence[SheetObjection]) -> dict[int, HandsOn]:
    """Return who had a hand in each objection to what came in for a unit, as the events keep them."""
    streams = {row.stream for row in rows}
    raised = {
        event.data["objection"]: hand_of(event.actor)
        for _, event in record.events_of(streams=streams, kind="voting.sheets_objected")
    }
    sheets = sheets_in_dispute([row.roll_unit_id for row in rows])
    behind = hands_behind(sheets)
    return {
        row.pk: HandsOn(
            raised[row.pk],
            None,
            None,
            behind.get(row.roll_unit_id, ()),
            tuple(sheets.get(row.roll_unit_id, ())),
        )
        for row in rows
    }


def settles(
    actor: Actor,
    now: datetime,
    rows: Sequence[VoterBinding | SheetObjection],
    hands: Mapping[int, HandsOn],
) -> dict[int, Decision]:
    """Return of each objection whether the actor may settle it, and why not."""
    staff, today = _staff(rows, now), shanghai_day(now)
    rule = record.standards().find("voter-proof", VoterProof, on=today).objection
    return {
        row.pk: may_settle(
            hand_of(actor.as_payload()), rule, raised_by=on.raised_by, bound_by=on.bound_by,
            entered_by=on.entered_by, behind=on.behind, staff=staff[row.scope], street=not serves(actor),
        )
        for row in rows
        if (on := hands[row.pk])
    }  # fmt: skip


def theirs(
    actor: Actor, now: datetime, waiting: QuerySet[Row], hands_on: Callable[[list[Row]], dict[int, HandsOn]]
) -> QuerySet[Row]:
    """Return which objections that wait are the actor's: of the street those it alone may settle."""
    if actor.role not in roles_for(Act.SETTLE_OBJECTION):
        return waiting.none()
    if serves(actor):
        return waiting
    return waiting.filter(pk__in=_left(list(waiting), now, hands_on))


def counted_for(
    actor: Actor, now: datetime, waiting: QuerySet[Row], hands_on: Callable[[list[Row]], dict[int, HandsOn]]
) -> record.Lines[tuple[int]]:
    """Return how many objections that wait are the actor's, where there are any; one statement where none waits."""
    if actor.role not in roles_for(Act.SETTLE_OBJECTION):
        return record.Lines()
    if serves(actor):
        return record.counted(waiting)
    found = record.lines_of(waiting, ["pk"], int)
    return found.then(
        lambda numbers: (
            [(left,)] if (left := len(_left(list(waiting.filter(pk__in=numbers)), now, hands_on))) else []
        )
    )


def _left(rows: list[Row], now: datetime, hands_on: Callable[[list[Row]], dict[int, HandsOn]]) -> list[int]:
    """Return those of some objections that nobody of the residents' committee may settle."""
    if not rows:
        return []
    staff, hands = _staff(rows, now), hands_on(rows)
    return [row.pk for row in rows if hands[row.pk].left_by(staff[row.scope])]


def _staff(rows: Sequence[VoterBinding | SheetObjection], now: datetime) -> dict[str, frozenset[int]]:
    return {scope: staff_of(scope, shanghai_day(now)) for scope in {row.scope for row in rows}}

"""The shares for the fund that an estate's owners decided, as far as the actor may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hemei.community.ledgers.models import OwnShare
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.own_share import ShareState, purpose_of
from hemei.ground.records import queries as record
from hemei.ground.records.queries import FileRow
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share of an estate's own: how much, from when to when, by which vote or paper, and where it stands."""

    id: int
    ledger_id: int
    stream: str
    percent: int
    valid_from: date
    valid_until: date | None
    assembly_id: int | None
    vote_id: int | None
    document: str
    adopted_on: date | None
    state: ShareState
    entered_by: int | None
    reason_id: int | None
    fallen_on: date | None

    def holds(self, day: date) -> bool:
        """Whether it counts on a day."""
        runs = self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
        return runs and self.state is ShareState.CONFIRMED and self.fallen_on is None

    @property
    def waits(self) -> bool:
        """Whether the owners or a second person have not answered yet."""
        return self.state in {ShareState.PUT, ShareState.ENTERED}


_ROW = (
    "id", "ledger_id", "stream", "percent", "valid_from", "valid_until", "assembly_id", "vote_id", "document",
    "adopted_on", "state", "entered_by", "reason_id", "fallen_on",
)  # fmt: skip
_MOST = 50


def shares_of(ledger_id: int, *, actor: Actor) -> list[ShareRow]:
    """Return the shares that were put or entered for an estate, the latest first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = OwnShare.objects.filter(record.seen_by(actor), ledger_id=ledger_id)
    return [_row(row) for row in rows.order_by("-id").values_list(*_ROW)[:_MOST]]


def share(share_id: int, *, actor: Actor) -> ShareRow | None:
    """Return a share the actor may see."""
    if not may(actor, Act.SEE).allowed:
        return None
    rows = OwnShare.objects.filter(record.seen_by(actor), pk=share_id)
    return next((_row(row) for row in rows.values_list(*_ROW)), None)


def shares_to_settle(*, actor: Actor) -> record.Lines[tuple[int, str]]:
    """Return the entered shares that wait for the actor as the second person, with their estates; one statement."""
    if not may(actor, Act.CONFIRM).allowed or actor.person_id is None:
        return record.Lines()
    rows = OwnShare.objects.filter(record.seen_by(actor), state=ShareState.ENTERED.value)
    rows = rows.exclude(entered_by=actor.person_id).order_by("id")[:_MOST]
    return record.lines_of(rows, ("id", "ledger__estate__name"), lambda *row: row)


def share_papers(row: ShareRow) -> list[FileRow]:
    """Return the scans of what owners decided elsewhere on a share, the oldest first; who asks has seen it."""
    return [one for one in record.files_of([row.stream]) if one.purpose == purpose_of(row.id)]


def _row(values: tuple[Any, ...]) -> ShareRow:
    row = ShareRow(*values)
    return replace(row, state=ShareState(row.state))

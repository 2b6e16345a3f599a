"""Elections by place, the latest first, with the clock that runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hemei.community.committees.models import Election
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import ENDED, ElectionKind, ElectionState
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark


@dataclass(frozen=True, slots=True)
class ElectionFilter:
    """What a reader asks of the list; `late` are those whose running clock has ended."""

    on: date
    text: str = ""
    state: ElectionState | None = None
    late: bool = False
    estate_id: int | None = None


@dataclass(frozen=True, slots=True)
class ElectionRow:
    """An election of a list; `clock` is what is due next, in words and day."""

    id: int
    estate_id: int
    estate: str
    kind: ElectionKind
    state: ElectionState
    seats: int
    begun_on: date
    elected_on: date | None
    filed_on: date | None
    clock: tuple[str, date] | None


_CLOCKS = {
    "group_due_on": mark("成立筹备组"),
    "meeting_due_on": mark("召开首次业主大会"),
    "filing_due_on": mark("备案"),
    "constitute_due_on": mark("首次业委会会议"),
}


def next_clock(row: Election) -> tuple[str, date] | None:
    """Return what is due next of an election that runs, the first to end."""
    state, running = ElectionState(row.state), []
    if state is ElectionState.APPLIED:
        running = ["group_due_on"]
    elif state in {ElectionState.PREPARING, ElectionState.POSTED, ElectionState.CALLED}:
        running = ["meeting_due_on"]
    elif state in {ElectionState.ELECTED, ElectionState.FILED}:
        running = [] if row.filed_on else ["filing_due_on"]
        running += [] if row.constituted_on else ["constitute_due_on"]
    found = [(getattr(row, name), _CLOCKS[name]) for name in running if getattr(row, name) is not None]
    return (min(found)[1], min(found)[0]) if found else None


def _late(on: date) -> Q:
    before_call = [
        state.value for state in (ElectionState.PREPARING, ElectionState.POSTED, ElectionState.CALLED)
    ]
    after = [ElectionState.ELECTED.value, ElectionState.FILED.value]
    return (
        Q(state=ElectionState.APPLIED.value, group_due_on__lt=on)
        | Q(state__in=before_call, meeting_due_on__lt=on)
        | Q(state__in=after, filed_on=None, filing_due_on__lt=on)
        | Q(state__in=after, constituted_on=None, constitute_due_on__lt=on)
    )


def elections(
    asked: ElectionFilter, *, actor: Actor, after: int | None = None, limit: int = 50
) -> list[ElectionRow]:
    """Return the elections the actor may see, those that run before those that ended, the latest first."""
    if not may(actor.role, Act.SEE).allowed:
        return []
    rows = Election.objects.filter(record.seen_by(actor))
    if asked.text:
        rows = rows.filter(estate_name__contains=asked.text)
    if asked.state is not None:
        rows = rows.filter(state=asked.state.value)
    if asked.late:
        rows = rows.filter(_late(asked.on)).exclude(state__in=[state.value for state in ENDED])
    if asked.estate_id is not None:
        rows = rows.filter(estate_id=asked.estate_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(row) for row in rows.order_by("-id")[:limit]]


def _row(row: Election) -> ElectionRow:
    return ElectionRow(
        row.pk, row.estate_id, row.estate_name, ElectionKind(row.kind), ElectionState(row.state), row.seats,
        row.begun_on, row.elected_on, row.filed_on, next_clock(row),
    )  # fmt: skip


def texts_of(numbers: Iterable[int | None]) -> dict[int, str]:
    """Open vault rows by id; what was erased is an empty text."""
    found = record.open_sealed(number for number in numbers if number)
    return {number: text or "" for number, text in found.items()}

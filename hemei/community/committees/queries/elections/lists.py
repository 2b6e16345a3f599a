"""Elections by place, the latest first, with the clock that runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import clocks_of
from hemei.community.committees.rules.clocks import ANEW, CLOCK_TEXTS
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import ElectionKind, ElectionState
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


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


def next_clock(row: Election, on: date) -> tuple[str, date] | None:
    """Return what an election owes next, in words and day."""
    found = clocks_of(row, on, whole=False)
    return (CLOCK_TEXTS[found[0].clock], found[0].due) if found else None


def _late(on: date) -> Q:
    """Those who owe something since a day, as `rules.clocks` has it; what objections and papers owe is left out."""
    before_call = [
        state.value for state in (ElectionState.PREPARING, ElectionState.POSTED, ElectionState.CALLED)
    ]
    uncalled = [ElectionState.PREPARING.value, ElectionState.POSTED.value]
    after = [ElectionState.ELECTED.value, ElectionState.FILED.value]
    return (
        Q(state=ElectionState.APPLIED.value, group_due_on__lt=on)
        | Q(state__in=before_call, meeting_due_on__lt=on)
        | Q(state=ElectionState.PREPARING.value, posting_due_on__lt=on)
        | Q(state__in=uncalled, order_due_on=None, urge_due_on__lt=on)
        | Q(state__in=after, filed_on=None, filing_due_on__lt=on)
        | Q(state__in=after, constituted_on=None, constitute_due_on__lt=on)
        | Q(state=ElectionState.ANNULLED.value, resolved_on=None, resolution_due_on__lt=on)
        | Q(state__in=[state.value for state in ANEW], again_due_on__lt=on)
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
        rows = rows.filter(_late(asked.on))
    if asked.estate_id is not None:
        rows = rows.filter(estate_id=asked.estate_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(row, asked.on) for row in rows.order_by("-id")[:limit]]


def _row(row: Election, on: date) -> ElectionRow:
    return ElectionRow(
        row.pk, row.estate_id, row.estate_name, ElectionKind(row.kind), ElectionState(row.state), row.seats,
        row.begun_on, row.elected_on, row.filed_on, next_clock(row, on),
    )  # fmt: skip


def texts_of(numbers: Iterable[int | None]) -> dict[int, str]:
    """Open vault rows by id; what was erased is an empty text."""
    found = record.open_sealed(number for number in numbers if number)
    return {number: text or "" for number, text in found.items()}

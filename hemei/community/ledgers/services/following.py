"""The books are seen by whoever serves the estate or speaks for its owners on the day, no longer by who did before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.ledgers.models import Ledger
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Changed:
    """The bodies that see something from now on, and those that no longer do."""

    gained: frozenset[int]
    lost: frozenset[int]


def share_books(row: Ledger, today: date) -> bool:
    """Open the books to the company under contract and the committee at work, or who stands in; close them to others.

    Returns whether anything changed.
    """
    return _follow([row], today) > 0


def follow_estate(*, actor: Actor, now: datetime, estate_id: int) -> None:
    """Let who sees an estate's books follow a contract or committee that began or ended."""
    with records.acting(actor):
        _follow(list(Ledger.objects.filter(estate_id=estate_id)), shanghai_day(now))


def follow_all(*, actor: Actor, now: datetime) -> int:
    """Let who sees the books follow terms and contracts that begin or end by the calendar; returns how many changed."""
    today, after, changed = shanghai_day(now), 0, 0
    with records.acting(actor):
        while rows := list(Ledger.objects.filter(pk__gt=after).order_by("id")[:_BATCH]):
            changed += _follow(rows, today)
            after = rows[-1].pk
    return changed


def mirror_books(
    streams: Mapping[str, int], *, narrowed: Callable[[str, int], bool] = lambda _stream, _body: True
) -> dict[str, Changed]:
    """Let who sees a stream be who sees its books, given by their id; return what changed, by stream.

    `narrowed` leaves out bodies that see the books, but not this stream.
    """
    ledger = {stream: f"ledgers.ledger:{number}" for stream, number in streams.items()}
    shown = record.bodies_shown([*ledger, *ledger.values()])
    changed = {}
    for stream, books in ledger.items():
        wanted = {body for body in shown.get(books, set()) if narrowed(stream, body)}
        has = shown.get(stream, set())
        if wanted != has:
            changed[stream] = Changed(frozenset(wanted - has), frozenset(has - wanted))
            records.revoke_access(stream=stream, bodies=tuple(has - wanted))
            records.grant_access(stream=stream, bodies=tuple(wanted - has))
    return changed


def _follow(rows: list[Ledger], today: date) -> int:
    served = companies.company_bodies_on([row.estate_id for row in rows], today)
    speaks = people.committees_at_work([row.estate_id for row in rows], today)
    shown = record.bodies_shown([row.stream for row in rows])
    changed = 0
    for row in rows:
        wanted = {served.get(row.estate_id), speaks.get(row.estate_id)} - {None}
        has = shown.get(row.stream, set())
        if gone := has - wanted:
            records.revoke_access(stream=row.stream, bodies=tuple(gone))
        if new := wanted - has:
            records.grant_access(stream=row.stream, bodies=tuple(body for body in new if body is not None))
        changed += bool(gone or new)
    return changed

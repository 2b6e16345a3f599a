"""What an owner reads of the money of his own estates: what came in, what went out, who entered it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.community.ledgers.facts import HeldShare, shares_held
from hemei.community.ledgers.models import Entry, Ledger, RevenueDue
from hemei.community.ledgers.queries.entries import After, EntryRow, first_postings, page_of
from hemei.community.ledgers.queries.summaries import Summary, summary_of
from hemei.community.ledgers.rules.acts import Act, may
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import shanghai_day

_OF_DUE = re.compile("(?:due|receipt|given-back):([0-9]+)(?::|$)")
"""The key of an entry that books, receives or gives back what is due by a contract, with the number of the due."""


@dataclass(frozen=True, slots=True)
class OwnBooks:
    """The books of an estate where the actor owns units; areas are exclusive areas, in dm2.

    `held` is how much of what is left goes to the fund now, and by which decision or clause.
    """

    estate: places.EstateRow
    ledger_id: int | None
    open_from: date | None
    units: tuple[str, ...]
    own_dm2: int
    all_dm2: int
    summary: Summary | None
    held: HeldShare | None = None

    def share_fen(self, fen: int) -> int:
        """Return the actor's own part of an amount by area, in fen, rounded down."""
        return fen * self.own_dm2 // self.all_dm2 if self.all_dm2 else 0


def own_books(*, actor: Actor, now: datetime, since: date, until: date) -> list[OwnBooks]:
    """Return the estates where the actor owns a unit with what came in and went out there; only a resident has any."""
    return [_books(estate, units, eyes, now, since, until) for estate, units, eyes in _estates(actor, now)]


def _books(
    estate: places.EstateRow, unit_ids: set[int], eyes: Actor, now: datetime, since: date, until: date
) -> OwnBooks:
    """Read one estate; who asks owns a unit there, and its place is open."""
    with people_services.opened(eyes, estate.scope):
        standing = places.standing_units(estate.id, actor=eyes, on=shanghai_day(now))
        mine = [unit for unit in standing if unit.id in unit_ids]
        books = Ledger.objects.select_related("estate").filter(estate_id=estate.id).first()
        return OwnBooks(
            estate,
            books.pk if books else None,
            books.open_from if books else None,
            tuple(f"{unit.building}{unit.entrance or ''}{unit.room}" for unit in mine),
            sum(unit.exclusive_area_dm2 for unit in mine),
            sum(unit.exclusive_area_dm2 for unit in standing),
            summary_of(books, since, until) if books else None,
            shares_held([books.pk], shanghai_day(now))[books.pk] if books else None,
        )


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry as an owner reads it: the accounts of its largest debit and credit, amount, words, who entered it."""

    row: EntryRow
    debit: str
    credit: str
    amount_fen: int
    note: str
    body: str
    contract: str = ""
    """What a contract lets, as its place says it, where the entry books or receives what is due by one."""


def own_entries(
    estate_id: int, *, actor: Actor, now: datetime, after: After | None = None, limit: int = 30
) -> list[OwnEntry]:
    """Return entries of an own estate's books, the latest first; nothing of an estate where he owns nothing."""
    for estate, _units, eyes in _estates(actor, now):
        if estate.id == estate_id:
            with people_services.opened(eyes, estate.scope):
                return _read(page_of(Entry.objects.filter(ledger__estate_id=estate_id), after, limit))
    return []


def _read(rows: list[EntryRow]) -> list[OwnEntry]:
    sides = first_postings([row.id for row in rows])
    notes = records.open_sealed(row.note_id for row in rows if row.note_id)
    bodies = people.body_names([row.by_body_id for row in rows if row.by_body_id])
    dues = {row.id: int(found[1]) for row in rows if (found := _OF_DUE.match(row.source_key))}
    contracts = dict(
        RevenueDue.objects.filter(pk__in=dues.values()).values_list("id", "contract__place") if dues else ()
    )
    return [
        OwnEntry(
            row, *sides[row.id], notes.get(row.note_id or 0) or "", bodies.get(row.by_body_id or 0, ""),
            contracts.get(dues.get(row.id, 0), ""),
        )
        for row in rows
    ]  # fmt: skip


def _estates(actor: Actor, now: datetime) -> Iterator[tuple[places.EstateRow, set[int], Actor]]:
    """Yield the estates where the actor owns a unit, with those units and the actor as he reads inside."""
    if not may(actor, Act.OWN).allowed or actor.person_id is None:
        return
    owned = people.own_units(actor=actor, on=shanghai_day(now))
    for number, scope in sorted({(unit.estate_id, unit.scope) for unit in owned}):
        eyes = replace(actor, places=(PlaceRange(scope), *actor.places))
        with people_services.opened(actor, scope):
            estate = places.estate(number, actor=eyes)
        if estate is not None:
            yield estate, {unit.unit_id for unit in owned if unit.estate_id == number}, eyes

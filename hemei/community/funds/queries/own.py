"""One's own household: what it holds, what came in, what each use took, who looked; for owners only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import RenewalNotice, Share, UnitTransfer
from hemei.community.funds.queries.reaching import OWES
from hemei.community.funds.rules.renewing import asked_of, is_short
from hemei.community.ledgers.queries import EntryKind
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as records
from hemei.ground.records.services import acting
from hemei.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Line:
    """A movement on one's own account: what it is of, and the use it follows from."""

    booked_on: date
    kind: EntryKind
    fen: int
    use_title: str
    use_stream: str
    use_gap_fen: int


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked at the balance, when, and why."""

    at: datetime
    role: Role
    body_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class OwnHousehold:
    """An owner's household account."""

    unit_id: int
    estate_id: int
    estate: str
    door: str
    area_dm2: int
    first_fen: int
    deposited_fen: int
    held_fen: int
    short: bool
    asked_fen: int
    asked_until: date | None
    owed_fen: int
    closed_on: date | None
    lines: tuple[Line, ...]
    looks: tuple[Look, ...]

    @property
    def took_over(self) -> bool:
        """Whether the books began with what was left of earlier deposits."""
        return any(line.kind is EntryKind.OPENING for line in self.lines)


_OWN = """
select h.unit_id, e.id, e.name, b.name || coalesce(n.name, '') || u.room, h.area_dm2, h.first_fen, h.deposited_fen,
       coalesce(-a.balance_fen, 0), r.due_on, h.closed_on, a.id,
       coalesce((select sum(s.gap_fen) from funds_share s join funds_use q on q.id = s.use_id
                 where s.household_id = h.id and q.state = 'paid' and s.gap_paid_on is null), 0)::bigint,
       r.asked_fen - coalesce((select -sum(p.amount_fen) from ledgers_posting p
                               join ledgers_entry t on t.id = p.entry_id and t.source_key like 'fund-deposit:%%'
                               where p.account_id = a.id and p.booked_on >= r.noticed_on
                               and not exists (select from ledgers_entry v where v.reverses_id = t.id)), 0)::bigint
from funds_household h
join funds_fund f on f.id = h.fund_id join places_estate e on e.id = f.estate_id
join places_propertyunit u on u.id = h.unit_id join places_building b on b.id = h.building_id
left join places_entrance n on n.id = u.entrance_id
left join ledgers_account a on a.ledger_id = f.ledger_id and a.code = 'fund_unit' and a.unit_id = h.unit_id
left join funds_renewalnotice r on r.household_id = h.id and r.settled_on is null
where h.unit_id = any(%s) order by h.unit_id
"""
_LINES = """
select p.account_id, p.booked_on, t.kind, -p.amount_fen, coalesce(q.title, ''), coalesce(q.stream, ''),
       coalesce(s.gap_fen, 0)
from ledgers_posting p join ledgers_entry t on t.id = p.entry_id
left join funds_use q on q.entry_id = t.id
left join funds_household h on h.unit_id = (select a.unit_id from ledgers_account a where a.id = p.account_id)
left join funds_share s on s.use_id = q.id and s.household_id = h.id
where p.account_id = any(%s) order by p.booked_on desc, p.id desc
"""


def own_households(*, actor: Actor, on: date) -> list[OwnHousehold]:
    """Return the household accounts of the units the actor himself owns on a day.

    Their rows lie in places that are not his, so these are opened for just the units he owns.
    """
    by_scope: dict[str, list[int]] = {}
    for unit in people.own_units(actor=actor, on=on):
        by_scope.setdefault(unit.scope, []).append(unit.unit_id)
    found = []
    for scope, units in by_scope.items():
        with opened(actor, scope):
            found += _read(units, on)
    return found


def own_due(*, actor: Actor, on: date) -> tuple[int, int]:
    """Return how many of the units an owner owns are asked to renew, and how many owe of a repair; nobody else's."""
    if actor.role is not Role.RESIDENT:
        return 0, 0
    by_scope: dict[str, list[int]] = {}
    for unit in people.own_units(actor=actor, on=on):
        by_scope.setdefault(unit.scope, []).append(unit.unit_id)
    asked = owing = 0
    for scope, units in by_scope.items():
        with opened(actor, scope):
            asked += RenewalNotice.objects.filter(household__unit__in=units, settled_on=None).count()
            rows = Share.objects.filter(OWES, household__unit__in=units)
            owing += rows.values("household").distinct().count()
    return asked, owing


def _read(units: Sequence[int], on: date) -> list[OwnHousehold]:
    below = fund_rules(on).renewal.below
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [list(units)])
        rows = cursor.fetchall()
        cursor.execute(_LINES, [[row[10] for row in rows if row[10] is not None]])
        lines: dict[int, list[Line]] = {}
        for account, day, kind, fen, title, stream, gap in cursor.fetchall():
            lines.setdefault(account, []).append(Line(day, EntryKind(kind), fen, title, stream, gap))
    looks = _looks([row[0] for row in rows])
    return [
        OwnHousehold(
            unit, estate_id, estate, door, area, first, deposited, held,
            closed is None and is_short(held, first, below),
            min(asked_of(held, first), max(left, 0)) if asked else 0, asked, owed, closed,
            tuple(lines.get(account, ())), tuple(looks.get(unit, ())),
        )
        for unit, estate_id, estate, door, area, first, deposited, held, asked, closed, account, owed, left in rows
    ]  # fmt: skip


def _looks(units: Sequence[int]) -> dict[int, list[Look]]:
    streams = {f"funds.household:{unit}": unit for unit in units}
    events = records.events_of(streams=streams, kind="funds.balance_shown")
    told = records.open_sealed(one.data["about"]["texts"]["reason"]["vault"] for _, one in events)
    found: dict[int, list[Look]] = {}
    for stream, one in events:
        reason = told.get(one.data["about"]["texts"]["reason"]["vault"]) or ""
        looked = Look(one.at, Role(one.actor["role"]), one.actor.get("body"), reason)
        found.setdefault(streams[stream], []).append(looked)
    return found


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A unit that was sold with its money: what its account held that day, and what was still owed.

    From `withdrawn_at` it no longer counts: the register had another sale, or other sides.
    """

    id: int
    passed_on: date
    door: str
    estate: str
    balance_fen: int
    owed_fen: int
    withdrawn_at: datetime | None


def own_transfers(*, actor: Actor) -> list[TransferRow]:
    """Return the sales that the actor was a side of, by each record of himself, the latest first."""
    found: dict[int, TransferRow] = {}
    for person in people.own_persons(actor):
        himself = replace(actor, person_id=person)
        with acting(himself):
            found |= {row.id: row for row in _transfers(himself)}
    return sorted(found.values(), key=lambda row: (row.passed_on, row.id), reverse=True)


def _transfers(actor: Actor) -> list[TransferRow]:
    rows = UnitTransfer.objects.filter(records.seen_by(actor)).order_by("-passed_on", "-id")
    found = []
    for number, day, held, owed, withdrawn, scope, unit in rows.values_list(
        "id", "passed_on", "balance_fen", "owed_fen", "withdrawn_at", "scope", "household_id"
    )[:50]:
        with opened(actor, scope), connection.cursor() as cursor:
            cursor.execute(_DOOR, [unit])
            door, estate = cursor.fetchone()
        found.append(TransferRow(number, day, door, estate, held, owed, withdrawn))
    return found


_DOOR = """
select b.name || coalesce(n.name, '') || u.room, e.name from funds_household h
join places_propertyunit u on u.id = h.unit_id join places_building b on b.id = h.building_id
join places_estate e on e.id = u.estate_id left join places_entrance n on n.id = u.entrance_id where h.id = %s
"""

"""Readers of orders of correction and of struck ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from hemei.community.voting.models import Assembly, CorrectionOrder, RollUnit, Sheet, Strike
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.orders import OPEN, OrderState
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order of correction with its words, for whoever reads the meeting."""

    number: int
    state: OrderState
    document: str
    clause: str
    votes: tuple[int, ...]
    ordered_at: datetime
    due_at: datetime
    reason: str
    answered_at: datetime | None
    answer: str
    settlement: str

    @property
    def open(self) -> bool:
        """Whether it is not settled yet."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class StrikeRow:
    """A struck ballot: of which unit and vote, on what ground; never its choice."""

    vote: int
    number: int
    unit: str
    channel: str
    received_at: datetime
    from_round: int
    waits: bool
    ground: str
    cites: int | None
    struck_at: datetime
    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet of a unit as who strikes looks for it: when and how it came, what stands, never a choice."""

    id: int
    unit: str
    channel: str
    basis: str
    received_at: datetime
    standing: int
    struck: int


def orders(assembly_id: int, *, actor: Actor) -> list[OrderRow]:
    """Return the orders of correction on an assembly the actor may see, in order."""
    rows = list(
        CorrectionOrder.objects.filter(record.seen_by(actor), assembly=assembly_id).order_by("number")
    )
    said = record.open_sealed(
        number for row in rows for number in (row.reason_id, row.answer_id, row.settlement_id) if number
    )
    return [
        OrderRow(
            row.number, OrderState(row.state), row.document, row.clause, tuple(row.vote_ids), row.ordered_at,
            row.due_at, said.get(row.reason_id) or "", row.answered_at, said.get(row.answer_id or 0) or "",
            said.get(row.settlement_id or 0) or "",
        )
        for row in rows
    ]  # fmt: skip


def strikes(assembly_id: int, *, actor: Actor, after: int = 0, limit: int | None = None) -> list[StrikeRow]:
    """Return the struck ballots of an assembly, by number, for whoever organises or oversees it."""
    if actor.role not in roles_for(Act.SEE) | {Role.SYSTEM}:
        return []
    rows = Strike.objects.filter(record.seen_by(actor), assembly=assembly_id, ballot_id__gt=after)
    found = list(rows.select_related("ballot__vote", "ballot__roll_unit").order_by("ballot_id")[:limit])
    said = record.open_sealed(n for row in found for n in (row.reason_id, row.document_id) if n)
    return [
        StrikeRow(
            row.ballot.vote.number, row.ballot_id, row.ballot.roll_unit.code, row.ballot.channel,
            row.ballot.received_at, row.round, not row.ballot.struck, row.ground, row.cites, row.struck_at,
            said.get(row.document_id or 0) or "", said.get(row.reason_id) or "",
        )
        for row in found
    ]  # fmt: skip


def counted_apart(assembly_id: int, *, actor: Actor) -> list[str]:
    """Return the units of a counted meeting that count otherwise since, for who conducts or oversees it; by name.

    Their owners, or proxies, proved to be one human after the count; once it is made anew there are none.
    """
    if actor.role not in roles_for(Act.SEE):
        return []
    found = Assembly.objects.filter(record.seen_by(actor), pk=assembly_id).first()
    if found is None:
        return []
    owed = record.events_of(streams=[found.stream], kind="voting.recount_owed")
    made = record.events_of(streams=[found.stream], kind="voting.assembly_recounted")
    if not owed or (made and made[-1][1].seq > owed[-1][1].seq):
        return []
    units = RollUnit.objects.filter(pk__in=owed[-1][1].data["units"]).order_by("pk")
    return list(units.values_list("code", flat=True))


def sheets_of(roll_id: int, *, actor: Actor, unit: str, limit: int = 20) -> list[SheetRow]:
    """Return the sheets of the unit of this name on a roll the actor may see, the last received first."""
    if not unit or actor.role not in roles_for(Act.STRIKE):
        return []
    rows = Sheet.objects.filter(record.seen_by(actor), roll=roll_id, roll_unit__code=unit)
    rows = rows.annotate(
        stands=Count("ballots", filter=Q(ballots__standing=True)),
        struck=Count("ballots__strike"),
    )
    return [
        SheetRow(row.pk, unit, row.channel, row.basis, row.received_at, row.stands, row.struck)
        for row in rows.order_by("-received_at", "-pk")[:limit]
    ]

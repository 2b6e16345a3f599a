"""Contracts of third-party assessment, and who works for their supplier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.oversight.assessment.models import AssessmentContract


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract with its supplier's name."""

    id: int
    number: str
    supplier_id: int
    supplier: str
    task: str
    price_fen: int
    signed_on: date
    valid_from: date
    valid_until: date

    def runs_on(self, day: date) -> bool:
        """Whether the contract runs on a day."""
        return self.valid_from <= day < self.valid_until


_FIELDS = (
    "id", "number", "supplier_id", "supplier__name", "task", "price_fen", "signed_on", "valid_from", "valid_until",
)  # fmt: skip


def assessment_contracts(*, actor: Actor, before: int = 0, limit: int = 50) -> list[ContractRow]:
    """Return the actor's contracts, the latest first; `before` is the last id of the page before. One statement."""
    rows = AssessmentContract.objects.filter(record.seen_by(actor))
    if before:
        rows = rows.filter(pk__lt=before)
    return [ContractRow(*row) for row in rows.order_by("-id").values_list(*_FIELDS)[:limit]]


def assessment_contract(contract_id: int, *, actor: Actor) -> ContractRow | None:
    """Return a contract of the actor's."""
    rows = AssessmentContract.objects.filter(record.seen_by(actor), pk=contract_id)
    found = rows.values_list(*_FIELDS).first()
    return ContractRow(*found) if found else None


def suppliers(on: date) -> list[people.BodyRow]:
    """Return the suppliers of assessment that run on a day, by name."""
    return people.bodies_of_kind(people.BodyKind.SUPPLIER, on)


def supplier_assessors(supplier_id: int, on: date) -> list[people.AppointmentRow]:
    """Return the assessors in office with a supplier on a day."""
    rows = people.appointments_on(on, body_id=supplier_id)
    return [row for row in rows if row.role == Role.ASSESSOR]


def assessor_names(held: Iterable[people.AppointmentRow], *, now: datetime) -> list[tuple[int, str]]:
    """Return appointments of assessors with the names of those who hold them, masked as everywhere."""
    rows = list(held)
    names = people.persons((row.person_id for row in rows), now=now)
    return [(row.id, names[row.person_id].name if row.person_id in names else f"#{row.id}") for row in rows]

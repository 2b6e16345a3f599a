"""Corrections of a roll that wait for a second person: counted for the workbench, listed, and of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hemei.community.voting.models import RollCorrection
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class WaitingCorrection:
    """A correction that waits; `mine` says that the actor entered it, so that another has to confirm it."""

    id: int
    estate: str
    unit: str
    assembly_id: int
    roll_unit_id: int
    asked_at: datetime
    closes_at: datetime
    mine: bool


def waiting_corrections(
    *, actor: Actor, now: datetime, roll_unit_id: int | None = None, after: int = 0, limit: int = 50
) -> list[WaitingCorrection]:
    """Return the corrections that wait in votes that run, the oldest first, or those of a unit; one statement."""
    rows = _waiting(actor, now).filter(pk__gt=after)
    if roll_unit_id is not None:
        rows = rows.filter(roll_unit=roll_unit_id)
    fields = (
        "pk", "roll_unit__roll__estate_name", "roll_unit__code", "roll_unit__roll__assembly__id", "roll_unit_id",
        "asked_at", "roll_unit__roll__closes_at", "asked_by",
    )  # fmt: skip
    return [
        WaitingCorrection(*(*rest, actor.person_id is not None and asked_by == actor.person_id))
        for *rest, asked_by in rows.order_by("pk").values_list(*fields)[:limit]
    ]


def wanted_owners(correction_id: int, *, actor: Actor, now: datetime) -> tuple[str, ...] | None:
    """Return whose a unit is to be by a correction, names masked, nobody's where the developer's; None where it stays.

    Who confirms it holds these names against the register and the papers.
    """
    rows = RollCorrection.objects.filter(record.seen_by(actor), pk=correction_id)
    owners = rows.values_list("owner_ids", flat=True).first()
    if owners is None:
        return None
    names = people.persons(owners, now=now)
    return tuple(names[person].name if person in names else "" for person in owners)


def corrections_to_confirm(*, actor: Actor, now: datetime) -> record.Lines[tuple[int]]:
    """Return how many corrections wait for the actor's word; one statement, none for who confirms none."""
    if actor.person_id is None or actor.role not in roles_for(Act.CORRECT):
        return record.Lines()
    return record.counted(_waiting(actor, now).exclude(asked_by=actor.person_id))


def _waiting(actor: Actor, now: datetime) -> QuerySet[RollCorrection]:
    return RollCorrection.objects.filter(
        record.seen_by(actor),
        answered_at=None,
        roll_unit__roll__closes_at__gte=now,
        roll_unit__roll__closed_at=None,
        roll_unit__roll__assembly__isnull=False,
    )

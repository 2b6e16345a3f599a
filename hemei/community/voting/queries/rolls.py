"""Rolls and their units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q

from hemei.community.voting.models import Assembly, OneOwner, Roll, RollUnit, Vote
from hemei.community.voting.rules.count import Sums
from hemei.community.voting.rules.heads import as_one, listed_unit
from hemei.community.voting.rules.roll import Unit
from hemei.community.voting.rules.trust import roll_commitment, roll_name, short_check
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor

UNIT = "voting.roll_unit:"
"""How the stream of a unit of a roll begins; its id follows."""
ASSEMBLY = "voting.assembly:"
"""How the stream of an assembly begins."""


@dataclass(frozen=True, slots=True)
class RollRow:
    """A frozen roll with its totals."""

    id: int
    estate_id: int
    closes_at: datetime
    total: Sums


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A unit by which somebody stands on a roll."""

    estate: str
    unit: str
    area_dm2: int
    noticed_on: date
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A vote in which somebody stands as a candidate, or on whether he is `recalled`."""

    estate: str
    noticed_on: date
    closes_at: datetime
    recalled: bool


def rolls(*, actor: Actor, after: int | None = None, limit: int = 50) -> list[RollRow]:
    """Return rolls the actor may see, the newest first, those before an id."""
    rows = Roll.objects.filter(record.seen_by(actor), **({"pk__lt": after} if after is not None else {}))
    fields = ("id", "estate_id", "closes_at", "total_area_dm2", "total_heads")
    return [
        RollRow(number, estate, closes, Sums(area, heads))
        for number, estate, closes, area, heads in rows.order_by("-id").values_list(*fields)[:limit]
    ]


def same_on(roll_id: int, at: datetime | None = None) -> dict[str, str]:
    """Return as whom owners of a roll count who proved to be another of them, at a moment or today; by record."""
    rows = OneOwner.objects.filter(roll=roll_id, **({"since__lte": at} if at is not None else {}))
    return {
        str(person): str(lowest)
        for person, lowest in rows.values("person_id")
        .annotate(lowest=Min("counted_as"))
        .values_list("person_id", "lowest")
    }


def counted_units(roll_id: int, at: datetime | None = None) -> tuple[Unit, ...]:
    """Return the units of a roll as the count knows them, at a moment or today, in the order of the roll."""
    same = same_on(roll_id, at)
    return tuple(
        as_one(
            listed_unit(row.code, row.building, row.area_dm2, row.owner_ids, delivered=row.delivered), same
        )
        for row in RollUnit.objects.filter(roll=roll_id).order_by("id")
    )


def commitment_of(roll: Roll) -> str:
    """Return the commitment to a roll as it stands: what is published with the notice and with each correction."""
    return roll_commitment(roll_name(roll.pk), roll.salt, counted_units(roll.pk))


def assembly_of_roll(stream: str) -> int | None:
    """Return the assembly whose roll has this stream; the caller sees everything."""
    return Assembly.objects.filter(roll__stream=stream).values_list("pk", flat=True).first()


def assembly_of_unit(stream: str) -> int | None:
    """Return the assembly whose roll has the unit of this stream; the caller sees everything."""
    rows = Assembly.objects.filter(roll__units__pk=int(stream.removeprefix(UNIT)))
    return rows.values_list("pk", flat=True).first()


def published_check(roll: Roll) -> str:
    """Return the short form of the commitment to a roll that was published last, empty where none was."""
    assembly = getattr(roll, "assembly", None)
    published = assembly.commitments if assembly is not None else []
    return short_check(published[-1][1]) if published else ""


def roll_units(
    roll_id: int, *, actor: Actor, text: str = "", after: int = 0, limit: int = 100
) -> list[tuple[int, str, int]]:
    """Return id, name and area of units of a roll whose name holds a text, those after an id."""
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id, pk__gt=after)
    if text:
        rows = rows.filter(code__contains=text)
    return list(rows.order_by("id").values_list("id", "code", "area_dm2")[:limit])


def roll_entries(persons: Sequence[int]) -> list[RollEntry]:
    """Return the units by which these persons stand on a roll, the latest first; the caller has opened the city."""
    rows = (
        RollUnit.objects.filter(owner_ids__overlap=list(persons))
        .select_related("roll__estate")
        .order_by("-id")
    )
    return [
        RollEntry(row.roll.estate.name, row.code, row.area_dm2, row.roll.noticed_on, row.roll.closes_at)
        for row in rows
    ]


def candidacies(persons: Sequence[int]) -> list[Candidacy]:
    """Return the votes on these persons, the latest first; the caller has opened the city."""
    wanted = list(persons)
    rows = Vote.objects.filter(Q(candidate_id__in=wanted) | Q(recalled_id__in=wanted)).order_by("-id")
    fields = ("roll__estate__name", "roll__noticed_on", "roll__closes_at", "recalled_id")
    return [
        Candidacy(estate, noticed, closes, recalled is not None)
        for estate, noticed, closes, recalled in rows.values_list(*fields)
    ]

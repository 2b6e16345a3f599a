"""Guardians and delegates: who waits for a second clerk, the scan of a paper, whom nobody can tell but on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from hemei.community.voting.models import AwaitedBinding, Proxy, RollUnit, VoterBinding
from hemei.community.voting.queries.settling import Turn, confirms, counted_for, hands_on_awaited, theirs
from hemei.community.voting.rules.voters import FOR_ANOTHER, Capacity
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason

BINDING = "voting.binding:"
"""How the stream of a binding begins; its id follows."""


@dataclass(frozen=True, slots=True)
class AwaitedRow:
    """A guardian or delegate who waits: of which unit, for how many other owners he is bound, who entered him when.

    `homes` is for how many units of the same owners by the one paper, this one among them. `turn` is until when it is
    to be looked at, and `barred` why the reader may not.
    """

    id: int
    estate: str
    unit: str
    unit_id: int
    person_id: int
    owner_id: int | None
    capacity: Capacity
    evidence_id: int
    represents: int
    entered_by: int
    entered_at: datetime
    homes: int
    turn: Turn | None
    barred: Reason | None


def _waiting(actor: Actor) -> QuerySet[AwaitedBinding]:
    return AwaitedBinding.objects.filter(record.seen_by(actor), settled_at=None)


def first_of_papers() -> QuerySet[AwaitedBinding]:
    """Return the first home of each paper that waits: a paper is looked at once. Row-level security applies."""
    same = AwaitedBinding.objects.filter(scan=OuterRef("scan"), settled_at=None)
    return AwaitedBinding.objects.filter(~Exists(same.filter(pk__lt=OuterRef("pk"))), settled_at=None)


def homes_to_bind(roll_id: int, *, actor: Actor) -> list[int]:
    """Return the units of a roll for which nobody waits, and to whose voter nobody objects."""
    objected = VoterBinding.objects.filter(ended_at=None, objected_at__isnull=False)
    rows = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id)
    rows = rows.exclude(unit_id__in=objected.values("unit_id"))
    rows = rows.exclude(unit_id__in=AwaitedBinding.objects.filter(settled_at=None).values("unit_id"))
    return list(rows.order_by("pk").values_list("unit_id", flat=True))


def homes_of_owner(roll_unit_id: int, *, actor: Actor) -> int:
    """Return how many units the owners of a unit have on its roll, the developer's undelivered ones among his."""
    row = RollUnit.objects.filter(record.seen_by(actor), pk=roll_unit_id).first()
    if row is None:
        return 0
    rows = RollUnit.objects.filter(roll_id=row.roll_id)
    if row.delivered and row.owner_ids:
        return rows.filter(delivered=True, owner_ids=row.owner_ids).count()
    return rows.filter(Q(delivered=False) | Q(owner_ids=[])).count()


def homes_of_paper(binding_id: int, *, actor: Actor) -> int:
    """Return for how many units the paper of a guardian or delegate was entered."""
    bound = VoterBinding.objects.filter(record.seen_by(actor), scan__isnull=False)
    waits = _waiting(actor)
    ours = bound.filter(scan_id__in=bound.filter(pk=binding_id).values("scan_id")).count()
    return ours + waits.filter(scan_id__in=waits.filter(pk=binding_id).values("scan_id")).count()


def awaited_voters(*, actor: Actor, now: datetime, after: int = 0, limit: int = 50) -> list[AwaitedRow]:
    """Return who waits for a second clerk and for the actor, the first entered first; as many statements for any."""
    same = AwaitedBinding.objects.filter(scan=OuterRef("scan"), settled_at=None).order_by().values("scan")
    rows = theirs(actor, now, first_of_papers().filter(record.seen_by(actor)), hands_on_awaited)
    counted = rows.annotate(homes=Subquery(same.annotate(number=Count("pk")).values("number")))
    units = counted.select_related("unit__estate", "unit__building", "unit__entrance")
    found = list(units.filter(pk__gt=after).order_by("pk")[:limit])
    hands = hands_on_awaited(found)
    said = confirms(actor, now, found, hands)
    return [_row(row, row.homes, hands[row.pk].turn, said[row.pk]) for row in found]


def _row(row: AwaitedBinding, homes: int, turn: Turn | None, confirming: Decision) -> AwaitedRow:
    unit = row.unit
    door = f"{unit.building.name}{unit.entrance.name if unit.entrance else ''}{unit.room}"
    return AwaitedRow(
        row.pk, unit.estate.name, door, row.unit_id, row.person_id, row.owner_id, Capacity(row.capacity),
        row.evidence_id, row.represents, row.entered_by, row.entered_at, homes, turn,
        next(iter(confirming.reasons), None),
    )  # fmt: skip


def awaited_count(*, actor: Actor, now: datetime) -> record.Lines[tuple[int]]:
    """Return how many wait for the actor as the second clerk, where there are any; one statement where none does."""
    if actor.person_id is None:
        return record.Lines()
    rows = first_of_papers().filter(record.seen_by(actor))
    rows = rows.exclude(entered_by=actor.person_id).exclude(person_id=actor.person_id)
    return counted_for(actor, now, rows, hands_on_awaited, confirms)


def waits_for_second(unit_id: int, *, actor: Actor) -> bool:
    """Whether a guardian or delegate of a unit waits for a second clerk."""
    return _waiting(actor).filter(unit_id=unit_id).exists()


def roll_unit_of(stream: str) -> int | None:
    """Return the newest unit of a roll that the binding of a stream is for; the caller sees everything."""
    unit = VoterBinding.objects.filter(pk=int(stream.removeprefix(BINDING))).values("unit_id")
    return RollUnit.objects.filter(unit_id__in=unit).order_by("-pk").values_list("pk", flat=True).first()


def paper_of_voter(binding_id: int, *, actor: Actor) -> tuple[bytes, str] | None:
    """Return the scan by which a guardian or delegate is bound or waits, and its media type."""
    bound = VoterBinding.objects.filter(record.seen_by(actor), pk=binding_id, scan__isnull=False)
    waits = AwaitedBinding.objects.filter(record.seen_by(actor), pk=binding_id)
    fields = "scan__stream", "scan_id"
    found = bound.values_list(*fields).first() or waits.values_list(*fields).first()
    if found is None:
        return None
    stream, scan_id = found
    scan = next((one for one in record.files_of([stream]) if one.id == scan_id), None)
    return (record.file_content(scan), scan.media_type) if scan is not None else None


def to_tell_on_paper(roll_id: int, *, actor: Actor, today: date) -> list[tuple[int, str]]:
    """Return the units of a roll for which another than their owner votes, and no owner of which a notice reaches.

    Each with its name; by a standing guardian, delegate or proxy.
    """
    bound = VoterBinding.objects.filter(
        ended_at=None, expires_on__gt=today, capacity__in=[one.value for one in FOR_ANOTHER]
    )
    units = RollUnit.objects.filter(record.seen_by(actor), roll_id=roll_id, delivered=True).exclude(
        owner_ids=[]
    )
    given = Proxy.objects.filter(roll_id=roll_id, withdrawn_at=None)
    rows = list(
        (
            units.filter(unit_id__in=bound.values("unit_id"))
            | units.filter(pk__in=given.values("roll_unit_id"))
        )
        .order_by("pk")
        .values_list("pk", "code", "unit_id")
    )
    silent = people.out_of_reach([unit for _, _, unit in rows], on=today)
    return [(number, code) for number, code, unit in rows if unit in silent]

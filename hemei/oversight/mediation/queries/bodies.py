"""Who mediates where: bodies, their committees and mediators. Offices are public to all who are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hemei.kernel.actor import Actor
from hemei.oversight.mediation.models import (
    CommitteeMember,
    FoundingMember,
    MediationBody,
    MediationCommittee,
    Mediator,
)
from hemei.oversight.mediation.rules.words import Level, Post


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body of mediation. Without a committee of its day what it brings about is a plain settlement."""

    id: int
    body_id: int
    name: str
    level: Level
    place_path: str
    place_id: int
    committee_id: int | None
    committee: str | None
    committee_until: date | None
    valid_from: date
    valid_until: date | None

    def committee_on(self, day: date) -> str:
        """Return the committee in whose name it mediates on a day, empty where it has none in office."""
        runs = self.committee_until is not None and day < self.committee_until
        return self.committee or "" if runs else ""


@dataclass(frozen=True, slots=True)
class MediatorRow:
    """A mediator as his office stands."""

    id: int
    mediation_body_id: int
    person_id: int
    appointment_id: int
    post: Post
    qualification: str
    qualified_until: date | None
    valid_from: date
    valid_until: date | None
    name: str


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """A people's mediation committee and how it is made up."""

    id: int
    name: str
    founder: str
    founder_id: int
    valid_from: date
    valid_until: date
    members: int
    women: int


_BODY = (
    "id", "body_id", "body__name", "level", "body__scope", "body__place_id", "committee_id", "committee__name",
    "committee__valid_until", "valid_from", "valid_until",
)  # fmt: skip
_MEDIATOR = (
    "id", "mediation_body_id", "person_id", "appointment_id", "post", "qualification", "qualified_until", "valid_from",
    "valid_until", "name",
)  # fmt: skip


def mediation_body(mediation_body_id: int) -> BodyRow | None:
    """Return a body of mediation."""
    return next(iter(_bodies(Q(pk=mediation_body_id))), None)


def mediation_bodies(
    *, actor: Actor, level: str = "", after: tuple[str, int] | None = None, limit: int = 50
) -> list[BodyRow]:
    """Return the bodies within the actor's places, or his own, by place; one statement."""
    wanted = Q(body_id=actor.body_id or 0)
    for place in actor.places:
        wanted |= Q(body__scope__gte=place.lower, body__scope__lt=place.upper)
    wanted &= Q(valid_until=None)
    if level:
        wanted &= Q(level=level)
    if after is not None:
        wanted &= Q(body__scope__gt=after[0]) | Q(body__scope=after[0], id__gt=after[1])
    return _bodies(wanted, limit)


def body_for(level: Level, place_path: str, on: date) -> BodyRow | None:
    """Return the body that mediates for a place on a level; where none was founded, that of the next level up."""
    parts = place_path.split(".")[:-1]
    paths = [".".join(parts[: count + 1]) + "." for count in range(len(parts))]
    found = [row for row in _bodies(_running(on) & Q(body__scope__in=paths)) if row.level.rank >= level.rank]
    return min(found, key=lambda row: (row.level.rank, -len(row.place_path), row.id), default=None)


def body_below(row: BodyRow, place_path: str, on: date) -> BodyRow | None:
    """Return the body of the nearest level below for a place; None where there is none."""
    parts = place_path.split(".")[:-1]
    paths = [".".join(parts[: count + 1]) + "." for count in range(len(parts))]
    found = [
        one for one in _bodies(_running(on) & Q(body__scope__in=paths)) if one.level.rank < row.level.rank
    ]
    return max(found, key=lambda one: (one.level.rank, len(one.place_path), -one.id), default=None)


def own_mediator(actor: Actor) -> MediatorRow | None:
    """Return the actor as a mediator of the body he acts for."""
    rows = Mediator.objects.filter(
        mediation_body__body_id=actor.body_id or 0, person_id=actor.person_id or 0, valid_until=None
    )
    return next(iter(_mediators(rows.filter(mediation_body__valid_until=None).order_by("-id")[:1])), None)


def mediators_of(mediation_body_id: int, *, on: date) -> list[MediatorRow]:
    """Return who mediates in a body on a day, secretaries first; one statement."""
    rows = Mediator.objects.filter(_running(on), mediation_body_id=mediation_body_id)
    return _mediators(rows.order_by("-post", "id"))


def founders_of(mediation_body_id: int, *, on: date) -> list[tuple[int, str]]:
    """Return the departments that take part in a body: id and name."""
    rows = FoundingMember.objects.filter(_running(on), mediation_body_id=mediation_body_id).order_by("id")
    return list(rows.values_list("body_id", "body__name"))


def committees(*, actor: Actor, on: date, limit: int = 200) -> list[CommitteeRow]:
    """Return the people's mediation committees in office within the actor's places; three statements."""
    wanted = Q(pk__in=[])
    for place in actor.places:
        wanted |= Q(founder__scope__gte=place.lower, founder__scope__lt=place.upper)
    rows = MediationCommittee.objects.filter(wanted, valid_from__lte=on, valid_until__gt=on).order_by("id")[
        :limit
    ]
    return _committees(
        list(rows.values_list("id", "name", "founder__name", "founder_id", "valid_from", "valid_until"))
    )


def _committees(rows: list[tuple[int, str, str, int, date, date]]) -> list[CommitteeRow]:
    seats = CommitteeMember.objects.filter(committee_id__in=[row[0] for row in rows])
    counted: dict[int, list[bool]] = {}
    for committee_id, woman in seats.values_list("committee_id", "woman"):
        counted.setdefault(committee_id, []).append(woman)
    return [CommitteeRow(*row, len(counted.get(row[0], [])), sum(counted.get(row[0], []))) for row in rows]


def _running(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def _bodies(wanted: Q, limit: int | None = None) -> list[BodyRow]:
    rows = MediationBody.objects.filter(wanted).order_by("body__scope", "id").values_list(*_BODY)[:limit]
    return [BodyRow(row[0], row[1], row[2], Level(row[3]), *row[4:]) for row in rows]


def _mediators(rows: QuerySet[Mediator]) -> list[MediatorRow]:
    found = rows.values_list(*_MEDIATOR)
    return [MediatorRow(row[0], row[1], row[2], row[3], Post(row[4]), *row[5:]) for row in found]

"""The body that stands in for an estate's committee: who sits in it, who acts for it, whether its time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hemei.community.committees.models import StandIn, StandInMember
from hemei.community.committees.rules.life_words import StandInEnd, StandInSide
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class StandInMemberView:
    """A member of a stand-in body; `office` says that he acts for it in the platform."""

    id: int
    side: StandInSide
    chair: bool
    name: str
    office: bool


@dataclass(frozen=True, slots=True)
class StandInView:
    """The stand-in body of an estate with its members, the chair first."""

    id: int
    body_id: int
    name: str
    valid_from: date
    valid_until: date
    ended_on: date | None
    end_reason: StandInEnd | None
    members: tuple[StandInMemberView, ...]


def stand_ins(estate_id: int, *, actor: Actor) -> tuple[StandInView, ...]:
    """Return the stand-in bodies of an estate the actor may see, the latest first; three statements."""
    rows = list(
        StandIn.objects.filter(record.seen_by(actor), estate_id=estate_id)
        .select_related("body").prefetch_related("members").order_by("-valid_from")
    )  # fmt: skip
    names = record.open_sealed(member.name_id for row in rows for member in row.members.all())
    return tuple(
        StandInView(
            row.pk, row.body_id, row.body.name, row.valid_from, row.valid_until, row.ended_on,
            StandInEnd(row.end_reason) if row.end_reason else None,
            tuple(
                StandInMemberView(
                    one.pk, StandInSide(one.side), one.chair, names.get(one.name_id) or "",
                    one.appointment_id is not None,
                )
                for one in sorted(row.members.all(), key=lambda one: one.number)
            ),
        )
        for row in rows
    )  # fmt: skip


def stand_in_estate(stand_in_id: int, *, actor: Actor) -> int | None:
    """Return the estate of a stand-in body the actor may see."""
    rows = StandIn.objects.filter(record.seen_by(actor), pk=stand_in_id)
    return rows.values_list("estate_id", flat=True).first()


def stand_in_member(member_id: int, *, actor: Actor) -> tuple[int, str] | None:
    """Return the estate of a member of a stand-in body the actor may see, and his name."""
    rows = StandInMember.objects.filter(record.seen_by(actor), pk=member_id)
    row = rows.values_list("stand_in__estate_id", "name_id").first()
    return (row[0], record.open_sealed([row[1]]).get(row[1]) or "") if row else None

"""A side will not sign the minutes: whoever keeps them notes it, the side is told, and is waited for so long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from hemei.community.meetings.models import Attendance, Meeting, MeetingSide, SigningRefusal
from hemei.community.meetings.queries.signed import sides_signed
from hemei.community.meetings.rules.acts import SIDES_OF
from hemei.community.meetings.rules.refusing import Refusing, may_note
from hemei.community.meetings.rules.words import SideCode, State, side_code
from hemei.community.meetings.services.shared import (
    committed,
    locked,
    sealed,
    side_of,
    sides_of,
    tell,
    written,
)
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalDraft:
    """Which side will not sign, since which day and why, in words for those who read the minutes."""

    side: SideCode
    refused_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class RefusalNoted:
    """From when on nothing waits for the side, and whether the platform tells it: its body, or all who came as it.

    Who came and is known by a typed name alone is told by whoever noted it.
    """

    follows_at: datetime
    told: bool


def note_refusal(*, actor: Actor, now: datetime, meeting_id: int, draft: RefusalDraft) -> RefusalNoted:
    """Note that a side refuses to sign the minutes, and return how long it is waited for and whether it is told.

    Raises:
        Refused: the meeting is not the actor's or has not ended, its kind knows no refusal, the side did not come,
            signed, was noted before or is the actor's own, no third side signed, or the day cannot be.
    """
    row, kind = locked(actor, meeting_id)
    if actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号登记"), code="no_person")
    side = side_of(sides_of(row), draft.side)
    decision = may_note(
        kind, State(row.state), _found(actor, row, side, draft.side), refused_on=draft.refused_on,
        ended_on=shanghai_day(row.ended_at) if row.ended_at else None, today=shanghai_day(now),
    )  # fmt: skip
    demand(decision)
    assert kind.refusal_holds is not None  # noqa: S101 - the rule refuses a kind without it
    reason = sealed(row, "refusal", written(draft.reason, "reason"))
    follows_at = clocks.working_time(now=now).due(now, kind.refusal_holds).at
    SigningRefusal.objects.create(
        meeting=row, side=side, scope=row.scope, stream=row.stream, refused_on=draft.refused_on,
        reason_id=reason.vault_id, noted_at=now, follows_at=follows_at, by_role=actor.role.value,
        by_person=actor.person_id,
    )  # fmt: skip
    came = Attendance.objects.filter(side=side, arrived_at__isnull=False).values_list("person_id", flat=True)
    persons = {one for one in came if one is not None}
    data = {
        "side": draft.side,
        "body": side.body_id,
        "persons": sorted(persons),
        "refused_on": draft.refused_on.isoformat(),
        "follows_at": follows_at.isoformat(),
        **committed(reason=reason),
    }
    tell(actor, now, row, "meetings.refusal_noted", data, decision.references)
    return RefusalNoted(follows_at, told=side.body_id is not None or None not in came)


def _found(actor: Actor, row: Meeting, side: MeetingSide, code: SideCode) -> Refusing:
    came = Attendance.objects.filter(side=side, arrived_at__isnull=False)
    signed, own = sides_signed(row.pk), _own_sides(actor, row)
    return Refusing(
        code,
        came=came.exists(),
        signed=code in signed,
        noted=SigningRefusal.objects.filter(side=side).exists(),
        own=code in own,
        others_signed=bool(signed - own - {code}),
    )


def _own_sides(actor: Actor, row: Meeting) -> set[SideCode]:
    """Return the sides the actor belongs to: by whom his role speaks for, by his body, or because he came as it."""
    with opened(actor, places.city().path):
        own = people.same_as(actor.person_id or 0)
    came = Attendance.objects.filter(meeting=row, person_id__in=own).values_list("side_id", flat=True)
    sides = MeetingSide.objects.filter(
        Q(pk__in=came) | Q(body_id=actor.body_id, body_id__isnull=False), meeting=row
    )
    return {*SIDES_OF.get(actor.role, ()), *map(side_code, sides.values_list("code", flat=True))}

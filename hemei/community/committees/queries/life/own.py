"""What is kept of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from hemei.community.committees.models import Handover, Leaving, Recall, StandInMember, Training
from hemei.community.committees.rules.leaving import LeavingState
from hemei.community.committees.rules.life_words import RecallState


@dataclass(frozen=True, slots=True)
class OwnRecall:
    """A proposal to recall somebody."""

    estate: str
    proposed_on: date
    state: RecallState


@dataclass(frozen=True, slots=True)
class OwnLeaving:
    """That somebody is said to have left his seat."""

    estate: str
    entered_on: date
    state: LeavingState


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """Training somebody had."""

    topic: str
    held_on: date
    hours: int


@dataclass(frozen=True, slots=True)
class OwnHandover:
    """A handover a person signed."""

    estate: str
    begun_on: date
    receiver_signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnStandIn:
    """A management committee somebody acts for, or acted."""

    estate: str
    since: date
    until: date
    runs: bool


def stand_ins_of(persons: Sequence[int], on: date) -> list[OwnStandIn]:
    """Return the management committees these persons have an office in, the latest first."""
    rows = StandInMember.objects.filter(person_id__in=persons).select_related("stand_in__estate")
    return [
        OwnStandIn(
            row.stand_in.estate.name, row.stand_in.valid_from,
            until := row.stand_in.ended_on or row.stand_in.valid_until, runs=on < until,
        )
        for row in rows.order_by("-id")
    ]  # fmt: skip


def handovers_signed(persons: Sequence[int]) -> list[OwnHandover]:
    """Return the handovers these persons signed for a side, the latest first."""
    rows = Handover.objects.filter(Q(giver__in=persons) | Q(receiver__in=persons)).select_related("estate")
    return [
        OwnHandover(row.estate.name, row.begun_on, row.receiver_signed_at) for row in rows.order_by("-id")
    ]


def recalls_against(persons: Sequence[int]) -> list[OwnRecall]:
    """Return the proposals to recall these persons, the latest first."""
    rows = Recall.objects.filter(seat__person_id__in=persons).select_related("estate").order_by("-id")
    return [OwnRecall(row.estate.name, row.proposed_on, RecallState(row.state)) for row in rows]


def leavings_of(persons: Sequence[int]) -> list[OwnLeaving]:
    """Return what was entered of these persons' leaving, the latest first."""
    rows = Leaving.objects.filter(seat__person_id__in=persons).select_related("estate").order_by("-id")
    return [OwnLeaving(row.estate.name, row.entered_on, LeavingState(row.state)) for row in rows]


def trainings_of(persons: Sequence[int]) -> list[OwnTraining]:
    """Return the training these persons had, the latest first."""
    rows = Training.objects.filter(seat__person_id__in=persons).order_by("-held_on", "-id")
    return [OwnTraining(row.topic, row.held_on, row.hours) for row in rows]

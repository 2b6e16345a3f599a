"""Owners' surveys: whom an assessor still asks, what an estate's answers say, and the share an evaluation takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, Sum

from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.assessment.models import Survey, SurveyTally, SurveyUnit
from hemei.oversight.assessment.rules.kit_words import Fate
from hemei.oversight.assessment.rules.scoring import Share
from hemei.oversight.assessment.rules.surveys import BEST, Opinion, opinion_of


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey with how far it is: drawn units, answers, and those still to be asked."""

    id: int
    entry_id: int
    name: str
    households: int
    size: int
    answered: int
    waiting: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A drawn unit as one finds it, and what became of it; never what it answered."""

    id: int
    door: str
    fate: str
    replaces: bool


def _rows(condition: Q, limit: int) -> list[SurveyRow]:
    drawn = Q(units__drawn=True)
    rows = Survey.objects.filter(condition).annotate(
        answered=Count("units", filter=drawn & Q(units__fate=Fate.ANSWERED.value)),
        waiting=Count("units", filter=drawn & Q(units__fate=Fate.WAITING.value)),
    )
    fields = ("id", "entry_id", "entry__name", "households", "size", "answered", "waiting", "closed_at")
    return [SurveyRow(*row) for row in rows.order_by("-id").values_list(*fields)[:limit]]


def my_surveys(*, actor: Actor, before: int = 0, limit: int = 50) -> list[SurveyRow]:
    """Return the surveys that are opened to the actor's person, the latest first; two statements."""
    if actor.person_id is None:
        return []
    shown = record.streams_shown_to(actor.person_id, prefix="assessment.survey:")
    earlier = Q(pk__lt=before) if before else Q()
    return _rows(Q(stream__in=shown) & earlier, limit)


def survey_rows(round_id: int, *, actor: Actor, before: int = 0, limit: int = 50) -> list[SurveyRow]:
    """Return the surveys of a round, the latest first; one statement."""
    earlier = Q(pk__lt=before) if before else Q()
    return _rows(record.seen_by(actor) & Q(entry__round_id=round_id) & earlier, limit)


def my_survey(survey_id: int, *, actor: Actor) -> tuple[SurveyRow, list[AskedUnit]] | None:
    """Return a survey of the actor's with its drawn units in their order."""
    found = next(iter(_rows(record.seen_by(actor) & Q(pk=survey_id), 1)), None)
    row = Survey.objects.filter(record.seen_by(actor), pk=survey_id).select_related("entry").first()
    if found is None or row is None:
        return None
    inside = replace(actor, places=(PlaceRange(row.scope),))
    with opened(actor, row.scope):
        units = places.standing_units(row.entry.estate_id or 0, actor=inside, on=shanghai_day(row.drawn_at))
    doors = {unit.id: " ".join(filter(None, (unit.building, unit.entrance, unit.room))) for unit in units}
    drawn = SurveyUnit.objects.filter(survey=row, drawn=True).order_by("place")
    return found, [
        AskedUnit(number, doors.get(unit, ""), fate, replaces is not None)
        for number, unit, fate, replaces in drawn.values_list("id", "unit_id", "fate", "replaces_id")
    ]


def opinions(entry_ids: Iterable[int]) -> dict[int, Opinion]:
    """Return what the owners of each entry said; entries without an answer are absent. Row-level security applies."""
    rows = SurveyTally.objects.filter(survey__entry_id__in=set(entry_ids), count__gt=0)
    found: dict[int, dict[int, int]] = {}
    for entry, value, count in rows.values_list("survey__entry_id", "value").annotate(count=Sum("count")):
        found.setdefault(entry, {})[value] = count
    return {entry: opinion_of(counts) for entry, counts in found.items()}


def satisfied_in(estate_ids: Iterable[int], on: date) -> dict[int, tuple[int, int]]:
    """Return of each estate whose survey had ended by a day how many of how many were satisfied, by its last one."""
    midnight = datetime.combine(on + timedelta(days=1), time(0), SHANGHAI)
    rows = Survey.objects.filter(entry__estate_id__in=set(estate_ids), closed_at__lt=midnight)
    latest = {
        estate: entry
        for estate, entry in rows.order_by("closed_at", "pk").values_list("entry__estate_id", "entry_id")
        if estate is not None
    }
    said = opinions(latest.values())
    return {
        estate: (said[entry].satisfied, said[entry].answers)
        for estate, entry in latest.items()
        if entry in said
    }


def survey_shares(entry_ids: Iterable[int]) -> dict[int, Share]:
    """Return what an evaluation takes over of each entry's survey: the answers of the best they could have been."""
    return {entry: Share(said.total, BEST * said.answers) for entry, said in opinions(entry_ids).items()}

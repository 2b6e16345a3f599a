"""The owners' survey of a drawn project: units by the draw, a fate each, and answers as counts that name nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on
from hemei.oversight.assessment.models import Entry, Sample, Survey, SurveyTally, SurveyUnit
from hemei.oversight.assessment.rules.kit_acts import KitAct
from hemei.oversight.assessment.rules.kit_words import Fate
from hemei.oversight.assessment.rules.surveys import ANSWERS, CHANNELS, draw_units, may_be_replaced
from hemei.oversight.assessment.services.kit_keeping import demand_kit
from hemei.oversight.assessment.services.shared import tell


def write_surveys(
    *, actor: Actor, now: datetime, sample: Sample, asks: Mapping[Entry, tuple[int, int]]
) -> None:
    """Draw the units of each estate and write its survey; an estate whose units nobody entered has none.

    `asks` says who asks: an assessor of the round, and his person.
    """
    inside = replace(actor, places=(PlaceRange(sample.scope),))
    rules, on = rules_on(shanghai_day(now)), shanghai_day(now)
    for entry, assessor in asks.items():
        if entry.estate_id is None:
            continue
        buildings: dict[str, list[int]] = {}
        for unit in places.standing_units(entry.estate_id, actor=inside, on=on):
            if unit.use == places.UnitUse.RESIDENCE:
                buildings.setdefault(unit.building, []).append(unit.id)
        seed = f"{sample.seed}\n{entry.subject_id}"
        order = draw_units(buildings, seed=seed, rules=rules)
        if order:
            _write(actor, now, entry, assessor, seed, order, _building_of(buildings))


def _building_of(buildings: Mapping[str, list[int]]) -> dict[int, str]:
    return {unit: name for name, units in buildings.items() for unit in units}


def _write(
    actor: Actor, now: datetime, entry: Entry, assessor: tuple[int, int], seed: str, order: list[tuple[int, bool]],
    building: Mapping[int, str],
) -> None:  # fmt: skip
    [number] = records.next_ids("assessment_survey", 1)
    size = sum(drawn for _, drawn in order)
    row = Survey(
        id=number, stream=f"assessment.survey:{number}", scope=entry.scope, entry=entry, assessor_id=assessor[0],
        seed=seed, households=len(building), size=size, drawn_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    records.insert_rows(
        [
            SurveyUnit(
                stream=row.stream, scope=row.scope, survey=row, unit_id=unit, building=building[unit], place=place,
                drawn=drawn,
            )
            for place, (unit, drawn) in enumerate(order, start=1)
        ]
    )  # fmt: skip
    records.grant_access(stream=row.stream, persons=(assessor[1],))
    tell(
        actor,
        now,
        row,
        "assessment.survey_drawn",
        {"entry": entry.pk, "households": len(building), "size": size},
    )


def record_answer(
    *, actor: Actor, now: datetime, unit_id: int, fate: Fate, value: int = 0, channel: str = ""
) -> None:
    """Say what became of a drawn unit. An answer raises a count and is tied to nobody; no answer draws the next unit.

    Raises:
        Refused: the survey is not the actor's or is closed, the unit was asked before or not drawn, or it is no answer.
    """
    demand_kit(actor, KitAct.ASK)
    answered = fate is Fate.ANSWERED
    if fate is Fate.WAITING or (answered and (value not in ANSWERS or channel not in CHANNELS)):
        raise Refused.because(mark("请选择业主的回答"), field="value", code="value")
    with transaction.atomic():
        rows = SurveyUnit.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=unit_id)
        row = rows.select_related("survey").first()
        if row is None or not row.drawn:
            raise Refused.because(mark("没有抽到这一户"), field="unit", code="not_found")
        if row.fate != Fate.WAITING or row.survey.closed_at is not None:
            raise Refused.because(mark("这一户已经问过，或调查已经结束"), field="unit", code="asked")
        row.fate = fate.value
        row.save(update_fields=["fate"])
        if answered:
            _count(row.survey, value, channel)
        else:
            _replace(row, now)
        tell(actor, now, row.survey, "assessment.unit_asked", {"fate": fate.value})


def _count(survey: Survey, value: int, channel: str) -> None:
    tally, _made = SurveyTally.objects.get_or_create(
        survey=survey, value=value, channel=channel, defaults={"stream": survey.stream, "scope": survey.scope}
    )
    SurveyTally.objects.filter(pk=tally.pk).update(count=F("count") + 1)


def _replace(row: SurveyUnit, now: datetime) -> None:
    """Draw the next unit of the same building, as long as this place was not replaced too often."""
    if not may_be_replaced(row.replaced, rules_on(shanghai_day(now))):
        return
    rest = SurveyUnit.objects.select_for_update().filter(survey_id=row.survey_id, drawn=False)
    following = rest.filter(building=row.building).order_by("place").first()
    if following is None:
        return
    following.drawn, following.replaces, following.replaced = True, row, row.replaced + 1
    following.save(update_fields=["drawn", "replaces", "replaced"])


def close_survey(*, actor: Actor, now: datetime, survey_id: int) -> None:
    """End a survey; what is still to be asked stays unasked."""
    demand_kit(actor, KitAct.ASK)
    with transaction.atomic():
        rows = Survey.objects.select_for_update(of=("self",)).filter(record.seen_by(actor), pk=survey_id)
        row = rows.first()
        if row is None:
            raise Refused.because(mark("没有这次调查"), field="survey", code="not_found")
        if row.closed_at is not None:
            return
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        counts = dict(_counts(row))
        tell(actor, now, row, "assessment.survey_closed", {"answers": sum(counts.values())})


def _counts(survey: Survey) -> Iterator[tuple[int, int]]:
    """Yield how often each value was given, the channels together."""
    found: dict[int, int] = {}
    for value, count in SurveyTally.objects.filter(survey=survey).values_list("value", "count"):
        found[value] = found.get(value, 0) + count
    yield from found.items()

"""The three-year action plan: what a street wants to reach of a measure in a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours.facts import harmonious_plan
from hemei.oversight.honours.models import ActionTarget
from hemei.oversight.honours.rules.acts import Act, may
from hemei.oversight.honours.rules.deciding import may_set_target


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A target to be set: of a street, a year and a measure, as an exact share."""

    place: int
    year: int
    measure: str
    value: Fraction


def set_targets(*, actor: Actor, now: datetime, drafts: list[TargetDraft]) -> None:
    """Set targets, all or none; one that was set before is voided and stays."""
    demand(may(actor.role, Act.SET_TARGET))
    plan = harmonious_plan(shanghai_day(now))
    if plan is None or not drafts:
        raise Refused.because(mark("没有行动方案"), remedy=mark("请先发布三年行动方案的标准"), code="no_plan")
    streets = {place: _street(place) for place in {draft.place for draft in drafts}}
    with transaction.atomic():
        rows = []
        for draft in drafts:
            measure, street = plan.of(draft.measure), streets[draft.place]
            demand(
                may(actor.role, Act.SET_TARGET, covered=actor.covers(street.path)),
                may_set_target(
                    year=draft.year, years=plan.plan.years, value=draft.value, known=measure is not None
                ),
            )
            rows.append(_row(draft, street, now))
        _void_former(rows, now)
        ActionTarget.objects.bulk_create(rows)
        records.record_events(
            actor=actor,
            drafts=[
                records.EventDraft(
                    row.stream, "honours.target_set", now, row.scope,
                    {"year": row.year, "measure": row.measure, "share": [row.numerator, row.denominator]},
                    (plan.plan.warrant.reference,),
                )
                for row in rows
            ],
        )  # fmt: skip


def _void_former(rows: list[ActionTarget], now: datetime) -> None:
    """Void what was set before of the same street, year and measure."""
    wanted = {(row.place_id, row.year, row.measure) for row in rows}
    former = ActionTarget.objects.filter(place_id__in={row.place_id for row in rows}, voided_at=None)
    ids = [
        number
        for number, *key in former.values_list("id", "place_id", "year", "measure")
        if tuple(key) in wanted
    ]
    ActionTarget.objects.filter(pk__in=ids).update(voided_at=now)


def _street(place_id: int) -> places.PlaceRow:
    try:
        found = places.place(place_id)
    except places.NoSuchPlace:
        found = None
    if found is None or found.level is not places.Level.STREET:
        raise Refused.because(mark("请选择街道"), field="place", code="street")
    return found


def _row(draft: TargetDraft, street: places.PlaceRow, now: datetime) -> ActionTarget:
    return ActionTarget(
        stream=f"honours.plan:{street.id}", scope=street.path, place_id=street.id, year=draft.year,
        measure=draft.measure, numerator=draft.value.numerator, denominator=draft.value.denominator, set_at=now,
    )  # fmt: skip

"""What somebody found in an old estate; entered again for the same day it takes the place of what was entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import Survey
from hemei.oversight.renewal.queries.facts import renewal_modes
from hemei.oversight.renewal.rules.acts import Act
from hemei.oversight.renewal.services.shared import allowed, event, insert, known_codes, site_of


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """What was found: whether the estate is enclosed, and its facilities by the codes of the standard."""

    estate_id: int
    surveyed_on: date
    enclosed: bool
    facilities: tuple[str, ...] = ()


def survey_estates(*, actor: Actor, now: datetime, drafts: Sequence[SurveyDraft]) -> list[int]:
    """Enter what was found in estates, all or none; return the rows' ids in order. Raises Refused."""
    allowed(actor, Act.SURVEY)
    today = shanghai_day(now)
    known = [one.code for one in renewal_modes(today).facility]
    with records.acting(actor), transaction.atomic():
        rows = []
        for number, draft in zip(records.next_ids("renewal_survey", len(drafts)), drafts, strict=True):
            site = site_of(actor, draft.estate_id)
            if draft.surveyed_on > today or draft.surveyed_on < site.valid_from:
                raise Refused.because(
                    mark("摸底日期在将来，或早于小区在册之日。"), remedy=mark("请核对日期。"), field="surveyed_on",
                    code="bad_day",
                )  # fmt: skip
            rows.append(
                Survey(
                    id=number, stream=site.stream, scope=site.scope, estate_id=site.id, surveyed_on=draft.surveyed_on,
                    enclosed=draft.enclosed, facilities=known_codes(draft.facilities, known, "facilities"),
                )
            )  # fmt: skip
        for row in rows:
            Survey.objects.filter(
                estate_id=row.estate_id, surveyed_on=row.surveyed_on, voided_at=None
            ).update(voided_at=now)
        insert(rows)
        told = [event(row, "renewal.estate_surveyed", now, _data(row)) for row in rows]
        records.record_events(actor=actor, drafts=told)
    return [row.pk for row in rows]


def _data(row: Survey) -> dict[str, object]:
    return {"on": row.surveyed_on.isoformat(), "enclosed": row.enclosed, "facilities": list(row.facilities)}

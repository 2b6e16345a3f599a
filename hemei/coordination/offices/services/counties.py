"""A county's target assessment: whether property work was put into it, year by year."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.coordination.offices.models import Assessment
from hemei.coordination.offices.rules.acts import Act, is_year, may
from hemei.coordination.offices.services import keeping
from hemei.ground.places.queries import Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

DOCUMENT = "assessment_document"
LONGEST_DOCUMENT = 100


@records.whole
def record_assessment(*, actor: Actor, now: datetime, place_id: int, year: int, document: str) -> int:
    """Record that a county put property work into the target assessment of its streets for a year.

    `document` is what says so, by name or number; it lies in the vault.
    """
    demand(may(actor.role, Act.KEEP_ASSESSMENT))
    today, document = shanghai_day(now), document.strip()
    demand(is_year(year, today))
    if not 2 <= len(document) <= LONGEST_DOCUMENT:  # noqa: PLR2004 - one character names no document
        raise Refused.because(
            mark("没有写明考核文件。"),
            remedy=mark("请填写文件的名称或文号。"),
            field="document",
            code="document",
        )
    day = min(date(year, 12, 31), today)
    home = keeping.homes(actor, Level.COUNTY, [(place_id, day)])[place_id, day]
    stream = keeping.stream_of(Level.COUNTY, place_id)
    (number,) = records.next_ids("offices_assessment", 1)
    try:
        with transaction.atomic():
            sealed = records.seal(stream=stream, scope=home.path, field=DOCUMENT, text=document)
            Assessment.objects.create(
                id=number, stream=stream, scope=home.path, place_id=place_id, year=year,
                document_id=sealed.vault_id, recorded_at=now,
            )  # fmt: skip
            records.record_event(
                stream=stream,
                type="offices.assessment_recorded",
                actor=actor,
                at=now,
                scope=home.path,
                data={"id": number, "year": year, "document": sealed.vault_id, "said": sealed.commitment},
                references=[aspect.warrant.reference for aspect in keeping.structure(day).aspect],
            )
    except IntegrityError as error:
        if "offices_assessment_once" not in str(error):
            raise
        raise Refused.because(
            mark("{year}年已经登记。"),
            remedy=mark("登记有误的请先作废。"),
            field="year",
            code="once",
            year=year,
        ) from error
    return number

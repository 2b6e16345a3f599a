"""What the writers of renewal share: the estate, a locked row, words in the vault, one event in the estate's stream."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.oversight.renewal.models import BasicService, EmergencyService, ModeDecision, RenovationProject
from hemei.oversight.renewal.rules.acts import Act, may

Row = TypeVar("Row", BasicService, EmergencyService, ModeDecision, RenovationProject)
LONGEST_DOCUMENT = 60


def allowed(actor: Actor, act: Act) -> None:
    """Raise Refused where the role may not do this."""
    demand(may(actor.role, act))


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


def site_of(actor: Actor, estate_id: int) -> places.EstateRow:
    """Return an estate of the actor's places; raises Refused."""
    site = places.estates_by_id([estate_id], actor=actor).get(estate_id)
    if site is None or not actor.covers(site.scope):
        raise Refused.because(mark("没有找到这个小区。"), field="estate", code="not_found")
    return site


def locked(model: type[Row], actor: Actor, number: int) -> Row:
    """Return a row of the actor's places, locked; raises Refused."""
    row = model.objects.select_for_update().filter(pk=number).first()
    if row is None or not actor.covers(row.scope):
        raise missing()
    return row


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table whose ids are known; lists of codes are arrays, which only the ORM writes."""
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)  # noqa: SLF001 - any of our tables


def written(rows: Sequence[models.Model], constraint: str, refused: Refused) -> None:
    """Insert rows; what the constraint forbids raises what was given."""
    try:
        with transaction.atomic():
            insert(rows)
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise refused from error


def known_codes(chosen: Sequence[str], known: Sequence[str], field: str) -> list[str]:
    """Return codes in the order of the standard; raises Refused for one it does not know."""
    if set(chosen) - set(known):
        raise Refused.because(
            mark("选了标准里没有的项目。"), remedy=mark("请刷新页面后重选。"), field=field, code="unknown"
        )
    return [code for code in known if code in set(chosen)]


def document_named(text: str) -> str:
    """Return the number of a document; raises Refused where there is none."""
    said = text.replace("\x00", "").strip()
    if not said or len(said) > LONGEST_DOCUMENT:
        raise Refused.because(
            mark("没有写明文号，或超过{most}个字。"), remedy=mark("请填写街道文件、公示或者验收文件的文号。"),
            field="document", code="no_document", most=LONGEST_DOCUMENT,
        )  # fmt: skip
    return said


def event(
    row: Any, name: str, now: datetime, data: dict[str, Any], *references: Reference
) -> records.EventDraft:
    """Return what happened to an estate, for its own stream."""
    told = {"id": row.pk, "estate": row.estate_id, **data}
    return records.EventDraft(row.stream, name, now, row.scope, told, references)


def tell(
    actor: Actor, now: datetime, row: Any, name: str, data: dict[str, Any], *references: Reference
) -> None:
    """Record what happened to an estate."""
    records.record_events(actor=actor, drafts=[event(row, name, now, data, *references)])

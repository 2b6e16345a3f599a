"""The writers of what changes within a contract: its fee, its service grade and its services, from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.companies.models import FeeRevision, Project
from hemei.ground.companies.rules.fees import Agreed, FeeDraft, agreed_on, may_keep_fees, may_revise
from hemei.ground.companies.rules.modes import says_why
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def revise_fee(*, actor: Actor, now: datetime, project_id: int, draft: FeeDraft) -> int:
    """Enter that fee, grade or services of a running contract changed on a day.

    Raises:
        Refused: the contract is not the actor's, the day will not do, nothing changed, or that day is entered already.
    """
    demand(may_keep_fees(actor.role))
    with records.acting(actor), transaction.atomic():
        project = Project.objects.select_for_update().filter(pk=project_id, valid_until=None).first()
        if project is None or not actor.covers(project.scope):
            raise Refused.because(mark("没有找到这个在管项目。"), code="not_found")
        today = shanghai_day(now)
        before = agreed(project, standing(project.revisions.filter(voided_at=None)), draft.valid_from)
        demand(may_revise(draft, began=project.valid_from, ended=None, before=before, today=today))
        row = revision_of(project, draft, records.next_ids("companies_feerevision", 1)[0])
        try:
            with transaction.atomic():
                records.insert_rows([row])
        except IntegrityError as error:
            raise Refused.because(
                mark("这一天已经登记过调整。"),
                remedy=mark("请核对日期；登记有误的请先作废。"),
                field="valid_from",
                code="twice",
            ) from error
        records.record_events(actor=actor, drafts=[revised(row, now)])
        return row.pk


def void_revision(*, actor: Actor, now: datetime, revision_id: int, reason: str) -> None:
    """Void a change that was entered in error; the reason lies in the vault.

    Raises:
        Refused: the role may not, it is not the actor's, or no reason is given.
    """
    demand(may_keep_fees(actor.role))
    demand(says_why(reason))
    with records.acting(actor), transaction.atomic():
        row = FeeRevision.objects.select_for_update().filter(pk=revision_id, voided_at=None).first()
        if row is None or not actor.covers(row.scope):
            raise Refused.because(mark("没有这项登记。"), code="not_found")
        row.voided_at = now
        row.save(update_fields=["voided_at"])
        sealed = records.seal(stream=row.stream, scope=row.scope, field="void_reason", text=reason.strip())
        data = {"reason": sealed.vault_id, "said": sealed.commitment}
        records.record_events(actor=actor, drafts=[fee_event(row, "companies.fee_voided", data, now)])


def standing(rows: Iterable[FeeRevision]) -> list[FeeDraft]:
    """Return revisions as the rules take them."""
    return [FeeDraft(row.valid_from, row.fee_fen, row.service_grade, row.services) for row in rows]


def agreed(project: Project, revisions: Iterable[FeeDraft], day: date) -> Agreed:
    """Return fee, grade and services of a contract on a day."""
    first = FeeDraft(project.valid_from, project.fee_fen, project.service_grade, project.services)
    return agreed_on(first, revisions, day)


def revision_of(project: Project, draft: FeeDraft, number: int | None = None) -> FeeRevision:
    """Return the row of a draft."""
    return FeeRevision(
        id=number,
        stream=project.stream,
        scope=project.scope,
        project_id=project.pk,
        fee_fen=draft.fee_fen,
        service_grade=draft.service_grade,
        services=draft.services,
        valid_from=draft.valid_from,
    )


def revised(row: FeeRevision, now: datetime, source: str = "") -> records.EventDraft:
    """Return the first event of a change."""
    data = {
        "day": row.valid_from.isoformat(),
        "fee_fen": row.fee_fen,
        "service_grade": row.service_grade,
        "services": row.services,
    }
    return fee_event(row, "companies.fee_revised", {**data, **({"source": source} if source else {})}, now)


def fee_event(row: FeeRevision, type_: str, data: dict[str, Any], now: datetime) -> records.EventDraft:
    """Return an event about a change, for the contract's stream."""
    return records.EventDraft(row.stream, type_, now, row.scope, {"id": row.pk, **data})

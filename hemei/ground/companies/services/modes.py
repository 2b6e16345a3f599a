"""The writers of how estates are managed: set, ended, voided; each an event in the estate's own stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.companies.models import Management, Project
from hemei.ground.companies.rules.modes import (
    BY_COMMITTEE,
    ModeDraft,
    ModeFacts,
    may_end_mode,
    may_enter_mode,
)
from hemei.ground.companies.services.keeping import fact_event, locked, void
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def set_mode(*, actor: Actor, now: datetime, draft: ModeDraft) -> int:
    """Enter how an estate is managed from a day on; what held until then ends on that day.

    Raises:
        Refused: the estate is not the actor's, a contract is missing or in the way, or the days will not do.
    """
    with records.acting(actor), transaction.atomic():
        running = list(
            Management.objects.select_for_update()
            .filter(
                estate_id=draft.estate_id, voided_at=None, valid_until=None, valid_from__lt=draft.valid_from
            )
            .order_by("pk")
        )
        for row in running:
            row.valid_until = draft.valid_from
            row.save(update_fields=["valid_until"])
        return _enter(actor, now, [draft], former=running[0].mode if running else None)[0]


def load_modes(*, actor: Actor, now: datetime, drafts: Sequence[ModeDraft]) -> list[int]:
    """Enter many modes, all or none; return their ids in order. Nothing that runs is ended.

    Raises:
        Refused: as for one.
    """
    with records.acting(actor), transaction.atomic():
        return _enter(actor, now, drafts)


def end_mode(*, actor: Actor, now: datetime, mode_id: int, day: date) -> None:
    """End a mode on a day, itself excluded.

    Raises:
        Refused: it is not the actor's or has ended, or the day will not do.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(Management, actor, mode_id)
        if row.valid_until is not None:
            raise Refused.because(mark("这项登记已经结束。"), field="valid_until", code="ended")
        today = shanghai_day(now)
        demand(may_end_mode(actor.role, began=row.valid_from, day=day, today=today))
        row.valid_until = day
        row.save(update_fields=["valid_until"])
        told = fact_event(row, "companies.mode_ended", {"mode": row.mode, "day": day.isoformat()}, now)
        records.record_events(actor=actor, drafts=[told])


def void_mode(*, actor: Actor, now: datetime, mode_id: int, reason: str) -> None:
    """Void a mode that was entered in error."""
    void(Management, "companies.mode_voided", actor=actor, now=now, fact_id=mode_id, reason=reason)


def committee_of(estate_id: int, day: date) -> int | None:
    """Return the residents' committee of the community accountable for an estate on a day."""
    community = places.accountable_on(estate_id, day)
    return people.committees_at([community], day).get(community) if community else None


def first_data(row: Management, former: str | None = None) -> dict[str, Any]:
    """Return what the first event of a mode says; package and reference are texts and stay in the row."""
    return {
        "estate": row.estate_id,
        "mode": row.mode,
        "from": former,
        "body": row.body_id,
        "basis": row.basis,
        "day": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat() if row.valid_until else None,
    }


NO_COMMITTEE = Reason(
    mark("当日没有登记这个社区的居委会，不知道由谁管理。"),
    {},
    mark("请先由系统管理员登记居委会，或核对起始日期。"),
    "mode",
    "no_committee",
)


def _enter(
    actor: Actor, now: datetime, drafts: Sequence[ModeDraft], *, former: str | None = None
) -> list[int]:
    today = shanghai_day(now)
    sites = places.estates_by_id({draft.estate_id for draft in drafts}, actor=actor)
    contracts = contracts_of(sites)
    rows = []
    for number, draft in zip(records.next_ids("companies_management", len(drafts)), drafts, strict=True):
        site = sites.get(draft.estate_id)
        if site is None or not actor.covers(site.scope):
            raise Refused.because(mark("没有找到这个小区。"), field="estate", code="not_found")
        facts = ModeFacts(site.valid_from, under_contract(contracts.get(site.id, ()), draft.valid_from))
        demand(may_enter_mode(actor.role, draft, facts, today=today))
        rows.append(_row(number, draft, site))
    try:
        with transaction.atomic():
            records.insert_rows(rows)
    except IntegrityError as error:
        if "companies_management_no_overlap" not in str(error):
            raise
        raise Refused.because(
            mark("这段时间已经登记了另一种管理模式，时间重叠。"),
            remedy=mark("请填写更晚的日期；登记有误的请先作废。"),
            field="valid_from",
            code="overlap",
        ) from error
    told = [fact_event(row, "companies.mode_set", first_data(row, former), now) for row in rows]
    records.record_events(actor=actor, drafts=told)
    return [row.pk for row in rows]


def _row(number: int, draft: ModeDraft, site: places.EstateRow) -> Management:
    body = committee_of(site.id, draft.valid_from) if draft.mode in BY_COMMITTEE else None
    if draft.mode in BY_COMMITTEE and body is None:
        raise Refused(Decision.no(NO_COMMITTEE))
    return Management(
        id=number,
        stream=site.stream,
        scope=site.scope,
        estate_id=site.id,
        mode=draft.mode.value,
        body_id=body,
        package=draft.package,
        basis=draft.basis.value,
        reference=draft.reference,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
    )


def contracts_of(estate_ids: Iterable[int]) -> dict[int, list[tuple[date, date | None]]]:
    """Return the periods in which estates were under contract with a company, in one statement."""
    found: dict[int, list[tuple[date, date | None]]] = {}
    rows = Project.objects.filter(estate_id__in=list(estate_ids))
    for estate, since, until in rows.values_list("estate_id", "valid_from", "valid_until"):
        found.setdefault(estate, []).append((since, until))
    return found


def under_contract(periods: Iterable[tuple[date, date | None]], day: date) -> bool:
    """Whether one of the contracts runs on a day."""
    return any(since <= day and (until is None or day < until) for since, until in periods)

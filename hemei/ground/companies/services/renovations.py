"""The writers of renovations: planned, carried on, voided; each an event in the estate's own stream."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from hemei.ground.companies.models import Renovation
from hemei.ground.companies.rules.modes import Mode
from hemei.ground.companies.rules.renovations import RenovationDraft, may_enter_renovation
from hemei.ground.companies.services.keeping import fact_event, locked, told, void
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

FIELDS = ("planned_on", "begun_on", "finished_on", "mode_after")


def plan_renovations(*, actor: Actor, now: datetime, drafts: Sequence[RenovationDraft]) -> list[int]:
    """Enter renovations, all or none; return their ids in order.

    Raises:
        Refused: an estate is not the actor's, its days will not do, or another renovation of it is not finished.
    """
    today = shanghai_day(now)
    with records.acting(actor), transaction.atomic():
        sites = places.estates_by_id({draft.estate_id for draft in drafts}, actor=actor)
        rows = []
        for number, draft in zip(records.next_ids("companies_renovation", len(drafts)), drafts, strict=True):
            site = sites.get(draft.estate_id)
            if site is None or not actor.covers(site.scope):
                raise Refused.because(mark("没有找到这个小区。"), field="estate", code="not_found")
            demand(may_enter_renovation(actor.role, draft, stands_since=site.valid_from, today=today))
            rows.append(renovation_of(draft, site.stream, site.scope, number))
        _written(rows)
        records.record_events(actor=actor, drafts=[first_event(row, now) for row in rows])
    return [row.pk for row in rows]


def carry_on(*, actor: Actor, now: datetime, renovation_id: int, draft: RenovationDraft) -> None:
    """Put down how a renovation went on: begun, finished, the mode to come; or correct what was entered.

    Raises:
        Refused: it is not the actor's, nothing is changed, or the days will not do.
    """
    today = shanghai_day(now)
    with records.acting(actor), transaction.atomic():
        row = locked(Renovation, actor, renovation_id)
        stands = places.estates_by_id([row.estate_id], actor=actor)[row.estate_id].valid_from
        demand(may_enter_renovation(actor.role, draft, stands_since=stands, today=today))
        wanted = renovation_of(draft, row.stream, row.scope)
        changes = changes_of(row, wanted)
        if not changes:
            raise Refused.because(mark("没有任何改动。"), field="", code="unchanged")
        for name, (_, new) in changes.items():
            setattr(row, name, new)
        try:
            with transaction.atomic():
                row.save(update_fields=list(changes))
        except IntegrityError as error:
            raise _overlapping(error) from error
        data = {"changes": {name: [told(one) for one in pair] for name, pair in changes.items()}}
        event = fact_event(row, "companies.renovation_changed", data, now)
        records.record_events(actor=actor, drafts=[event])


def void_renovation(*, actor: Actor, now: datetime, renovation_id: int, reason: str) -> None:
    """Void a renovation that was entered in error."""
    void(
        Renovation, "companies.renovation_voided", actor=actor, now=now, fact_id=renovation_id, reason=reason
    )


def renovation_of(draft: RenovationDraft, stream: str, scope: str, number: int | None = None) -> Renovation:
    """Return the row of a draft."""
    return Renovation(
        id=number,
        stream=stream,
        scope=scope,
        estate_id=draft.estate_id,
        planned_on=draft.planned_on,
        begun_on=draft.begun_on,
        finished_on=draft.finished_on,
        mode_after=draft.mode_after.value if draft.mode_after else "",
    )


def changes_of(row: Renovation, wanted: Renovation) -> dict[str, tuple[object, object]]:
    """Return what would stand otherwise, from and to."""
    return {
        name: (getattr(row, name), getattr(wanted, name))
        for name in FIELDS
        if getattr(row, name) != getattr(wanted, name)
    }


def first_event(row: Renovation, now: datetime, source: str = "") -> records.EventDraft:
    """Return the first event of a renovation."""
    data = {"estate": row.estate_id, **{name: told(getattr(row, name)) for name in FIELDS}}
    if source:
        data["source"] = source
    return fact_event(row, "companies.renovation_planned", data, now)


def mode_named(text: str) -> Mode | None:
    """Return the mode of a stored word; empty is none."""
    return Mode(text) if text else None


def _written(rows: Sequence[Renovation]) -> None:
    try:
        with transaction.atomic():
            records.insert_rows(rows)
    except IntegrityError as error:
        raise _overlapping(error) from error


def _overlapping(error: IntegrityError) -> Refused:
    if "companies_renovation_no_overlap" not in str(error):
        raise error
    return Refused.because(
        mark("这个小区同一时间已有一项改造。"),
        remedy=mark("请先登记前一项的完工日期；登记有误的请作废。"),
        field="planned_on",
        code="overlap",
    )

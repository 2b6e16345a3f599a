"""A street's property office and the posts moved down to it; a new fact ends the one that ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hemei.coordination.offices.models import Office, Posts
from hemei.coordination.offices.rules.acts import FROM_LEVELS, Act, is_name, may, may_begin, may_count
from hemei.coordination.offices.services import keeping
from hemei.ground.places.queries import Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """A property office to be; `unit` is a code of the structure in force on the first day."""

    place_id: int
    name: str
    unit: str
    dedicated: bool
    valid_from: date


@dataclass(frozen=True, slots=True)
class PostsDraft:
    """So many posts moved down to a street's property work from a level above."""

    place_id: int
    count: int
    from_level: str
    valid_from: date


def set_up_offices(*, actor: Actor, now: datetime, drafts: Sequence[OfficeDraft]) -> list[int]:
    """Set up property offices in streets and return their ids; the structure of the day must have the unit."""
    demand(may(actor.role, Act.KEEP_OFFICE))
    today = shanghai_day(now)
    for draft in drafts:
        demand(is_name(draft.name.strip()), may_begin(draft.valid_from, today))
        if keeping.structure(draft.valid_from).of(draft.unit) is None:
            raise Refused.because(
                mark("“一办五部两中心”里没有这个机构。"),
                remedy=mark("请从列出的机构中选择。"),
                field="unit",
                code="unknown_unit",
            )
    homes = keeping.homes(actor, Level.STREET, ((draft.place_id, draft.valid_from) for draft in drafts))
    ids = records.next_ids("offices_office", len(drafts))
    rows = [
        Office(
            id=number,
            stream=keeping.stream_of(Level.STREET, draft.place_id),
            scope=homes[draft.place_id, draft.valid_from].path,
            place_id=draft.place_id,
            unit=draft.unit,
            name=draft.name.strip(),
            dedicated=draft.dedicated,
            valid_from=draft.valid_from,
        )
        for number, draft in zip(ids, drafts, strict=True)
    ]
    with transaction.atomic():
        keeping.replace_running(Office, {draft.place_id: draft.valid_from for draft in drafts})
        keeping.write(rows, "offices_office_")
        records.record_events(actor=actor, drafts=[_set_up(row, now) for row in rows])
    return list(ids)


def _set_up(row: Office, now: datetime) -> records.EventDraft:
    data = {
        "id": row.pk,
        "unit": row.unit,
        "name": row.name,
        "dedicated": row.dedicated,
        "valid_from": row.valid_from.isoformat(),
    }
    unit = keeping.structure(row.valid_from).of(row.unit)
    references = (unit.warrant.reference,) if unit else ()
    return records.EventDraft(row.stream, "offices.office_set_up", now, row.scope, data, references)


def move_posts_down(*, actor: Actor, now: datetime, drafts: Sequence[PostsDraft]) -> list[int]:
    """Record how many posts a street's property work has from above since a day, and return the ids."""
    demand(may(actor.role, Act.KEEP_OFFICE))
    today = shanghai_day(now)
    for draft in drafts:
        demand(may_count(draft.count), may_begin(draft.valid_from, today))
        if draft.from_level not in FROM_LEVELS:
            raise Refused.because(
                mark("没有选编制从哪一级下沉。"),
                remedy=mark("请选择一级。"),
                field="from_level",
                code="level",
            )
    homes = keeping.homes(actor, Level.STREET, ((draft.place_id, draft.valid_from) for draft in drafts))
    ids = records.next_ids("offices_posts", len(drafts))
    rows = [
        Posts(
            id=number,
            stream=keeping.stream_of(Level.STREET, draft.place_id),
            scope=homes[draft.place_id, draft.valid_from].path,
            place_id=draft.place_id,
            count=draft.count,
            from_level=draft.from_level,
            valid_from=draft.valid_from,
        )
        for number, draft in zip(ids, drafts, strict=True)
    ]
    with transaction.atomic():
        keeping.replace_running(Posts, {draft.place_id: draft.valid_from for draft in drafts})
        keeping.write(rows, "offices_posts_")
        records.record_events(actor=actor, drafts=[_moved(row, now) for row in rows])
    return list(ids)


def _moved(row: Posts, now: datetime) -> records.EventDraft:
    data = {
        "id": row.pk,
        "count": row.count,
        "from": row.from_level,
        "valid_from": row.valid_from.isoformat(),
    }
    return records.EventDraft(row.stream, "offices.posts_moved_down", now, row.scope, data)

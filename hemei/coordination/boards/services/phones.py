"""Telephone numbers of bodies: one for each purpose; a new one ends the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from hemei.coordination.boards.models import ServicePhone, Watch
from hemei.coordination.boards.queries.phones import holder_of
from hemei.coordination.boards.rules.acts import Act, is_number, may
from hemei.coordination.boards.rules.words import Purpose
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@dataclass(frozen=True, slots=True)
class PhoneDraft:
    """The number of a body for a purpose; a company's is of an estate."""

    body_id: int
    estate_id: int | None
    purpose: Purpose
    number: str


def set_phones(
    *, actor: Actor, now: datetime, body_id: int, estate_id: int | None, numbers: Mapping[Purpose, str]
) -> int:
    """Set the numbers of a body from now on, all or none; an empty one ends it. Returns how many changed.

    Raises:
        Refused: the body is not there or not the actor's, or a text is no number.
    """
    demand(may(actor.role, Act.KEEP_PHONES))
    wanted = {purpose: " ".join(number.split()) for purpose, number in numbers.items()}
    for purpose, number in wanted.items():
        if number:
            demand(is_number(number, purpose))
    with records.acting(actor):
        holder = holder_of(body_id, estate_id, actor=actor, now=now)
        if holder is None:
            raise Refused.because(
                mark("没有这个单位，或者它不归您登记。"), remedy=mark("请从列表里选。"), code="not_found"
            )
        running = {
            Purpose(row.purpose): row
            for row in ServicePhone.objects.select_for_update()
            .filter(_at(estate_id), body_id=body_id, valid_until=None)
            .order_by("id")
        }
        changed = [
            PhoneDraft(body_id, estate_id, purpose, number)
            for purpose, number in wanted.items()
            if (running[purpose].number if purpose in running else "") != number
        ]
        if estate_id is not None:  # a company has no place of its own: it sees what is said of its numbers
            records.grant_access(stream=stream_of(body_id), bodies=(body_id,))
        for draft in changed:
            _replace(actor, now, holder.scope, draft, running.get(draft.purpose))
    return len(changed)


def stream_of(body_id: int) -> str:
    """Return the stream of a body's numbers."""
    return f"boards.phones:{body_id}"


def _at(estate_id: int | None) -> Q:
    return Q(estate=None) if estate_id is None else Q(estate_id=estate_id)


def _replace(
    actor: Actor, now: datetime, scope: str, draft: PhoneDraft, running: ServicePhone | None
) -> None:
    if running is not None:
        running.valid_until = now
        running.save(update_fields=["valid_until"])
    row = draft_row(draft, scope, now)
    if draft.number:
        row.save(force_insert=True)
    records.record_events(actor=actor, drafts=[event_of(row, now)])


def draft_row(draft: PhoneDraft, scope: str, now: datetime) -> ServicePhone:
    """Return the row of a number, not yet written."""
    return ServicePhone(
        stream=stream_of(draft.body_id), scope=scope, body_id=draft.body_id, estate_id=draft.estate_id,
        purpose=draft.purpose.value, number=draft.number, valid_from=now,
    )  # fmt: skip


def event_of(row: ServicePhone, now: datetime) -> records.EventDraft:
    """Return the event that says what a number is from now on; a number of a body is public."""
    said = {"body": row.body_id, "estate": row.estate_id, "purpose": row.purpose, "number": row.number}
    return records.EventDraft(row.stream, "boards.phone_set", now, row.scope, said)


def load_phones(*, actor: Actor, now: datetime, rows: Sequence[tuple[PhoneDraft, str]]) -> int:
    """Write many numbers of bodies that have none, each with the body's scope; for the first load of a city."""
    demand(may(actor.role, Act.KEEP_PHONES))
    written = [draft_row(draft, scope, now) for draft, scope in rows]
    with records.acting(actor):
        records.insert_rows(written)
        records.record_events(actor=actor, drafts=[event_of(row, now) for row in written])
    return len(written)


SWEEP_TASK = "hemei.boards.sweep"
_TOUCH = """
with before as (
  select touched_at is not null and (compared_at is null or touched_at >= compared_at) as waits
  from boards_watch where id = 1
), touched as (
  insert into boards_watch (id, touched_at) values (1, %s)
  on conflict (id) do update set touched_at = greatest(boards_watch.touched_at, excluded.touched_at)
)
select coalesce((select waits from before), false)
"""
"""Touch, and say whether a comparison was waited for before."""


def touch_boards(*, now: datetime) -> None:
    """Remember that something changed which boards may say, and let the worker compare them at once.

    The round of every minute alone would be late for what changes just after it began. Of many changes the first wakes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, [now])
        [waited] = cursor.fetchone() or [False]
    if not waited:
        records.wake(SWEEP_TASK, now)


def compared(*, now: datetime) -> None:
    """Remember that all boards were compared with the registers as they stood at a moment."""
    Watch.objects.filter(pk=1).update(compared_at=now)

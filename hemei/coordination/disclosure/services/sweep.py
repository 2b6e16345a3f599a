"""What time alone changes: periods that are over are opened; what is late, missing or left behind is recorded, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import Disclosure, Question
from hemei.coordination.disclosure.services.calendar import open_periods
from hemei.coordination.disclosure.services.comparing import compare
from hemei.coordination.disclosure.services.entering import enter_all
from hemei.coordination.disclosure.services.following import follow_all
from hemei.coordination.disclosure.services.pressing import press
from hemei.coordination.disclosure.services.shared import note
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

CHUNK = 1_000
M = TypeVar("M", bound=Model)


def sweep(*, actor: Actor, now: datetime) -> int:
    """Enter who serves, pass on what a body owed that is gone, open what is over, mark what the books left behind.

    Then what is late is recorded. Returns how much was new; may be repeated without harm.
    """
    entered = enter_all(actor=actor, now=now)
    passed = follow_all(actor=actor, now=now)
    with records.acting(actor):
        opened = open_periods(actor=actor, now=now)
    return (
        entered
        + passed
        + opened
        + compare(actor=actor, now=now)
        + mark_late(actor=actor, now=now)
        + mark_missing(actor=actor, now=now)
        + mark_unanswered(actor=actor, now=now)
    )


def mark_late(*, actor: Actor, now: datetime) -> int:
    """Record the disclosures whose last day is over and that are not published; all of them, in batches."""
    rows = Disclosure.objects.filter(published_on=None, late_at=None, due_on__lt=shanghai_day(now))
    return _in_batches(actor, rows, lambda found: note(actor, now, found, "late_at", "disclosure.late"))


def mark_missing(*, actor: Actor, now: datetime) -> int:
    """Record the disclosures that are still not published so many days after their last one; all, in batches."""
    rule = calendar_on(shanghai_day(now)).missing
    last = shanghai_day(now) - timedelta(days=rule.days)
    rows = Disclosure.objects.filter(
        published_on=None, missing_at=None, late_at__isnull=False, due_on__lt=last
    )
    return _in_batches(actor, rows, lambda found: note(actor, now, found, "missing_at", "disclosure.missed"))


def mark_unanswered(*, actor: Actor, now: datetime) -> int:
    """Record the questions whose time for an answer is over; all, in batches."""
    rows = Question.objects.filter(answered_at=None, late_at=None, due_at__lt=now)
    return _in_batches(actor, rows, lambda found: _mark_unanswered(actor, now, found))


def _in_batches(actor: Actor, rows: QuerySet[M], mark: Callable[[list[M]], None]) -> int:
    """Mark what is found until nothing is, a batch a transaction; what is marked is not found again."""
    marked = 0
    while True:
        with records.acting(actor):
            found = list(rows.select_for_update(of=("self",)).order_by("id")[:CHUNK])
            if found:
                mark(found)
        if not found:
            return marked
        marked += len(found)


def _mark_unanswered(actor: Actor, now: datetime, rows: list[Question]) -> None:
    press(now, rows)
    reference = calendar_on(shanghai_day(now)).unanswered.warrant.reference
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(late_at=now)
    records.record_events(
        actor=actor,
        drafts=[
            records.EventDraft(
                row.stream, "disclosure.answer_late", now, row.scope,
                {"estate": row.estate_id, "about": row.about, "body": row.body_id}, (reference,),
            )
            for row in rows
        ],
    )  # fmt: skip

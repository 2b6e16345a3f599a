"""What the writers of disclosures share: the locked row, the clock of an answer, events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import Disclosure, Version
from hemei.coordination.disclosure.queries.owing import acting_body
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.words import Subject
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


def locked(actor: Actor, now: datetime, disclosure_id: int, act: Act) -> tuple[Disclosure, Version | None]:
    """Lock a disclosure the actor's body owes or took over, with its latest version; raises Refused."""
    demand(may(actor, act))
    row = Disclosure.objects.select_for_update().filter(record.seen_by(actor), pk=disclosure_id).first()
    if row is None:
        raise missing()
    if actor.role is not Role.SYSTEM and actor.body_id != _acting(row, shanghai_day(now)):
        raise Refused.because(
            mark("这项公开由别的单位承担"), remedy=mark("请由承担公开的单位办理"), code="role"
        )
    return row, Version.objects.filter(disclosure=row).order_by("-number").first()


def _acting(row: Disclosure, on: date) -> int:
    return acting_body((row.estate_id, row.scope), Subject(row.subject), period_of(row), row.body_id, on)


def period_of(row: Disclosure) -> Period:
    """Return the period of a disclosure."""
    return Period(row.since, row.until)


def stream_of(number: int) -> str:
    """Return the stream of a disclosure."""
    return f"disclosure.disclosure:{number}"


def tell(
    actor: Actor, now: datetime, row: Any, name: str, data: Mapping[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    """Record an event of a disclosure or question."""
    records.record_event(
        stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data, references=references
    )


def note(actor: Actor, now: datetime, rows: Sequence[Disclosure], column: str, name: str) -> None:
    """Record of disclosures that their last day is over, in `late_at`, or since so long that they are missing."""
    Disclosure.objects.filter(pk__in=[row.pk for row in rows]).update(**{column: now})
    references = (calendar_on(shanghai_day(now)).missing.warrant.reference,)
    records.record_events(
        actor=actor,
        drafts=[
            records.EventDraft(
                row.stream, name, now, row.scope,
                {
                    "estate": row.estate_id, "subject": row.subject, "since": row.since.isoformat(),
                    "until": row.until.isoformat(), "due_on": row.due_on.isoformat(), "body": row.body_id,
                },
                references,
            )
            for row in rows
        ],
    )  # fmt: skip

"""What the writers of deliberation share: places, sealed texts, events, clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, mark
from hemei.kernel.limits import Limit


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")


def community_of(place_id: int) -> places.PlaceRow:
    """Return a community of today; raises Refused."""
    try:
        found = places.place(place_id)
    except places.NoSuchPlace:
        found = None
    if found is None or found.level is not places.Level.COMMUNITY:
        raise Refused.because(mark("请选择社区"), field="community", code="community")
    return found


def office_of(community: places.PlaceRow, day: date) -> int:
    """Return the residents' committee of a community; raises Refused where none runs."""
    body = people.community_body_for(community.path, day)
    if body is None:
        raise Refused.because(
            mark("“{name}”没有居委会"), field="community", code="no_body", name=community.name
        )
    return body


def company_of(estate_id: int | None, day: date) -> tuple[int, str] | None:
    """Return body and short name of the company that serves an estate on a day; None where there is no estate."""
    return companies.company_body_on(estate_id, day) if estate_id is not None else None


def sealed_id(stream: str, scope: str, field: str, text: str, **more: Any) -> int | None:
    """Seal a text and return its vault id, None where there is none."""
    text = text.replace("\x00", "").strip()
    if not text:
        return None
    return records.seal(stream=stream, scope=scope, field=field, text=text, **more).vault_id


def one_line(text: str) -> str:
    """Return a text as one line of a title."""
    return " ".join(text.replace("\x00", "").split())


def tell(
    actor: Actor,
    now: datetime,
    stream: str,
    scope: str,
    name: str,
    data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:
    """Record an event at a place that may lie beyond the actor's own."""
    with opened(actor, scope):
        records.record_event(
            stream=stream, type=name, actor=actor, at=now, scope=scope, data=data, references=references
        )


def start_clock(
    actor: Actor, now: datetime, subject: clocks.Subject, limit: Limit, reference: Reference
) -> None:
    """Start a clock at a place that may lie beyond the actor's own."""
    with opened(actor, subject.scope):
        clocks.start_deadline(
            actor=actor,
            now=now,
            subject=subject,
            limit=limit,
            working_time=clock_queries.working_time(now=now),
            reference=reference,
        )


def stop_clock(actor: Actor, now: datetime, stream: str, key: str, *, cancelled: bool = False) -> None:
    """Stop a clock: what was owed is done, or owed no more."""
    clocks.settle_deadline(actor=actor, now=now, stream=stream, key=key, cancelled=cancelled)

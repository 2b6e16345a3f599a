"""What the writers of volunteering share: the community of a form, sealed texts, events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, Refused, mark


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
    """Return the body that acts for a community; raises Refused where none runs."""
    body = people.community_body_for(community.path, day)
    if body is None:
        raise Refused.because(
            mark("“{name}”没有居委会"), field="community", code="no_body", name=community.name
        )
    return body


def sealed_id(stream: str, scope: str, field: str, text: str, **more: Any) -> int | None:
    """Seal a text and return its vault id, None where there is none."""
    if not text.strip():
        return None
    return records.seal(stream=stream, scope=scope, field=field, text=text.strip(), **more).vault_id


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


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这条记录"), code="not_found")

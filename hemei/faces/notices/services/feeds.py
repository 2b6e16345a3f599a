"""The secret address of a calendar: issued and shown once, closed at any time, asked by programs without a session."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from hemei.faces.notices.models import Feed
from hemei.faces.notices.rules.acts import Act, may
from hemei.faces.notices.services.preferences import person_of
from hemei.faces.notices.streams import PLATFORM, SCOPE, stream_of
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand

_SEEN_EVERY = timedelta(hours=1)


def issue_feed(*, actor: Actor, now: datetime) -> str:
    """Return a new secret address; the one before opens nothing from now on. What is returned is kept nowhere."""
    demand(may(actor.role, Act.FEED))
    person = person_of(actor)
    secret = secrets.token_urlsafe(32)
    with records.acting(PLATFORM):
        _close(person, now)
        records.grant_access(stream=stream_of(person), persons=(person,))
        Feed.objects.create(
            stream=stream_of(person), scope=SCOPE, person_id=person, digest=_digest(secret), made_at=now
        )
        _tell(actor, now, "notices.feed_issued")
    return secret


def close_feed(*, actor: Actor, now: datetime) -> None:
    """Close the calendar's address; closing twice is harmless."""
    person = person_of(actor)
    with records.acting(PLATFORM):
        if _close(person, now):
            _tell(actor, now, "notices.feed_closed")


def _close(person: int, now: datetime) -> int:
    return Feed.objects.filter(person_id=person, ended_at=None).update(ended_at=now)


def _tell(actor: Actor, now: datetime, event: str) -> None:
    records.record_event(
        stream=stream_of(actor.person_id or 0), type=event, actor=actor, at=now, scope=SCOPE, data={}
    )


def read_feed(*, secret: str, now: datetime) -> int | None:
    """Return whose calendar a secret opens; None for one that is unknown or closed. That it was asked is noted."""
    with records.acting(PLATFORM):
        feed = Feed.objects.filter(digest=_digest(secret), ended_at=None).first()
        if feed is None:
            return None
        if feed.asked_at is None or feed.asked_at < now - _SEEN_EVERY:
            Feed.objects.filter(pk=feed.pk).update(asked_at=now)
        return int(feed.person_id)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()

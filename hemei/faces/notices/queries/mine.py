"""One's own notices, channel, addresses and calendar. Row-level security shows a person his own stream only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from hemei.coordination.cases import queries as cases
from hemei.faces.notices.facts import rules_at
from hemei.faces.notices.models import Address, Feed, Message, Notice, Preference
from hemei.faces.notices.rules.words import Matter
from hemei.faces.notices.streams import PLATFORM, contact_stream, stream_of
from hemei.ground.people import queries as people
from hemei.ground.people.queries import Channel
from hemei.ground.people.services import channel_is_set
from hemei.ground.records import queries as records
from hemei.ground.records import services as writers
from hemei.kernel.actor import Actor
from hemei.kernel.paging import page_by_page

EXPORT_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class MyNotice:
    """One notice as its recipient reads it: what, when it was or will be sent, by which channel, what came of it."""

    id: int
    text: str
    matter: Matter
    subject: str
    number: str
    happened_at: datetime
    urgent: bool
    state: str
    channel: Channel | None
    due_at: datetime
    ended_at: datetime | None
    outbox: bool
    error: str
    said: str


def my_notices(
    *,
    actor: Actor,
    now: datetime,
    matter: str = "",
    after: int | None = None,
    limit: int = 50,
    english: bool = False,
) -> list[MyNotice]:
    """Return one's notices, the latest first, those before an id, in the reader's language; one statement."""
    if actor.person_id is None:
        return []
    rows = Notice.objects.select_related("message").filter(stream=stream_of(actor.person_id))
    if matter:
        rows = rows.filter(matter=matter)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    rules = rules_at(now)
    return [
        _mine(row, rule.says(row.number, row.what, english=english) if (rule := rules.rule(row.code)) else row.number)
        for row in rows.order_by("-id")[:limit]
    ]  # fmt: skip


def every_notice(
    *, actor: Actor, now: datetime, matter: str = "", english: bool = False
) -> Iterator[MyNotice]:
    """Yield all of them for an export, page by page."""
    yield from page_by_page(
        my_notices, size=EXPORT_CHUNK, actor=actor, now=now, matter=matter, english=english
    )


def _mine(row: Notice, text: str) -> MyNotice:
    message: Message | None = row.message
    return MyNotice(
        id=row.pk,
        text=text,
        matter=Matter(row.matter),
        subject=row.subject,
        number=row.number,
        happened_at=row.happened_at,
        urgent=row.urgent,
        state=message.state if message else row.state,
        channel=Channel(message.channel) if message else None,
        due_at=message.not_before if message else row.due_at,
        ended_at=message.ended_at if message else None,
        outbox=message.outbox if message else False,
        error=message.error if message else "",
        said=message.text if message else "",
    )


@dataclass(frozen=True, slots=True)
class Means:
    """One channel as a person may use it: whether this copy sends by it, his address masked, whether it is proven."""

    channel: Channel
    is_set: bool
    address: str
    proven: bool
    asked: bool


def my_means(*, actor: Actor, now: datetime) -> list[Means]:
    """Return the channels with one's address of each; at most five statements."""
    rows = {
        Channel(row.channel): row for row in Address.objects.filter(stream=stream_of(actor.person_id or 0))
    }
    texts = records.open_sealed(row.address_id for row in rows.values())
    phone = people.own_phone(actor=actor)
    found = [
        Means(
            Channel.SMS,
            _is_set(Channel.SMS),
            people.masked("phone", phone, now) if phone else "",
            bool(phone),
            False,
        )
    ]
    for channel in (Channel.EMAIL, Channel.WECOM, Channel.DINGTALK):
        row = rows.get(channel)
        typed = (texts.get(row.address_id) or "") if row else ""
        proven = row is not None and row.proven_at is not None
        found.append(Means(channel, _is_set(channel), typed, proven, row is not None and not proven))
    return found


def _is_set(channel: Channel) -> bool:
    return settings.DEMO or channel_is_set(channel)


def preference_of(*, actor: Actor, now: datetime) -> tuple[Channel, frozenset[Matter]]:
    """Return one's channel and what is switched off, the default's where nothing was chosen; one statement."""
    row = Preference.objects.filter(stream=stream_of(actor.person_id or 0)).first()
    if row is None:
        return Channel(rules_at(now).default.channel), frozenset()
    return Channel(row.channel), frozenset(Matter(code) for code in row.off)


def language_of(*, actor: Actor) -> str:
    """Return the language one is written to in; the city's where nothing was chosen. One statement."""
    return _language(actor.person_id or 0)


def calendar_language(*, person_id: int) -> str:
    """Return the language of a person's calendar, whom a program without a session asks for: that of his messages."""
    with writers.acting(PLATFORM):
        return _language(person_id)


def _language(person: int) -> str:
    row = Preference.objects.filter(stream=stream_of(person)).first()
    return (row.language if row else "") or settings.LANGUAGE_CODE


def my_feed(*, actor: Actor) -> Feed | None:
    """Return one's open calendar, without its secret; None where there is none."""
    return Feed.objects.filter(stream=stream_of(actor.person_id or 0), ended_at=None).first()


def follows(*, actor: Actor, number: str) -> bool:
    """Whether the actor reported or supports a case; one that is not there and one that is not his look alike."""
    with writers.acting(PLATFORM):
        stream = cases.stream_numbered(number)
        return bool(stream) and actor.person_id in cases.followers(stream)


def contact_case(*, number: str) -> int | None:
    """Return the id of a case that a telephone was left with and nobody signed in reported; else None."""
    with writers.acting(PLATFORM):
        found = cases.parties(cases.stream_numbered(number))
    return found.id if found is not None and found.contact and found.reporter_id is None else None


def contact_told(*, case_id: int, now: datetime) -> bool:
    """Return whether the telephone left with a case is told; the page has shown that it is the reader's."""
    with writers.acting(PLATFORM):
        row = Preference.objects.filter(stream=contact_stream(case_id)).first()
    channel = Channel(row.channel) if row else Channel(rules_at(now).default.channel)
    return channel is Channel.SMS and _is_set(Channel.SMS)

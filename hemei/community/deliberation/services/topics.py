"""A topic comes in, and the community checks it: takes it up, refuses it with its ground, merges it, classifies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, BinaryIO

from hemei.community.deliberation.facts import owners_matters, small_matters, three_in_one
from hemei.community.deliberation.models import Topic
from hemei.community.deliberation.rules.acts import SIDE_OF, Act, may
from hemei.community.deliberation.rules.small import has_photos
from hemei.community.deliberation.rules.topics import (
    Move,
    after,
    hinted_matter,
    is_said,
    is_title,
    may_classify,
    may_merge,
    may_move,
    may_refuse,
)
from hemei.community.deliberation.rules.words import ClockKind, RaisedBy, TopicKind, TopicState
from hemei.community.deliberation.services.rhythm import stop_clocks
from hemei.community.deliberation.services.shared import (
    community_of,
    company_of,
    missing,
    office_of,
    one_line,
    sealed_id,
    start_clock,
    tell,
)
from hemei.ground.clocks.services import Subject
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

MOST_PHOTOS, MOST_BYTES = 9, 10_000_000
BEFORE, AFTER = "topic_before", "topic_after"
"""What the photos of a small matter show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A topic to be raised, for an estate or for a whole community.

    `raised_by` and `origin_stream` are said by the app that hands something on; a person raises in his own name.
    `key` is the app's or the form's: the same key is one topic for ever.
    """

    key: str
    title: str
    text: str = ""
    kind: TopicKind = TopicKind.TOPIC
    estate_id: int | None = None
    community_id: int | None = None
    raised_by: RaisedBy | None = None
    origin_stream: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    scope: str
    estate_id: int | None
    community: places.PlaceRow


def stream_of(topic_id: int) -> str:
    """Return the stream of a topic."""
    return f"deliberation.topic:{topic_id}"


def propose_topic(*, actor: Actor, now: datetime, draft: Proposal, photos: Sequence[BinaryIO] = ()) -> int:
    """Raise a topic or small matter and return its id; the community checks it within its days.

    Cases and disclosure call this too. Joins the caller's transaction.

    Raises:
        Refused: the actor may not, the place is not his, or the words do not do.
    """
    demand(may(actor.role, Act.RAISE))
    known = Topic.objects.filter(key=draft.key).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    pictures, title = prepared(photos), one_line(draft.title)
    demand(is_title(title), is_said(draft.text), *_needs(draft, len(pictures), now))
    place = _place(actor, draft, now)
    resident = actor.role is Role.RESIDENT
    (number,) = records.next_ids("deliberation_topic", 1)
    stream = stream_of(number)
    with opened(actor, place.scope):
        row = Topic(
            id=number,
            stream=stream,
            scope=place.scope,
            community_id=place.community.id,
            estate_id=place.estate_id,
            kind=draft.kind.value,
            title=title,
            text_id=sealed_id(
                stream, place.scope, "text", draft.text, person_id=actor.person_id if resident else None
            ),
            raised_by=(draft.raised_by or SIDE_OF[actor.role]).value,
            person_id=actor.person_id if resident else None,
            body_id=actor.body_id,
            origin_stream=draft.origin_stream,
            key=draft.key,
            state=TopicState.RAISED.value,
            raised_at=now,
        )
        row.save(force_insert=True)
        if resident and actor.person_id is not None:
            records.grant_access(stream=stream, persons=(actor.person_id,))
        elif actor.body_id is not None:
            records.grant_access(stream=stream, bodies=(actor.body_id,))
        kept = keep_photos(row, pictures, BEFORE, now)
    _tell_raised(actor, now, row, kept, office_of(place.community, shanghai_day(now)))
    return int(number)


def _tell_raised(actor: Actor, now: datetime, row: Topic, photos: list[int], office: int) -> None:
    data = {
        "kind": row.kind,
        "community": row.community_id,
        "estate": row.estate_id,
        "by": row.raised_by,
        "photos": photos,
    }
    tell(actor, now, row.stream, row.scope, "deliberation.topic_raised", data)
    rule = three_in_one(shanghai_day(now)).check
    subject = Subject(row.stream, row.scope, "check", ClockKind.CHECK.value, office)
    start_clock(actor, now, subject, rule.limit, rule.warrant.reference)


def _needs(draft: Proposal, photos: int, now: datetime) -> tuple[Any, ...]:
    if draft.kind is not TopicKind.SMALL_MATTER:
        return ()
    return (has_photos(photos, needed=small_matters(shanghai_day(now)).photos.before),)


def prepared(photos: Sequence[BinaryIO]) -> list[records.Photo]:
    """Return uploads drawn anew as photos; raises Refused where they are too many."""
    if len(photos) > MOST_PHOTOS:
        raise Refused.because(mark("照片最多{limit}张"), field="photos", code="photos", limit=MOST_PHOTOS)
    return [
        records.prepare_photo(photo, name=str(getattr(photo, "name", "")), most_bytes=MOST_BYTES)
        for photo in photos
    ]


def keep_photos(row: Topic, pictures: Sequence[records.Photo], purpose: str, now: datetime) -> list[int]:
    """Keep photos of a topic and return their ids; the caller has opened the place."""
    return [
        records.add_photo(photo, stream=row.stream, scope=row.scope, purpose=purpose, now=now).pk
        for photo in pictures
    ]


def _place(actor: Actor, draft: Proposal, now: datetime) -> _Place:
    """Return where a topic belongs: an estate of one's own, of one's places or projects, or a community."""
    day = shanghai_day(now)
    if draft.estate_id is None:
        if not actor.places:
            raise Refused.because(mark("请选择小区"), field="estate", code="estate")
        community = community_of(draft.community_id or 0)
        demand(may(actor.role, Act.RAISE, covered=actor.covers(community.path)))
        return _Place(community.path, None, community)
    if actor.role is Role.RESIDENT:
        if draft.estate_id not in {home.estate_id for home in people.own_homes(actor, on=day)}:
            raise Refused.because(mark("只能为自己居住或拥有房屋的小区提出"), field="estate", code="not_home")
        with opened(actor, places.city().path):
            estate = places.estates_by_id(
                [draft.estate_id], actor=replace(actor, places=(PlaceRange(places.city().path),))
            ).get(draft.estate_id)
    else:
        estate = places.estate(draft.estate_id, actor=actor)
    if estate is None:
        raise missing()
    return _Place(estate.scope, estate.id, community_of(estate.community_id))


# --- the community's check -----------------------------------------------------------------------
@records.whole
def accept_topic(
    *, actor: Actor, now: datetime, topic_id: int, title: str, matter: str = "", reason: str = ""
) -> None:
    """Take a topic up for the next agenda, in public words, with what it is before the law.

    Raises:
        Refused: not the actor's, no longer to be checked, of the whole community though the owners of an estate decide,
            or the words speak of an owners' matter unanswered.
    """
    row, today = own_topic(actor, topic_id), shanghai_day(now)
    title, rules = one_line(title), three_in_one(today)
    text = record.open_sealed([row.text_id]).get(row.text_id) if row.text_id else ""
    matters = owners_matters(today)
    demand(
        may_move(TopicState(row.state), Move.ACCEPT),
        is_title(title),
        may_classify(
            hinted=hinted_matter(f"{row.title} {title} {text or ''}", rules),
            matter=matter,
            matters=matters,
            reason=reason,
            of_estate=row.estate_id is not None,
        ),
    )
    row.title, row.matter, row.state = title, matter, after(Move.ACCEPT).value
    row.save(update_fields=["title", "matter", "state"])
    _share(row, now)
    data: dict[str, Any] = {"matter": matter}
    if reason.strip():
        data["reason"] = sealed_id(row.stream, row.scope, "reason", reason)
    references = (matters[matter].reference,) if matter else ()
    _checked(actor, now, row, "deliberation.topic_accepted", data, references)


def _share(row: Topic, now: datetime) -> None:
    """Let the company of the estate, and its committee, see what will be talked over."""
    day = shanghai_day(now)
    company = company_of(row.estate_id, day)
    committee = _committee(row.estate_id, day)
    bodies = tuple(body for body in (company[0] if company else None, committee) if body is not None)
    if bodies:
        records.grant_access(stream=row.stream, bodies=bodies)


def _committee(estate_id: int | None, day: date) -> int | None:
    if estate_id is None:
        return None
    return people.committees_at_work([estate_id], day).get(estate_id)


@records.whole
def refuse_topic(*, actor: Actor, now: datetime, topic_id: int, ground: str, text: str) -> None:
    """Refuse a topic on a ground of the document, in words to whoever raised it; the document says where to go."""
    row = own_topic(actor, topic_id)
    demand(may_move(TopicState(row.state), Move.REFUSE), is_said(text))
    try:
        found = may_refuse(ground, three_in_one(shanghai_day(now)))
    except LookupError:
        raise Refused.because(mark("请选择不列入的理由"), field="ground", code="ground") from None
    row.ground, row.state = found.code, after(Move.REFUSE).value
    row.save(update_fields=["ground", "state"])
    data: dict[str, Any] = {"ground": found.code}
    if text.strip():
        data["text"] = sealed_id(row.stream, row.scope, "answer", text)
    _checked(actor, now, row, "deliberation.topic_refused", data, (found.warrant.reference,))


@records.whole
def merge_topic(*, actor: Actor, now: datetime, topic_id: int, into_id: int) -> None:
    """Merge a topic into an equal one; whoever raised it follows the other from now on."""
    row, into = own_topic(actor, topic_id), own_topic(actor, into_id)
    same = row.community_id == into.community_id and row.estate_id == into.estate_id
    demand(
        may_move(TopicState(row.state), Move.MERGE),
        may_merge(topic=row.pk, into=into.pk, same_place=same, into_state=TopicState(into.state)),
    )
    row.into, row.state = into, after(Move.MERGE).value
    row.save(update_fields=["into", "state"])
    Topic.objects.filter(into=row).update(into=into)
    if row.person_id is not None:
        records.grant_access(stream=into.stream, persons=(row.person_id,))
    _checked(actor, now, row, "deliberation.topic_merged", {"into": into.pk})


def own_topic(actor: Actor, topic_id: int, act: Act = Act.CHECK) -> Topic:
    """Lock a topic of the actor's places for an act of the community; raises Refused."""
    demand(may(actor.role, act))
    row = Topic.objects.select_for_update().filter(record.seen_by(actor), pk=topic_id).first()
    if row is None:
        raise missing()
    demand(may(actor.role, act, covered=actor.covers(row.scope)))
    return row


def _checked(
    actor: Actor, now: datetime, row: Topic, name: str, data: dict[str, Any], references: tuple[Any, ...] = ()
) -> None:
    stop_clocks(actor, now, row.stream, ClockKind.CHECK)
    tell(actor, now, row.stream, row.scope, name, data, references)

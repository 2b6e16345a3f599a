"""What residents see of a result: photos from after, their ratings, and what is shared in the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction

from hemei.community.deliberation.facts import small_matters, three_in_one
from hemei.community.deliberation.models import Rating, Topic
from hemei.community.deliberation.queries.topics import progress_of, rating_days
from hemei.community.deliberation.rules.acts import Act, may
from hemei.community.deliberation.rules.small import has_photos, is_satisfied, is_score, may_rate, may_share
from hemei.community.deliberation.rules.topics import is_said
from hemei.community.deliberation.rules.words import TopicKind, TopicState
from hemei.community.deliberation.services.shared import missing, sealed_id, tell
from hemei.community.deliberation.services.topics import AFTER, keep_photos, own_topic, prepared
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def rate_topic(*, actor: Actor, now: datetime, topic_id: int, score: int, text: str = "") -> None:
    """Rate what was done, as somebody who lives or owns there; once, within the days of rating."""
    demand(may(actor.role, Act.RATE))
    if actor.person_id is None:
        raise missing()
    homes, today = people.own_homes(actor, on=shanghai_day(now)), shanghai_day(now)
    with opened(actor, places.city().path), transaction.atomic():
        row = Topic.objects.select_for_update().filter(pk=topic_id).first()
        if row is None:
            raise missing()
        rules = three_in_one(today).rating
        lives = row.estate_id in {home.estate_id for home in homes}
        demand(
            may_rate(
                state=TopicState(row.state),
                done_on=row.done_on,
                today=today,
                days=rating_days(row.kind, today),
                lives_there=lives,
                rated=Rating.objects.filter(topic=row, person_id=actor.person_id).exists(),
            ),
            is_score(score, rules),
            is_said(text),
        )
        _keep(actor, now, row, score, text, satisfied=is_satisfied(score, rules))
        data = {"score": score, "satisfied": is_satisfied(score, rules)}
        tell(actor, now, row.stream, row.scope, "deliberation.topic_rated", data, (rules.warrant.reference,))


def _keep(actor: Actor, now: datetime, row: Topic, score: int, text: str, *, satisfied: bool) -> None:
    found = Rating(
        stream=row.stream,
        scope=row.scope,
        topic=row,
        person_id=actor.person_id,
        score=score,
        satisfied=satisfied,
        text_id=sealed_id(row.stream, row.scope, "rating", text, person_id=actor.person_id),
        rated_at=now,
    )
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError as error:
        if "deliberation_rating_once" not in str(error):
            raise
        raise Refused.because(mark("您已经评价过"), code="twice") from error


@records.whole
def add_photos(*, actor: Actor, now: datetime, topic_id: int, photos: Sequence[BinaryIO]) -> None:
    """Keep photos of how it looks now 办后照片."""
    pictures = prepared(photos)
    row = own_topic(actor, topic_id, Act.SHARE)
    if row.state not in {TopicState.AT_WORK, TopicState.DONE, TopicState.CLOSED}:
        raise Refused.because(mark("议定以后才有办后照片"), code="state")
    demand(has_photos(len(pictures), needed=True))
    kept = keep_photos(row, pictures, AFTER, now)
    tell(actor, now, row.stream, row.scope, "deliberation.photos_added", {"photos": kept})


@records.whole
def share_result(*, actor: Actor, now: datetime, topic_id: int, text: str) -> None:
    """Share the result of a small matter 共享: before and after, who looks after it, what residents think."""
    row, today = own_topic(actor, topic_id, Act.SHARE), shanghai_day(now)
    if row.kind != TopicKind.SMALL_MATTER:
        raise Refused.because(mark("只有关键小事公布共享结果"), code="kind")
    rules = small_matters(today)
    photos = sum(file.purpose == AFTER for file in record.files_of([row.stream]))
    decision = may_share(progress_of(row), done_on=row.done_on, today=today, rules=rules)
    demand(decision, has_photos(photos, needed=rules.photos.after), is_said(text))
    if not text.strip():
        raise Refused.because(
            mark("没有写结果"), remedy=mark("请用几句话写明变化"), field="text", code="text"
        )
    row.shared_on = today
    row.save(update_fields=["shared_on"])
    data = {"text": sealed_id(row.stream, row.scope, "shared", text)}
    tell(actor, now, row.stream, row.scope, "deliberation.result_shared", data, decision.references)

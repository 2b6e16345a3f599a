"""What is held of a resident who raised or rated something, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.community.deliberation.models import Rating, Topic
from hemei.community.deliberation.rules.words import STATE_TEXTS, TopicState
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder
from hemei.kernel.workdays import shanghai_day


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return topics these persons raised and results they rated; nothing of it is needed for an office."""
    del on
    topics = Topic.objects.filter(person_id__in=persons).order_by("-id")
    found = [
        Held(
            mark("提出的议题"),
            title,
            (
                (mark("提出日期"), shanghai_day(raised_at).isoformat()),
                (mark("状态"), STATE_TEXTS[TopicState(state)]),
            ),
            stream,
        )
        for stream, title, state, raised_at in topics.values_list("stream", "title", "state", "raised_at")
    ]
    ratings = Rating.objects.filter(person_id__in=persons).order_by("-id")
    return found + [
        Held(
            mark("评价"),
            title,
            ((mark("评分"), str(score)), (mark("评价日期"), shanghai_day(at).isoformat())),
            stream,
        )
        for stream, title, score, at in ratings.values_list("stream", "topic__title", "score", "rated_at")
    ]


HOLDER = Holder(frozenset({"deliberation_topic", "deliberation_rating"}), held_of)

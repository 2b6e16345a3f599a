"""What is kept of who raised and rated, and how it goes when its time is over: titles, results and scores stay."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hemei.community.deliberation.models import Rating, Topic
from hemei.ground.records import services as records
from hemei.kernel.keeping import Ended

_TEXTS = ("text", "rating", "answer")

# Topics that are over and still name somebody or hold what somebody wrote. They ended with their last event, so that a
# late rating keeps a topic as long again.
_OLDEST = """
select t.stream, last.at
from deliberation_topic t
cross join lateral (
  select (e.payload ->> 'at')::timestamptz as at from records_event e
  where e.stream = t.stream order by e.seq desc limit 1) last
where t.state in ('refused', 'merged', 'closed') and (
  t.person_id is not null
  or exists (select 1 from deliberation_rating r where r.topic_id = t.id and r.person_id is not null)
  or exists (select 1 from records_sealed s
             where s.stream = t.stream and s.erased_at is null and s.field = any(%(fields)s)))
order by last.at, t.id limit %(limit)s
"""


class TopicKeeper:
    """Who raised a topic and who rated its result, and what they wrote beside it."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return topics that ended and still hold any of it, what ended first, first."""
        with connection.cursor() as cursor:
            cursor.execute(_OLDEST, {"fields": list(_TEXTS), "limit": limit})
            return [Ended(stream, at) for stream, at in cursor.fetchall()]

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase the texts and cut the rows loose from the persons."""
        texts = records.erase_texts(streams=keys, now=now, fields=_TEXTS)
        topics = Topic.objects.filter(stream__in=keys)
        for stream, person in topics.exclude(person=None).values_list("stream", "person_id"):
            records.revoke_access(stream=stream, persons=(person,))
        cut = Rating.objects.filter(topic__in=topics).exclude(person=None).update(person=None)
        return texts + cut + topics.exclude(person=None).update(person=None)


KEEPERS = {"topic": TopicKeeper()}

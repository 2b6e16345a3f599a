"""What meetings keep of persons, and how it goes when its time is over: the numbers, minutes and outcomes stay."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hemei.community.meetings.models import Attendance, Comment, Demand, OpinionGiven, Statement
from hemei.ground.records import services as records
from hemei.kernel.keeping import Ended

_TEXTS = ("name", "comment", "answer", "statement", "demand", "refusal")

# Meetings that are over and still name somebody or hold what somebody wrote; one that never opened ended at its hour.
_OLDEST = """
select m.stream, coalesce(m.ended_at, m.starts_at) as ended
from meetings_meeting m
where m.state in ('closed', 'lapsed', 'cancelled') and coalesce(m.ended_at, m.starts_at) is not null and (
  exists (select 1 from records_sealed s
          where s.stream = m.stream and s.erased_at is null and s.field = any(%(fields)s))
  or exists (select 1 from meetings_attendance a where a.meeting_id = m.id and a.person_id is not null)
  or exists (select 1 from meetings_statement t where t.meeting_id = m.id and t.person_id is not null)
  or exists (select 1 from meetings_demand d where d.meeting_id = m.id and d.person_id is not null)
  or exists (select 1 from meetings_opiniongiven o where o.stream = m.stream))
order by ended, m.id limit %(limit)s
"""


class MeetingKeeper:
    """Who came, what was said and stated, and who agreed with what."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return meetings that ended and still hold any of it, what ended first, first."""
        with connection.cursor() as cursor:
            cursor.execute(_OLDEST, {"fields": list(_TEXTS), "limit": limit})
            return [Ended(stream, ended) for stream, ended in cursor.fetchall()]

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase the texts and cut the rows loose from the persons; sums of opinions stay in their grouping."""
        texts = records.erase_texts(streams=keys, now=now, fields=_TEXTS)
        cut = Attendance.objects.filter(stream__in=keys).exclude(person=None).update(person=None)
        Attendance.objects.filter(stream__in=keys).update(name_id=None, name_digest=None)
        for model in (Comment, Statement, Demand):
            cut += model.objects.filter(stream__in=keys).exclude(person=None).update(person=None)
        gone, _by_model = OpinionGiven.objects.filter(stream__in=keys).delete()
        return texts + cut + gone


KEEPERS = {"meeting": MeetingKeeper()}

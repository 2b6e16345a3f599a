"""What visits and marks keep of persons, and how it goes when its time is over: marks, reasons and likenesses stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hemei.ground.records import services as records
from hemei.kernel.keeping import Ended
from hemei.oversight.assessment.models import VisitPhoto
from hemei.oversight.assessment.services.kit_visits import PURPOSE as VISIT
from hemei.oversight.assessment.services.marking import PURPOSE as MARK

CAPTURE = "photo_evidence"
_NAME = "attachment_name"

# Visits and subjects of rounds that are over, with the moment the round was published or called off.
_STREAMS = """
select v.stream, coalesce(r.published_at, r.cancelled_at) as ended
from assessment_visit v join assessment_entry e on e.id = v.entry_id join assessment_round r on r.id = e.round_id
union all
select e.stream, coalesce(r.published_at, r.cancelled_at)
from assessment_entry e join assessment_round r on r.id = e.round_id
"""
_FILES = f"""
select s.stream, s.ended from ({_STREAMS}) s
where s.ended is not null and exists (
  select 1 from records_file f where f.stream = s.stream and f.erased_at is null and f.purpose = any(%(purposes)s))
order by s.ended, s.stream limit %(limit)s
"""
_CAPTURES = f"""
select s.stream, s.ended from ({_STREAMS}) s
where s.ended is not null and (
  exists (select 1 from records_sealed d
          where d.stream = s.stream and d.erased_at is null and d.field = '{CAPTURE}')
  or exists (select 1 from assessment_visitphoto p
             where p.stream = s.stream and (p.taken_at is not null or p.metres is not null)))
order by s.ended, s.stream limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class ProofKeeper:
    """The photos of visits and the files that stand for a mark; a name a document had goes with it."""

    purposes: Sequence[str] = (VISIT, MARK)

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return what ended and still has files, what ended first, first."""
        return _asked(_FILES, {"purposes": list(self.purposes), "limit": limit})

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase files and names."""
        files = sum(records.erase_files(streams=keys, now=now, purpose=purpose) for purpose in self.purposes)
        return files + records.erase_texts(streams=keys, now=now, fields=(_NAME,))


class CaptureKeeper:
    """When and where a photo was taken: it says where an assessor was, and is needed only to check the visit."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return what ended and still says it, what ended first, first."""
        return _asked(_CAPTURES, {"limit": limit})

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase time, position and distance; the flags that followed from them stay."""
        texts = records.erase_texts(streams=keys, now=now, fields=(CAPTURE,))
        return texts + VisitPhoto.objects.filter(stream__in=keys).update(taken_at=None, metres=None)


def _asked(query: str, values: dict[str, Any]) -> list[Ended]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [Ended(stream, ended) for stream, ended in cursor.fetchall()]


KEEPERS = {"visit": ProofKeeper(), "visit_capture": CaptureKeeper()}

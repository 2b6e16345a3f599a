"""What cases keep of people, and how it goes when its time is over: texts and photos, phone, capture data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hemei.ground.records import services as records
from hemei.kernel.keeping import Ended

PHONE, CALLER, CAPTURE = "phone", "caller", "photo_evidence"

# Ended cases that still hold such a text, those ended first, first; the vault is asked by stream.
_OLDEST = """
select c.stream, c.ended_at from cases_case c
where c.ended_at is not null and exists (
  select 1 from records_sealed s
  where s.stream = c.stream and s.erased_at is null and {fields})
order by c.ended_at, c.id limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class CaseKeeper:
    """The sealed texts of ended cases: those of `fields`, or all but those that have a time of their own."""

    fields: tuple[str, ...] = ()

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return ended cases that still hold such texts."""
        chosen = "s.field = any(%(fields)s)" if self.fields else "not (s.field = any(%(but)s))"
        values: dict[str, list[str] | int] = {
            "fields": list(self.fields),
            "but": [PHONE, CALLER, CAPTURE],
            "limit": limit,
        }
        with connection.cursor() as cursor:
            cursor.execute(_OLDEST.format(fields=chosen), values)
            return [Ended(stream, ended_at) for stream, ended_at in cursor.fetchall()]

    def erase(self, *, keys: Sequence[str], now: datetime) -> int:
        """Erase them; with the texts of a case go its photos."""
        if self.fields:
            return records.erase_texts(streams=keys, now=now, fields=self.fields)
        texts = records.erase_texts(streams=keys, now=now, but=(PHONE, CALLER, CAPTURE))
        return texts + records.erase_files(streams=keys, now=now)


KEEPERS = {
    "report": CaseKeeper(),
    "contact": CaseKeeper((PHONE, CALLER)),
    "capture": CaseKeeper((CAPTURE,)),
}

"""How long pictures of ballots and case files are kept: until a result can no longer be attacked, then nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hemei.ground.records import services as records
from hemei.kernel.keeping import Ended

_OLDEST = """
select k.stream, max(a.published_at) as published
from voting_assembly a
join lateral (select b.stream from voting_scanbatch b where b.roll_id = a.roll_id
              union all select 'voting.court_file:' || a.id) k on true
where a.published_at is not null
  and exists (select 1 from records_file f where f.stream = k.stream and f.erased_at is null)
group by k.stream order by published, k.stream limit %s
"""


class BallotKeeper:
    """The files of scanned ballots, the pictures of their pages, and case files; what was read and counted stays."""

    def oldest(self, *, limit: int) -> list[Ended]:
        """Return the streams of files whose result is published, what was published first, first."""
        with connection.cursor() as cursor:
            cursor.execute(_OLDEST, [limit])
            return [Ended(stream, published) for stream, published in cursor.fetchall()]

    def erase(self, *, keys: list[str], now: datetime) -> int:
        """Erase the files."""
        return records.erase_files(streams=keys, now=now)


KEEPERS = {"ballot": BallotKeeper()}

"""The one writer of quality: a round of counting, once a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hemei.faces.quality.models import Round
from hemei.faces.quality.queries import Entry, entries
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import SHANGHAI

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

# For each place what lies in it and below; the city's row stands even where nothing was found.
_KEEP = """
insert into quality_count (round_id, code, path, found)
select %(round)s, %(code)s, counted.path, counted.found from (
  select above as path, count(*)::int as found
  from ({sql}) s cross join lateral records_paths_above(s.place) above group by above
  union all
  select %(city)s, 0 where not exists (select 1 from ({sql}) s)
) counted
"""


def count_round(*, now: datetime) -> bool:
    """Count all checks of today in every place; returns whether a round was written.

    All or nothing in one transaction, so it can be killed; a day that has its round keeps it.
    """
    day = now.astimezone(SHANGHAI).date()
    made = entries(day)
    if not made:
        return False
    with records.acting(_SYSTEM), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into quality_round (day, counted_at) values (%s, %s) on conflict (day) do nothing",
                [day, now],
            )
            written: int = cursor.rowcount
        if not written:
            return False
        number = Round.objects.values_list("id", flat=True).get(day=day)
        city = places.city().path
        for entry in made:
            _keep(entry, {"round": number, "city": city, "day": day})
    return True


def _keep(entry: Entry, values: dict[str, Any]) -> None:
    bound = {**entry.item.thresholds, **values, "code": entry.check.code}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP.format(sql=entry.check.sql), bound)

"""Of an estate without a board anyone reads what one would say: kept once a day, until the first is made."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hemei.coordination.boards.models import Standing
from hemei.coordination.boards.queries.content import SYSTEM, board_rules, boards_now
from hemei.ground.records import services as records
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day

_AT_ONCE = 500
_WITHOUT = """
select e.id from places_estate e
where e.valid_until is null and e.id > %(after)s
  and not exists (select 1 from boards_edition d where d.estate_id = e.id)
order by e.id limit %(limit)s
"""
_OVER = """
delete from boards_standing s using places_estate e
where e.id = s.estate_id
  and (e.valid_until is not null or exists (select 1 from boards_edition d where d.estate_id = s.estate_id))
"""


def keep_standing(*, now: datetime) -> int:
    """Write what boards would say of all estates that have none; returns how many. May be killed and run again."""
    try:
        board_rules(shanghai_day(now))
    except NoStandard:
        return 0
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_OVER)
    done, after = 0, 0
    while wanted := _without(after):
        with records.acting(SYSTEM):
            boards = boards_now(wanted, now=now)
            Standing.objects.bulk_create(
                [
                    Standing(
                        estate_id=one.estate_id, stream=one.stream, scope=one.scope, content=one.content,
                        manager=one.manager, as_of=now,
                    )
                    for one in boards.values()
                ],
                update_conflicts=True,
                unique_fields=["estate"],
                update_fields=["stream", "scope", "content", "manager", "as_of"],
            )  # fmt: skip
        done, after = done + len(boards), wanted[-1]
    return done


def _without(after: int) -> list[int]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_WITHOUT, {"after": after, "limit": _AT_ONCE})
        return [number for (number,) in cursor.fetchall()]

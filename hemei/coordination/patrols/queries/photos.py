"""Photos that were shown before in the same cell: found by their likeness in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

_EARLIER = """
select wanted.place - 1, min(s.id)
from unnest(%s::text[]) with ordinality as wanted(likeness, place)
join patrols_shot s on s.scope = %s
  and bit_count(('x' || s.likeness)::bit(128) # ('x' || wanted.likeness)::bit(128)) <= %s
group by wanted.place
"""


def earlier_likeness(likenesses: Sequence[str], *, scope: str, bits: int) -> dict[int, int]:
    """Return by place in the list the earlier photo of the cell that a picture repeats; others are left out."""
    if not likenesses:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, [list(likenesses), scope, bits])
        return {int(place): int(number) for place, number in cursor.fetchall()}

"""Photos that were shown before, in any round: found by their likeness in one statement."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

# The first photo of all that a picture repeats; the caller has opened the whole city.
_EARLIER = """
select wanted.place - 1, min(p.id)
from unnest(%s::text[]) with ordinality as wanted(likeness, place)
join assessment_visitphoto p on bit_count(('x' || p.likeness)::bit(128) # ('x' || wanted.likeness)::bit(128)) <= %s
group by wanted.place
"""


def earlier_likeness(likenesses: Sequence[str], *, bits: int) -> dict[int, int]:
    """Return by place in the list the photo that a picture repeats; those without one are left out."""
    if not likenesses:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, [list(likenesses), bits])
        return {int(place): int(number) for place, number in cursor.fetchall()}

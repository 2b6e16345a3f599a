"""Owners and members of an estate by exactly their name, found by the blind index; no name is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from hemei.ground.records.queries import blind_indexes

# By person, and one after the other: a join of whole registers is what a planner without statistics would choose.
_KNOWN = """
with named as materialized (
  select person_id, blind_index from records_sealed
  where field = 'name' and erased_at is null and blind_index = any(%(names)s) and person_id is not null
)
select k.estate_id, n.blind_index, array_agg(distinct n.person_id)
from named n
cross join lateral (
  select u.estate_id from people_ownership o join places_propertyunit u on u.id = o.unit_id
  where o.person_id = n.person_id
  union
  select b.estate_id from people_seat s join people_term t on t.id = s.term_id
    join people_body b on b.id = t.body_id
  where s.person_id = n.person_id
) k
where k.estate_id = any(%(estates)s)
group by k.estate_id, n.blind_index
"""


class Named(NamedTuple):
    """A name in an estate."""

    estate_id: int
    name: str


def known_named(wanted: Iterable[Named]) -> dict[Named, list[int]]:
    """Return the visible persons of each name who own or owned a unit of the estate, or sat in its committee."""
    asked = set(wanted)
    if not asked:
        return {}
    names = {index: one.name for one in asked for index in blind_indexes("name", one.name)}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"names": list(names), "estates": [one.estate_id for one in asked]})
        rows = cursor.fetchall()
    found: dict[Named, set[int]] = {}
    for estate, index, ids in rows:  # a name may stand under a former key still
        found.setdefault(Named(estate, names[bytes(index)]), set()).update(ids)
    return {one: sorted(ids) for one, ids in found.items() if one in asked}

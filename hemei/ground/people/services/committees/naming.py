"""Owners and members of an estate by exactly their name, found by the blind index; no name is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from hemei.ground.records.queries import blind_indexes

_KNOWN = """
with named as (
  select s.person_id, s.blind_index from records_sealed s join people_person p on p.name_id = s.id
  where s.field = 'name' and s.erased_at is null and s.blind_index = any(%(names)s)
)
select k.estate_id, n.blind_index, array_agg(distinct n.person_id)
from named n
join (
  select u.estate_id, o.person_id from people_ownership o join places_propertyunit u on u.id = o.unit_id
  where o.person_id in (select person_id from named) and u.estate_id = any(%(estates)s)
  union all
  select b.estate_id, s.person_id from people_seat s join people_term t on t.id = s.term_id
    join people_body b on b.id = t.body_id
  where s.person_id in (select person_id from named) and b.estate_id = any(%(estates)s)
) k on k.person_id = n.person_id
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
        found: dict[Named, list[int]] = {}
        for estate, index, ids in cursor.fetchall():  # a name may stand under a former key still
            found.setdefault(Named(estate, names[bytes(index)]), []).extend(ids)
    return {one: ids for one, ids in found.items() if one in asked}

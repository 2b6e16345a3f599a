"""Owners follow their units: when an estate comes to lie elsewhere, so do they and what the vault has of them."""

from __future__ import annotations

from django.db import connection

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

_MOVED = """
select o.id, o.person_id, o.scope, u.scope from people_ownership o
join places_propertyunit u on u.id = o.unit_id where o.scope <> u.scope
"""


def follow_units(*, actor: Actor) -> int:
    """Copy the scope of units that moved; return how many periods followed. May be repeated.

    A person goes along who was at home where the unit was; one whose home is another unit stays.
    """
    with records.acting(actor), connection.cursor() as cursor:
        cursor.execute(_MOVED)
        rows = cursor.fetchall()
        ids, persons, olds, news = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
        moved = "unnest(%s::bigint[], %s::text[], %s::text[]) as moved(key, old, new)"
        cursor.execute(
            f"update people_ownership o set scope = moved.new from {moved} where o.id = moved.key",
            [ids, olds, news],
        )
        for table, key in (("people_person", "id"), ("records_sealed", "person_id")):
            cursor.execute(
                f"update {table} t set scope = moved.new from {moved}"
                f" where t.{key} = moved.key and t.scope = moved.old",
                [persons, olds, news],
            )
    return len(rows)

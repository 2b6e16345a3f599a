"""Owners follow their units and committees their estate: when it comes to lie elsewhere, so do they."""

from __future__ import annotations

from django.db import connection

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

_MOVED = """
select o.id, o.person_id, o.scope, u.scope from {table} o
join places_propertyunit u on u.id = o.unit_id where o.scope <> u.scope
"""


_COMMITTEES = (
    """update people_body b set scope = e.scope, place_id = e.community_id from places_estate e
    where e.id = b.estate_id and (b.scope, b.place_id) <> (e.scope, e.community_id)""",
    "update people_term t set scope = b.scope from people_body b where b.id = t.body_id and t.scope <> b.scope",
    "update people_seat s set scope = t.scope from people_term t where t.id = s.term_id and s.scope <> t.scope",
    """update people_appointment a set scope = t.scope, place_id = b.place_id from people_seat s
    join people_term t on t.id = s.term_id join people_body b on b.id = t.body_id
    where a.id = s.appointment_id and (a.scope, a.place_id) <> (t.scope, b.place_id)""",
    """update people_appointment a set scope = b.scope, place_id = b.place_id from people_body b
    where b.id = a.body_id and b.kind = 'management_committee' and (a.scope, a.place_id) <> (b.scope, b.place_id)""",
    "update records_sealed v set scope = s.scope from people_seat s where s.party_id = v.id and v.scope <> s.scope",
)


def follow_estates(*, actor: Actor) -> int:
    """Copy the place of estates that moved to their committees; return how many committees. May be repeated."""
    with records.acting(actor), connection.cursor() as cursor:
        counts = []
        for statement in _COMMITTEES:
            cursor.execute(statement)
            counts.append(cursor.rowcount)
    return int(counts[0])


def follow_units(*, actor: Actor) -> int:
    """Copy the scope of units that moved to owners and residents; return how many periods followed. May be repeated.

    A person goes along who was at home where the unit was; one whose home is another unit stays.
    """
    with records.acting(actor):
        return sum(_follow(table) for table in ("people_ownership", "people_residence"))


def _follow(register: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MOVED.format(table=register))
        rows = cursor.fetchall()
        ids, persons, olds, news = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
        moved = "unnest(%s::bigint[], %s::text[], %s::text[]) as moved(key, old, new)"
        cursor.execute(
            f"update {register} o set scope = moved.new from {moved} where o.id = moved.key",
            [ids, olds, news],
        )
        for table, key in (("people_person", "id"), ("records_sealed", "person_id")):
            cursor.execute(
                f"update {table} t set scope = moved.new from {moved}"
                f" where t.{key} = moved.key and t.scope = moved.old",
                [persons, olds, news],
            )
    return len(rows)

"""The key of every case's place is read anew: buildings named by letters, phases, districts, units and floors count."""

from typing import Any

from django.db import migrations, transaction

from hemei.coordination.cases.rules.spots import spot_key
from hemei.ground.records.queries import decrypt

BATCH = 2_000
# The words of the spot are those of the report: a joint visit seals its meeting place in the same stream.
NEXT = """
select c.id, c.estate_name, coalesce(c.snapshot ->> 'house', ''), coalesce(c.spot_key, ''), told.vault is not null,
       s.ciphertext
from cases_case c
left join lateral (
  select (e.payload #>> '{data,about,texts,spot,vault}')::bigint as vault
  from records_event e where e.stream = c.stream and e.seq = 1) told on true
left join records_sealed s on s.id = told.vault
where c.id > %s order by c.id limit %s
"""
KEEP = """
update cases_case c set spot_key = given.key
from unnest(%s::bigint[], %s::text[]) as given(id, key) where c.id = given.id
"""


def read_anew(_apps: Any, schema_editor: Any) -> None:
    """Read the places again, some cases a transaction; killed, it may run again. What was erased keeps its key."""
    connection, last = schema_editor.connection, 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(NEXT, [last, BATCH])
            found = cursor.fetchall()
            keys = [(row[0], key) for row in found if (key := _key(row)) != row[3]]
            cursor.execute(KEEP, [[case for case, _ in keys], [key for _, key in keys]])
        if not found:
            return
        last = found[-1][0]


def _key(row: tuple[Any, ...]) -> str:
    _case, estate, house, before, said, locked = row
    if said and locked is None:
        return str(before)
    return spot_key(house, decrypt(locked, "spot") or "" if said else "", estate)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0021_where_and_how_many_follow")]

    operations = [migrations.RunPython(read_anew, migrations.RunPython.noop)]

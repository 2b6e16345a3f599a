"""How many small old estates a street has: a count, whoever asks; a community sees no estate of another."""

from django.db import migrations

COUNT = """
create function renewal_small_estates(street text, kinds text[], area bigint, homes integer, day date) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from places_estate e
  where e.scope >= street collate "C" and e.scope < (left(street, -1) || '/') collate "C" and e.kind = any(kinds)
    and (e.built_area_dm2 < area or e.households < homes)
    and e.valid_from <= day and (e.valid_until is null or e.valid_until > day)
$$;
revoke execute on function renewal_small_estates from public;
grant execute on function renewal_small_estates to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_tables"), ("renewal", "0003_packages")]

    operations = [migrations.RunSQL(COUNT, "drop function renewal_small_estates;")]

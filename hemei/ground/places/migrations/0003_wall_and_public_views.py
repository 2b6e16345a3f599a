"""Row-level security of estates, and the two views the public may read."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

WALLED = ("places_estate", "places_building", "places_entrance", "places_propertyunit")

VIEWS = """
create view public_place as
  select p.id, p.level, p.kind, p.code, p.name, p.pinyin, p.initials, t.parent_id, t.path
  from places_place p join places_placeposition t on t.place_id = p.id and t.valid_until is null
  where p.valid_until is null;
create view public_estate as
  select e.token, e.name, e.pinyin, e.initials, e.kind, e.address, e.lon, e.lat,
         c.name as community, s.name as street, q.name as county
  from places_estate e
  join public_place c on c.id = e.community_id
  join public_place s on s.id = c.parent_id
  join public_place q on q.id = s.parent_id
  where e.valid_until is null;
grant select on public_place, public_estate to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0002_periods_without_overlap")]

    operations = [
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
        migrations.RunSQL(VIEWS, "drop view public_estate; drop view public_place;"),
    ]

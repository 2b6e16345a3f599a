"""What a report page offers: the community of an estate by its code, and its buildings and entrances."""

from django.db import migrations

# A column is added at the end, so that running code reads on.
VIEWS = """
create or replace view public_estate as
  select e.token, e.name, e.pinyin, e.initials, e.kind, e.address, e.lon, e.lat,
         c.name as community, s.name as street, q.name as county, c.code as community_code
  from places_estate e
  join public_place c on c.id = e.community_id
  join public_place s on s.id = c.parent_id
  join public_place q on q.id = s.parent_id
  where e.valid_until is null;
create view public_house as
  select e.token, b.id as building_id, b.name as building, b.number,
         d.id as entrance_id, d.name as entrance, d.number as door
  from places_estate e
  join places_building b on b.estate_id = e.id
  left join places_entrance d on d.building_id = b.id
  where e.valid_until is null;
grant select on public_house to hemei_public;
revoke insert, update, delete, truncate on public_place, public_estate, public_house from hemei_app;
"""

UNDO = """
drop view public_house;
drop view public_estate;
create view public_estate as
  select e.token, e.name, e.pinyin, e.initials, e.kind, e.address, e.lon, e.lat,
         c.name as community, s.name as street, q.name as county
  from places_estate e
  join public_place c on c.id = e.community_id
  join public_place s on s.id = c.parent_id
  join public_place q on q.id = s.parent_id
  where e.valid_until is null;
grant select on public_estate to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0003_wall_and_public_views"), ("records", "0004_views_are_for_reading")]

    operations = [migrations.RunSQL(VIEWS, UNDO)]

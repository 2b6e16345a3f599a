"""A case lies in an estate or elsewhere in a community, and may name a building and its entrance."""

from django.db import migrations

# With defaults for what is new, so that running code calls on. An estate is found by its token, a community
# by its official code; a building must stand in the estate, an entrance in the building.
FACTS = """
drop function cases_intake_facts(text, date, integer, integer);
create function cases_intake_facts(
  wanted text, today date, seals integer, files integer, house bigint default null, door bigint default null
) returns jsonb language plpgsql volatile security definer set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  site record;
  spot text := '';
begin
  select e.id, e.name, e.scope into site from places_estate e where e.token = wanted and e.valid_until is null;
  if not found then
    select null::bigint as id, c.name, c.path as scope into site
    from public_place c where c.code = wanted and c.level = 'community';
    if not found then return null; end if;
  end if;
  if house is not null or door is not null then
    select b.name || coalesce(' ' || d.name, '') into spot
    from places_building b left join places_entrance d on d.building_id = b.id and d.id = door
    where b.id = house and b.estate_id = site.id and (door is null or d.id is not null);
    if not found then return jsonb_build_object('foreign_house', true); end if;
  end if;
  return jsonb_build_object(
    'estate', site.id, 'name', site.name, 'estate_name', site.name, 'scope', site.scope, 'house', spot,
    'case', nextval(pg_get_serial_sequence('cases_case', 'id')),
    'seals', (select coalesce(jsonb_agg(nextval(pg_get_serial_sequence('records_sealed', 'id'))), '[]')
              from generate_series(1, least(seals, 20))),
    'files', (select coalesce(jsonb_agg(nextval(pg_get_serial_sequence('records_file', 'id'))), '[]')
              from generate_series(1, least(files, 20))),
    'bodies', (select coalesce(jsonb_agg(jsonb_build_object(
                 'id', b.id, 'kind', b.kind, 'name', b.short_name, 'department', b.department)
                 order by length(b.scope) desc, b.id), '[]')
               from people_body b
               where b.kind in ('community', 'street', 'county_government', 'city_bureau')
                 and b.scope = any (cases_paths_above(site.scope))
                 and b.valid_from <= today and (b.valid_until is null or b.valid_until > today)));
end $$;
revoke execute on function cases_intake_facts from public;
grant execute on function cases_intake_facts to hemei_public, hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_source_count"), ("places", "0004_public_houses")]

    operations = [migrations.RunSQL(FACTS, migrations.RunSQL.noop)]

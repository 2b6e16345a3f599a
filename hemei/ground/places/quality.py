"""Checks of the registers of estates, buildings and units.

Estates have no outlines. Whether one lies in its community is judged by its distance from the middle (the median
of longitudes and of latitudes) of the community's estates; fewer than three with a position have no middle that one
wrong position would not move, and are not judged.
"""

from __future__ import annotations

from types import MappingProxyType

from hemei.ground.places.rules.positions import METRES_PER_DEGREE, MICRO
from hemei.kernel.checks import Check, Fix
from hemei.kernel.decision import mark

_STANDS = "e.valid_from <= %(day)s and (e.valid_until is null or e.valid_until > %(day)s)"
_UNIT_STANDS = (
    "(u.valid_from is null or u.valid_from <= %(day)s) and (u.valid_until is null or u.valid_until > %(day)s)"
)
_HEAD = "select 'places.estate:' || e.id as key, e.name as label, e.scope as place"
_TAIL = "e.code as arg, null::text as fix"

UNIT_AREAS = Check(
    "unit_areas",
    mark("专有面积之和与建筑面积不符"),
    f"""
{_HEAD}, case when s.area > e.built_area_dm2 then 'more' else 'less' end as reason,
       jsonb_build_object('units', round(s.area / 100.0), 'built', round(e.built_area_dm2 / 100.0)) as said, {_TAIL}
from places_estate e
join lateral (select sum(u.exclusive_area_dm2) as area from places_propertyunit u
              where u.estate_id = e.id and {_UNIT_STANDS}) s on s.area is not null
where {_STANDS} and (s.area * %(area_most_in)s > e.built_area_dm2 * %(area_most_of)s
                     or s.area * %(area_least_in)s < e.built_area_dm2 * %(area_least_of)s)
""",
    MappingProxyType(
        {
            "more": mark("专有部分合计 {units} 平方米，多于小区建筑面积 {built} 平方米。"),
            "less": mark("专有部分合计 {units} 平方米，小区建筑面积 {built} 平方米，相差过大。"),
        }
    ),
    "places:estate",
    Fix.IMPORT,
    ("area_least", "area_most"),
    register="places.units",
)

HOUSEHOLDS = Check(
    "households",
    mark("户数与住宅套数不符"),
    f"""
{_HEAD}, 'differ' as reason, jsonb_build_object('households', e.households, 'homes', s.homes) as said, {_TAIL}
from places_estate e
join lateral (select count(*) as homes from places_propertyunit u
              where u.estate_id = e.id and u.use = 'residence' and {_UNIT_STANDS}) s on s.homes > 0
where {_STANDS} and abs(e.households - s.homes) * %(households_off_in)s > s.homes * %(households_off_of)s
""",
    MappingProxyType({"differ": mark("登记 {households} 户，住宅专有部分 {homes} 套。")}),
    "places:estate",
    Fix.IMPORT,
    ("households_off",),
    register="places.estates",
)

NO_POSITION = Check(
    "no_position",
    mark("小区没有位置"),
    f"""
{_HEAD}, 'none' as reason, jsonb_build_object('address', e.address) as said, {_TAIL}
from places_estate e where {_STANDS} and (e.lon is null or e.lat is null)
""",
    MappingProxyType({"none": mark("登记了地址“{address}”，没有经纬度。")}),
    "places:estate",
    Fix.IMPORT,
    register="places.estates",
)

_METRE = METRES_PER_DEGREE / MICRO
FAR_POSITION = Check(
    "far_position",
    mark("小区位置在社区之外"),
    f"""
{_HEAD}, 'far' as reason,
       jsonb_build_object('community', p.name, 'metres', round(d.metres), 'estates', m.estates) as said, {_TAIL}
from places_estate e
join places_place p on p.id = e.community_id
join lateral (
  select count(*) as estates, percentile_disc(0.5) within group (order by e.lon) as lon,
         percentile_disc(0.5) within group (order by e.lat) as lat
  from places_estate e where e.community_id = p.id and e.lon is not null and e.lat is not null and {_STANDS}
) m on m.estates > 2
cross join lateral (
  select sqrt(power((e.lon - m.lon) * cos(radians(m.lat / {MICRO}.0)), 2) + power(e.lat - m.lat, 2))
         * {_METRE} as metres
) d
where {_STANDS} and e.lon is not null and e.lat is not null and d.metres > %(metres)s
""",
    MappingProxyType(
        {
            "far": mark(
                "登记在{community}，离该社区 {estates} 个小区的中心 {metres} 米（没有边界，按距离判断）。"
            )
        }
    ),
    "places:estate",
    Fix.IMPORT,
    ("metres",),
    register="places.estates",
)

EMPTY_BUILDING = Check(
    "empty_building",
    mark("楼栋没有专有部分"),
    f"""
select 'places.building:' || b.id as key, e.name || ' ' || b.name as label, b.scope as place, 'empty' as reason,
       jsonb_build_object('floors', b.floors) as said, {_TAIL}
from places_building b join places_estate e on e.id = b.estate_id
where {_STANDS} and (b.valid_from is null or b.valid_from <= %(day)s)
  and (b.valid_until is null or b.valid_until > %(day)s)
  and not exists (select 1 from places_propertyunit u where u.building_id = b.id and {_UNIT_STANDS})
""",
    MappingProxyType({"empty": mark("登记了 {floors} 层，名下没有一套房屋。")}),
    "places:estate",
    Fix.IMPORT,
    register="places.units",
)

CHECKS = (UNIT_AREAS, HOUSEHOLDS, NO_POSITION, FAR_POSITION, EMPTY_BUILDING)

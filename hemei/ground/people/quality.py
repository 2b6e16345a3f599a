"""Checks of owners, of persons in public office and of bodies. No name of an owner stands in any of them."""

from __future__ import annotations

from types import MappingProxyType

from hemei.ground.people.rules.bodies import BodyKind
from hemei.kernel.checks import Check, Fix
from hemei.kernel.decision import mark

_HOLDS = "o.valid_from <= %(day)s and (o.valid_until is null or o.valid_until > %(day)s)"
_UNIT_STANDS = (
    "(u.valid_from is null or u.valid_from <= %(day)s) and (u.valid_until is null or u.valid_until > %(day)s)"
)
_ROOM = "e.name || ' ' || b.name || coalesce(' ' || d.name, '') || ' ' || u.room as label"
_UNIT = """places_propertyunit u join places_estate e on e.id = u.estate_id
join places_building b on b.id = u.building_id left join places_entrance d on d.id = u.entrance_id"""

# Every period of ownership has a unit, so an owner of none is one whose unit or estate has ended.
OWNER_WITHOUT_UNIT = Check(
    "owner_without_unit",
    mark("业主名下的房屋已不存在"),
    f"""
select 'people.ownership:' || o.id as key, {_ROOM}, o.scope as place, 'ended' as reason,
       jsonb_build_object('since', o.valid_from, 'day', least(u.valid_until, e.valid_until)) as said,
       e.code as arg, null::text as fix
from people_ownership o join {_UNIT} on u.id = o.unit_id
where {_HOLDS} and least(u.valid_until, e.valid_until) <= %(day)s
""",
    MappingProxyType({"ended": mark("自{since}起登记有业主，房屋已于{day}分割、合并或注销。")}),
    "places:estate",
    Fix.IMPORT,
    register="people.owners",
)

SOLD_WITHOUT_OWNER = Check(
    "sold_without_owner",
    mark("已售房屋没有业主"),
    f"""
select 'places.unit:' || u.id as key, {_ROOM}, u.scope as place, 'nobody' as reason,
       jsonb_build_object('day', u.sold_on) as said, e.code as arg, null::text as fix
from {_UNIT}
where u.sold_on <= %(day)s and {_UNIT_STANDS}
  and not exists (select 1 from people_ownership o where o.unit_id = u.id and {_HOLDS})
""",
    MappingProxyType({"nobody": mark("登记为{day}已售，没有登记业主。")}),
    "places:estate",
    Fix.IMPORT,
    register="people.owners",
)

# Shares are fractions; twelve decimals tell any sum of them that a certificate can hold from one.
OWNER_SHARES = Check(
    "owner_shares",
    mark("共有份额加起来不是一整套"),
    f"""
select 'places.unit:' || u.id as key, {_ROOM}, u.scope as place,
       case when s.joint > 0 then 'mixed' else 'sum' end as reason,
       jsonb_build_object('owners', s.owners, 'joint', s.joint, 'percent', round(s.held * 100, 2)) as said,
       e.code as arg, null::text as fix
from (
  select o.unit_id, count(*) as owners, count(*) filter (where o.share_in is null) as joint,
         sum(o.share_of::numeric / o.share_in) as held
  from people_ownership o where {_HOLDS} group by o.unit_id having count(o.share_in) > 0
) s
join {_UNIT} on u.id = s.unit_id
where s.joint > 0 or round(s.held, 12) <> 1
""",
    MappingProxyType(
        {
            "sum": mark("{owners} 位共有人的份额合计 {percent}%，应为 100%。"),
            "mixed": mark("{owners} 位共有人中 {joint} 位没有份额，其余合计 {percent}%。"),
        }
    ),
    "places:estate",
    Fix.IMPORT,
    register="people.owners",
)

# Who holds public office is public, so whoever appoints sees the list though he has no places.
OFFICE_WITHOUT_SEAT = Check(
    "office_without_seat",
    mark("公职人员没有任职"),
    """
select 'people.person:' || p.person_id as key, p.name as label, p.scope as place,
       case when l.valid_until is null then 'never' else 'ended' end as reason,
       jsonb_build_object('day', l.valid_until) as said, null::text as arg, p.person_id::text as fix
from public_officer p
left join lateral (select a.valid_until from people_appointment a where a.person_id = p.person_id
                   order by a.valid_from desc, a.id desc limit 1) l on true
where not exists (
  select 1 from people_appointment a where a.person_id = p.person_id
    and a.valid_from <= %(day)s and (a.valid_until is null or a.valid_until > %(day)s))
""",
    MappingProxyType(
        {
            "ended": mark("登记为公职人员，最近一次任职已于{day}结束。"),
            "never": mark("登记为公职人员，没有正在进行的任职。"),
        }
    ),
    "",
    Fix.OFFICE,
    open=True,
)

_STAFFED = ", ".join(
    f"'{kind.value}'"
    for kind in (
        BodyKind.CITY_BUREAU, BodyKind.DEPARTMENT, BodyKind.COUNTY_GOVERNMENT, BodyKind.STREET,
        BodyKind.COMMUNITY, BodyKind.COMPANY, BodyKind.UTILITY, BodyKind.HOTLINE,
    )
)  # fmt: skip
EMPTY_BODY = Check(
    "empty_body",
    mark("机构没有一名任职人员"),
    f"""
select 'people.body:' || b.id as key, b.name as label, b.scope as place, 'empty' as reason,
       jsonb_build_object('since', b.valid_from) as said, b.id::text as arg, b.id::text as fix
from people_body b
where b.kind in ({_STAFFED}) and b.valid_from <= %(day)s and (b.valid_until is null or b.valid_until > %(day)s)
  and not exists (select 1 from people_appointment a where a.body_id = b.id
                  and a.valid_from <= %(day)s and (a.valid_until is null or a.valid_until > %(day)s))
""",
    MappingProxyType({"empty": mark("自{since}起设立，当日无人任职，交给它的事没有人看得到。")}),
    "people:body",
    Fix.BODY,
    open=True,
)

CHECKS = (OWNER_WITHOUT_UNIT, SOLD_WITHOUT_OWNER, OWNER_SHARES, OFFICE_WITHOUT_SEAT, EMPTY_BODY)

"""Checks of the register of committees. No name of a member stands in any of them."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.checks import Check, Fix
from hemei.kernel.decision import mark

_PAGE = "people:committee"
_TAIL = "e.code as arg, e.code as fix"
# The latest term of each committee that has begun: one row an estate.
_LATEST = """
people_body b
join places_estate e on e.id = b.estate_id and (e.valid_until is null or e.valid_until > %(day)s)
join lateral (select * from people_term t where t.body_id = b.id and t.valid_from <= %(day)s
              and t.ended_on is distinct from t.valid_from order by t.valid_from desc limit 1) t on true
"""
_STANDS = """b.kind = 'owners_committee' and b.valid_from <= %(day)s
  and (b.valid_until is null or b.valid_until > %(day)s)"""
_NOT_ENDED = "(t.ended_on is null or t.ended_on > %(day)s)"
_RUNS = f"{_NOT_ENDED} and (t.valid_until is null or t.valid_until > %(day)s)"
_SITS = (
    "s.post <> 'reserve' and s.valid_from <= %(day)s and (s.valid_until is null or s.valid_until > %(day)s)"
)

COMMITTEE_NO_END = Check(
    "committee_no_end",
    mark("业委会任期没有届满日"),
    f"""
select 'people.term:' || t.id as key, e.name as label, t.scope as place, 'none' as reason,
       jsonb_build_object('since', t.valid_from) as said, {_TAIL}
from {_LATEST}
where {_STANDS} and {_NOT_ENDED} and t.valid_until is null
""",
    MappingProxyType({"none": mark("本届任期自{since}起，没有登记届满日。")}),
    _PAGE,
    Fix.COMMITTEE,
)

COMMITTEE_PAST_TERM = Check(
    "committee_past_term",
    mark("业委会超期未换届"),
    f"""
select 'people.term:' || t.id as key, e.name as label, t.scope as place, 'past' as reason,
       jsonb_build_object('day', t.valid_until - 1) as said, {_TAIL}
from {_LATEST}
where {_STANDS} and {_NOT_ENDED} and t.valid_until <= %(day)s
""",
    MappingProxyType({"past": mark("任期已于{day}届满，没有登记新的一届。")}),
    _PAGE,
    Fix.COMMITTEE,
)

COMMITTEE_EVEN = Check(
    "committee_even",
    mark("业委会在任人数为双数"),
    f"""
select 'people.term:' || t.id as key, e.name as label, t.scope as place, 'even' as reason,
       jsonb_build_object('filled', f.filled, 'seats', t.seats) as said, {_TAIL}
from {_LATEST}
join lateral (select count(*) as filled from people_seat s where s.term_id = t.id and {_SITS}) f on true
where {_STANDS} and {_RUNS} and f.filled > 0 and f.filled %% 2 = 0
""",
    MappingProxyType({"even": mark("应选 {seats} 人，登记在任 {filled} 人，表决可能相持。")}),
    _PAGE,
    Fix.COMMITTEE,
)

COMMITTEE_EMPTY = Check(
    "committee_empty",
    mark("业委会没有登记成员"),
    f"""
select 'people.term:' || t.id as key, e.name as label, t.scope as place, 'empty' as reason,
       jsonb_build_object('since', t.valid_from, 'seats', t.seats) as said, {_TAIL}
from {_LATEST}
where {_STANDS} and {_RUNS} and not exists (select 1 from people_seat s where s.term_id = t.id and {_SITS})
""",
    MappingProxyType({"empty": mark("本届任期自{since}起，应选 {seats} 人，没有登记一名在任成员。")}),
    _PAGE,
    Fix.COMMITTEE,
)

# Only where the estate's owners are entered at all: an empty register says nothing about a member.
SEAT_NOT_OWNER = Check(
    "seat_not_owner",
    mark("业委会成员不是登记业主"),
    f"""
select 'people.seat:' || s.id as key, e.name as label, t.scope as place, 'no_unit' as reason,
       jsonb_build_object('since', s.valid_from) as said, {_TAIL}
from {_LATEST}
join people_seat s on s.term_id = t.id and {_SITS}
where {_STANDS} and {_RUNS}
  and exists (select 1 from places_propertyunit u join people_ownership o on o.unit_id = u.id
              where u.estate_id = e.id)
  and not exists (select 1 from people_ownership o join places_propertyunit u on u.id = o.unit_id
                  where o.person_id = s.person_id and u.estate_id = e.id
                    and o.valid_from <= %(day)s and (o.valid_until is null or o.valid_until > %(day)s))
""",
    MappingProxyType(
        {"no_unit": mark("一名成员自{since}起任职，当日在本小区没有登记的房屋，席位可能已自行终止。")}
    ),
    _PAGE,
    Fix.COMMITTEE,
)

COMMITTEE_CHECKS = (
    COMMITTEE_NO_END, COMMITTEE_PAST_TERM, COMMITTEE_EVEN, COMMITTEE_EMPTY, SEAT_NOT_OWNER
)  # fmt: skip

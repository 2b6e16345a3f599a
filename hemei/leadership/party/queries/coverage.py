"""Which estates and companies a Party organisation covers (F13, F13b)."""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.decision import mark
from hemei.kernel.figures import Relation

_ESTATES = """
select 'places.estate:' || e.id as key, e.name as label, t.path as place,
       case when c.organisation is null then 'no' else 'yes' end as verdict,
       case when c.organisation is not null then 'organisation' when c.work is not null then 'work' else 'none' end
         as reason,
       jsonb_build_object('organisation', coalesce(c.organisation, c.work), 'since', c.since) as said,
       1::bigint as weight, e.code as arg, null::bigint as body, null::timestamptz as at
from places_estate e
join places_accountablecommunity a on a.estate_id = e.id
  and a.valid_from <= {day} and (a.valid_until is null or a.valid_until > {day})
join places_placeposition t on t.place_id = a.community_id
  and t.valid_from <= {day} and (t.valid_until is null or t.valid_until > {day})
left join lateral (
  select min(b.name) filter (where i.kind = 'organisation') as organisation,
         min(b.name) filter (where i.kind = 'work') as work, min(i.valid_from) as since
  from party_tie i join party_organisation o on o.id = i.organisation_id join people_body b on b.id = o.body_id
  where i.estate_id = e.id and i.building_id is null
    and i.valid_from <= {day} and (i.valid_until is null or i.valid_until > {day})
    and o.valid_from <= {day} and (o.valid_until is null or o.valid_until > {day})) c on true
where e.valid_from <= {day} and (e.valid_until is null or e.valid_until > {day})
"""
COVERED_ESTATES = Relation(
    sql=_ESTATES,
    reasons=MappingProxyType(
        {
            "organisation": mark("由{organisation}覆盖，自{since}起。"),
            "work": mark("没有党组织；由{organisation}派人联系，只算工作覆盖。"),
            "none": mark("没有党组织，也没有派人联系。"),
        }
    ),
    page="places:estate",
    apps=("places", "party"),
)
"""The estates of a day with whether a Party organisation covers them (F13)."""

_COMPANIES = """
select c.stream as key, c.name as label, b.scope as place,
       case when o.name is null then 'no' else 'yes' end as verdict,
       case when o.name is null then 'none' else 'organisation' end as reason,
       jsonb_build_object('organisation', o.name, 'since', o.since) as said,
       1::bigint as weight, ''::text as arg, c.body_id as body, null::timestamptz as at
from companies_company c join people_body b on b.id = c.body_id
left join lateral (
  select min(n.name) as name, min(p.valid_from) as since
  from party_organisation p join people_body n on n.id = p.body_id
  where p.level = 'company' and p.host_body_id = c.body_id
    and p.valid_from <= {day} and (p.valid_until is null or p.valid_until > {day})) o on true
where c.valid_from <= {day} and (c.valid_until is null or c.valid_until > {day})
"""
COVERED_COMPANIES = Relation(
    sql=_COMPANIES,
    reasons=MappingProxyType(
        {"organisation": mark("已建立{organisation}，自{since}起。"), "none": mark("没有建立党组织。")}
    ),
    apps=("companies", "people", "party"),
)
"""The property companies of a day with whether they have a Party organisation (F13b)."""
